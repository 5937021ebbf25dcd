import { z } from 'zod';

import { page } from '../places.ts';
import { siteOptions } from '../site/options.ts';
import { metered, preloadList, switchOfText } from '../site/preload/options.ts';

const PORTAL = 'https://hstspreload.org/api/v2/status';
const PORTAL_IS = 'true, false, or the web address of a portal';

export const options = siteOptions.extend({
  list: preloadList,
  /** Who is asked how a site stands there: hstspreload.org, somebody else, or nobody. */
  portal: z
    .preprocess(
      switchOfText,
      z.union([z.literal(false), z.literal(true).transform(() => PORTAL), page], { error: PORTAL_IS }),
    )
    .default(PORTAL),
  metered,
});
export type Options = z.infer<typeof options>;
