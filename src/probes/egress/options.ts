import { z } from 'zod';

import { addressList, pageList, placeList } from '../places.ts';
import { ANCHORS } from '../uplink/options.ts';

/** Three who have nothing to do with each other, and answer everybody (RFC 8489). */
const STUN_SERVERS = ['stun.cloudflare.com:3478', 'stun.l.google.com:19302', 'stun.nextcloud.com:3478'] as const;
/** Pages that say who asks: the first address in what they answer. The fallback where UDP is blocked. */
const ECHO_PAGES = ['https://www.cloudflare.com/cdn-cgi/trace', 'https://api64.ipify.org/'] as const;

const yesOrNo = z.boolean({ error: 'true or false' });
export const options = z.object({
  stun: placeList.default([...STUN_SERVERS]).meta({ description: 'Who is asked which address we have' }),
  http: pageList.default([...ECHO_PAGES]).meta({ description: 'Pages that say who asks, where UDP is blocked' }),
  anchors: addressList
    .default([...ANCHORS])
    .meta({ description: 'Who is asked whose network an address is of, and whom the way is traced to' }),
  house: yesOrNo
    .default(false)
    .meta({ description: 'Of the house, not of one line: the default routes are listened to, a connection is held' }),
  metered: yesOrNo.default(false).meta({ description: 'Its bytes cost money' }),
});
export type Options = z.infer<typeof options>;
