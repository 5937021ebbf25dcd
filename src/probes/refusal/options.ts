import { z } from 'zod';

const MOST_SIGNS = 8;
const STATUS = 'a list of HTTP statuses from 100 to 599';
const TEXT = 'a list of texts of at most 200 characters';
/** One or several; as one text with commas, as a command line has it, where a comma parts them. */
const listed = <T>(item: z.ZodType<T>, error: string, read: (part: string) => unknown) =>
  z.preprocess(
    (given) => (typeof given === 'string' ? given.split(',').map((part) => read(part.trim())) : given),
    z.array(item, { error }).max(MOST_SIGNS, { error: `${error}, at most ${MOST_SIGNS}` }),
  );

export const options = z.object({
  status: listed(z.int({ error: STATUS }).min(100, { error: STATUS }).max(599, { error: STATUS }), STATUS, Number)
    .default([])
    .meta({ description: 'Statuses that mean "not from here"' }),
  text: listed(z.string({ error: TEXT }).min(1, { error: TEXT }).max(200, { error: TEXT }), TEXT, (part) => part)
    .default([])
    .meta({ description: 'Texts that mean it, whatever their case' }),
});
export type Options = z.infer<typeof options>;
