import { z } from 'zod';

import { siteOptions, SITE_OWNERS } from '../site/options.ts';

const VERSIONS = 'true or false';
/** Where a server is as of the other probes of sites, and: */
export const options = siteOptions.pick({ address: true, servername: true, port: true, family: true }).extend({
  versions: z
    .preprocess(
      (given) => (given === 'true' ? true : given === 'false' ? false : given),
      z.boolean({ error: VERSIONS }),
    )
    .default(false)
    .meta({ description: 'Whether it still speaks TLS 1.0 and 1.1 is tried, a handshake each' }),
});
export type Options = z.infer<typeof options>;
export const OWNERS = SITE_OWNERS.filter((name) => Object.hasOwn(options.shape, name)) as readonly (keyof Options)[];
