import { z } from 'zod';

import { isHostName } from '../../net/resolve.ts';
import { askable } from '../places.ts';

const PORT = 'a port from 1 to 65535';
const port = z.int({ error: PORT }).min(1, { error: PORT }).max(65_535, { error: PORT });
const HTTP_PORT = `${PORT}, or false where there is no plain http`;
const SNI = 'a host name, or empty where none is to be said';
const VERSION = 'auto, 1.1 or 2';
const ASSET = 'the path of a file of the site, such as /style.css';

/** Where a site is and how it is asked, for all probes of sites. */
export const siteOptions = z.object({
  address: askable
    .optional()
    .meta({ description: 'Who is asked, whatever the name resolves to: the origin behind a CDN, say' }),
  servername: z
    .string({ error: SNI })
    .refine((text) => text === '' || isHostName(text), { error: SNI })
    .optional()
    .meta({ description: "Said in SNI to the site's own host instead of its name" }),
  port: port.optional().meta({ description: 'Where its https is; left out: as its web address says, else 443' }),
  http_port: z
    .union([port, z.literal(false)], { error: HTTP_PORT })
    .optional()
    .meta({ description: 'Where its plain http is; left out: 80, or none where https has another port than 443' }),
  http: z
    .preprocess((given) => (typeof given === 'number' ? String(given) : given), z.enum(['auto', '1.1', '2'], VERSION))
    .default('auto')
    .meta({ description: 'The version of HTTP that is spoken' }),
  family: z
    .literal([4, 6], { error: '4 or 6' })
    .optional()
    .meta({ description: 'Over which IP it is asked; as the system prefers where left out' }),
  asset: z
    .string({ error: ASSET })
    .regex(/^\/(?![/\\])[!-~]{0,1000}$/, { error: ASSET })
    .optional()
    .meta({ description: "A static file whose headers are compared with the page's; left out: found in the page" }),
});
export type SiteOptions = z.infer<typeof siteOptions>;
/** With these, somebody else's service could be made to hear something (`Once.ownersOptions`). */
export const SITE_OWNERS = ['address', 'servername', 'port', 'http_port', 'asset'] as const;
