import { z } from 'zod';

import { DAY, HOUR } from '../../src/domain/time.ts';
import { headersReport } from '../../src/probes/headers/report.ts';
import { hstsReport } from '../../src/probes/hsts/report.ts';
import type { AnyOnce } from '../../src/probes/probe.ts';
import { tlsReport } from '../../src/probes/tls/report.ts';

const PORTAL = 'https://hstspreload.org/api/v2/status';
const page = {
  address: z.string().optional(),
  http_port: z.union([z.number(), z.literal(false)]).optional(),
  asset: z.string().optional(),
  list: z.union([z.string(), z.literal(false)]).default('https://lists.example/list.json'),
  metered: z.boolean().optional(),
};
const made = (name: string, every: number, options: z.ZodType, report: z.ZodType): AnyOnce => ({
  name,
  title: name,
  options,
  values: {},
  report,
  every,
  run: () => Promise.reject(new Error('not run')),
});
/** Their names, options and reports, and nothing that is run. */
export const fakeSiteProbes: readonly AnyOnce[] = [
  made('headers', 6 * HOUR, z.object(page), headersReport),
  made(
    'hsts',
    DAY,
    z.object({
      ...page,
      portal: z.union([z.literal(false), z.literal(true).transform(() => PORTAL), z.string()]).default(PORTAL),
    }),
    hstsReport,
  ),
  made('tls', 6 * HOUR, z.object({ port: z.number().default(443), address: z.string().optional() }), tlsReport),
];
