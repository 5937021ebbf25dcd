import type { z } from 'zod';

import { metered, preloadList } from '../site/preload/options.ts';
import { siteOptions } from '../site/options.ts';

export const options = siteOptions.extend({
  list: preloadList,
  metered,
});
export type Options = z.infer<typeof options>;
