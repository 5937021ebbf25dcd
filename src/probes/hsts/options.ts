import { z } from 'zod';

import { page } from '../places.ts';
import { siteOptions } from '../site/options.ts';
import { metered, preloadList, switchOfText } from '../site/preload/options.ts';

const PORTAL = 'https://hstspreload.org/api/v2/status';
const PORTAL_IS = 'true, false, or the web address of a portal';

export const options = siteOptions.extend({
  list: preloadList,
  portal: z
    .preprocess(
      switchOfText,
      z.union([z.literal(false), z.literal(true).transform(() => PORTAL), page], { error: PORTAL_IS }),
    )
    .default(PORTAL)
    .meta({ description: 'Who is asked how a site stands on the list; false: nobody' }),
  metered,
});
export type Options = z.infer<typeof options>;
