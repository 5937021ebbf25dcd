import { z } from '@hono/zod-openapi';

export const micros = z.number().int().openapi({ description: 'Epoch microseconds' });

export const evidence = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const severity = z.enum(['info', 'warn', 'fail']);

export const Subject = z
  .object({ target: z.string().optional(), via: z.string().optional(), vantage: z.string() })
  .openapi('Subject');
