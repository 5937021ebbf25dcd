import type { z } from 'zod';

import { metered, preloadList } from '../site/preload/options.ts';
import { siteOptions } from '../site/options.ts';

export const options = siteOptions.extend({
  /** The list that browsers have built in, by which Observatory gives points. */
  list: preloadList,
  /** Every line costs by the byte: the list is not fetched. */
  metered,
});
export type Options = z.infer<typeof options>;
