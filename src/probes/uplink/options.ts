import { z } from 'zod';

import { HOUR, MINUTE, SECOND } from '../../domain/time.ts';
import { duration } from '../duration.ts';
import { addressList, numericAddress } from '../places.ts';

/** Public resolvers on anycast, run by three who have nothing to do with each other. */
export const ANCHORS = ['9.9.9.9', '1.1.1.1', '8.8.8.8'] as const;

export const options = z.object({
  anchors: addressList
    .optional()
    .meta({ description: 'Left out: the target alone, and the usual ones where that is internet' }),
  gateway: numericAddress.optional().meta({ description: 'The router of the line' }),
  resolver: numericAddress
    .optional()
    .meta({ description: 'Whoever turns names into addresses for those who use the line' }),
  timeout: duration(100, MINUTE)
    .default(2 * SECOND)
    .meta({ description: 'How long an answer is waited for' }),
  live: duration(100, HOUR)
    .default(SECOND)
    .meta({ description: 'From one echo to the next, all anchors together, while it is the live line' }),
  standby: duration(100, HOUR).default(SECOND).meta({ description: 'The same while it stands by' }),
  metered: z.boolean({ error: 'true or false' }).default(false).meta({ description: 'Its bytes cost money' }),
});
export type Options = z.infer<typeof options>;
