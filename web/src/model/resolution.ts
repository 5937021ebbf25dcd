import type { View } from '../../../src/api/schema.ts';

/** What to say beside percentiles that come from sketches. */
export const WITHIN = 'percentiles within 1\u00a0%';

/** Whether the percentiles of a view come from merged sketches, which are within one percent. */
export const isRolledUp = ({ stats }: View): boolean => stats.resolution !== undefined;

/** Whether every sample of the view can be had: it was made of them, or is of the time for which they are kept. */
export const hasRaw = (view: View): boolean => !isRolledUp(view) || view.from >= view.rawSince;
