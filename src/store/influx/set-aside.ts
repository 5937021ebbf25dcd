import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { EpochMicros } from '../../domain/time.ts';

const NAME = 'influx-set-aside.jsonl';
/** Of one file; with the older one beside it, twice that is kept. */
const FILE_BYTES = 16 * 1024 * 1024;

/** Where lines go that InfluxDB does not take. */
export interface SetAside {
  readonly path: string;
  /** Resolves when durable. Rejects when it can not be kept. */
  readonly add: (line: string, reason: string, at: EpochMicros) => Promise<void>;
}

/** A file in the state folder, for this user alone: `{time, reason, line}`, a line each. Full, it replaces the older one. */
export const setAsideIn = (folder: string, fileBytes = FILE_BYTES): SetAside => {
  const path = join(folder, NAME);
  const isFull = async (): Promise<boolean> => {
    const size = await stat(path).then(
      (s) => s.size,
      () => 0, // there is none yet
    );
    return size >= fileBytes;
  };
  return {
    path,
    add: async (line, reason, at) => {
      if (await isFull()) await rename(path, `${path}.1`);
      const file = await open(path, 'a', 0o600);
      try {
        const told = { time: new Date(at / 1_000).toISOString(), reason, line };
        await file.appendFile(`${JSON.stringify(told)}\n`);
        await file.datasync();
      } finally {
        await file.close();
      }
    },
  };
};
