import { randomBytes } from 'node:crypto';

import type { EpochMicros } from '../domain/time.ts';

/**
 * An id for a run: the microseconds it began at in base 36 (11 digits, until the year 6141), then 8 random ones,
 * so that ids sort by time as text and never meet. `[0-9a-z]{19}`.
 */
export const runId = (at: EpochMicros): string => {
  const random = randomBytes(6).readUIntBE(0, 6) % 36 ** 8;
  return at.toString(36).padStart(11, '0') + random.toString(36).padStart(8, '0');
};
