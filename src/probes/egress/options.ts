import { z } from 'zod';

import { addressList, pageList, placeList } from '../places.ts';
import { ANCHORS } from '../uplink/options.ts';

/** Three who have nothing to do with each other, and answer everybody (RFC 8489). */
const STUN_SERVERS = ['stun.cloudflare.com:3478', 'stun.l.google.com:19302', 'stun.nextcloud.com:3478'] as const;
/** Pages that say who asks: the first address in what they answer. The fallback where UDP is blocked. */
const ECHO_PAGES = ['https://www.cloudflare.com/cdn-cgi/trace', 'https://api64.ipify.org/'] as const;

const yesOrNo = z.boolean({ error: 'true or false' });
export const options = z.object({
  stun: placeList.default([...STUN_SERVERS]),
  http: pageList.default([...ECHO_PAGES]),
  /** Who is asked by DNS which autonomous system an address belongs to, and whom the way is traced to. */
  anchors: addressList.default([...ANCHORS]),
  /** Whether the kernel's default routes are listened to, and a connection is held: of the house, not of one line. */
  house: yesOrNo.default(false),
  /** Its bytes cost money. */
  metered: yesOrNo.default(false),
});
export type Options = z.infer<typeof options>;
