import { z } from 'zod';

/** Chromium's own, from which Firefox, Safari and Edge take theirs. */
const PRELOAD_LIST =
  'https://raw.githubusercontent.com/chromium/chromium/main/net/http/transport_security_state_static.json';
const LIST = 'a file, a web address (http or https), or false';

/** `true` and `false` of a command line. */
export const switchOfText = (given: unknown): unknown => (given === 'false' ? false : given === 'true' ? true : given);

export const preloadList = z
  .preprocess(switchOfText, z.union([z.string().min(1).max(4_096), z.literal(false)], { error: LIST }))
  .default(PRELOAD_LIST)
  .meta({ description: 'Where the list is that browsers have built in; false: nobody is asked' });

export const metered = z
  .boolean({ error: 'true or false' })
  .optional()
  .meta({ description: 'Every line costs by the byte: nothing large is fetched; left out: as the lines are' });
