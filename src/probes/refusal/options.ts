import { z } from 'zod';

export const options = z.object({
  status: z.array(z.int()).default([]),
  text: z.array(z.string()).default([]),
});
export type Options = z.infer<typeof options>;
