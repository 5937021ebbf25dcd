import { z } from 'zod';

import { HOUR, MINUTE, SECOND } from '../../domain/time.ts';
import { duration } from '../duration.ts';
import { addressList, numericAddress } from '../places.ts';

/** Public resolvers on anycast, run by three who have nothing to do with each other. */
export const ANCHORS = ['9.9.9.9', '1.1.1.1', '8.8.8.8'] as const;

export const options = z.object({
  /** Left out: the target alone, and the usual ones where that is `internet`. */
  anchors: addressList.optional(),
  /** The router of the line. */
  gateway: numericAddress.optional(),
  /** Whoever turns names into addresses for those who use the line. */
  resolver: numericAddress.optional(),
  /** An echo is lost after this long. */
  timeout: duration(100, MINUTE).default(2 * SECOND),
  /** From one echo to the next, all anchors together. */
  live: duration(100, HOUR).default(SECOND),
  standby: duration(100, HOUR).default(SECOND),
  /** Its bytes cost money. */
  metered: z.boolean({ error: 'true or false' }).default(false),
});
export type Options = z.infer<typeof options>;
