import { z } from 'zod';

import { CODES, isCode, type Code } from '../../domain/codes.ts';

const code = z.custom<Code>((text) => typeof text === 'string' && isCode(text), {
  error: `one of ${Object.keys(CODES).length} codes`,
});
const severity = z.enum(['info', 'warn', 'fail']);
const evidence = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const family = z.literal([4, 6]);
const verdict = z.object({ code, severity, summary: z.string(), evidence });

/** A diagnosis (diagnose/diagnosis.ts), as it is kept. */
export const report = z.object({
  verdict,
  findings: z.array(z.object({ code, severity, evidence, remedy: z.string().exactOptional() })),
  ways: z.array(
    z.object({
      family,
      address: z.string(),
      verdict,
      figures: z
        .object({
          mtu: z.number().exactOptional(),
          mss: z.number().exactOptional(),
          downloads: z.boolean().exactOptional(),
          uploads: z.boolean().exactOptional(),
          lossRatio: z.number().exactOptional(),
        })
        .exactOptional(),
      ladder: z
        .array(
          z.object({
            by: z.enum(['download', 'upload', 'packets']),
            bytes: z.number(),
            passed: z.number(),
            lost: z.number(),
            told: z.number(),
          }),
        )
        .exactOptional(),
    }),
  ),
  steps: z.array(z.object({ name: z.string(), family: family.exactOptional(), told: z.string() })),
});
export type Report = z.infer<typeof report>;
