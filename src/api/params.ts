import { z } from '@hono/zod-openapi';

const time = (what: string) =>
  z
    .string()
    .max(40)
    .optional()
    .openapi({
      description: `${what}: epoch milliseconds, ISO 8601, "now", or a time ago such as -1h`,
      example: '-1h',
    });
const word = (what: string) => z.string().max(64).optional().openapi({ description: what });

/** A whole number in a query string. */
export const count = (least: number, most: number, usual: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((n) => n >= least && n <= most, `a whole number from ${least} to ${most}`)
    .optional()
    .transform((n) => n ?? usual)
    .openapi({ type: 'integer', minimum: least, maximum: most, default: usual });

export const NamePath = z.object({
  name: z
    .string()
    .max(253)
    .openapi({ param: { name: 'name', in: 'path' }, description: 'The target’s name', example: 'gateway' }),
});
export const RangeQuery = z.object({ from: time('Start'), to: time('End (exclusive), by default now') });
export const SeriesQuery = RangeQuery.extend({
  probe: word('The probe, by default the main one of the target'),
  field: word('The field of the probe, by default its main one'),
});
