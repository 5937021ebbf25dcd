import { z } from 'zod';

export const PORTAL_WORDS = [
  'unknown',
  'pending',
  'preloaded',
  'rejected',
  'removed',
  'pending-removal',
  'pending-automated-removal',
] as const;
/** One thing that hstspreload would say, with its code as it writes it: `header.preloadable.preload.missing`; or `hsts-not-public`, which is ours. */
const issue = z.object({ code: z.string(), level: z.enum(['error', 'warning']), words: z.string() });
export type Issue = z.infer<typeof issue>;
const step = z.object({
  url: z.string(),
  /** Who was asked. */
  address: z.string().optional(),
  status: z.int().optional(),
  to: z.string().optional(),
  why: z.string().optional(),
});
/** How a site stands with HSTS (RFC 6797) and the list that browsers have built in. */
export const hstsReport = z.object({
  host: z.string(),
  /** The header of the first answer over https, as it came; left out where there was none, or no answer. */
  header: z.string().optional(),
  /** As a browser reads it; left out where it has none that counts. */
  maxAge: z.int().optional(),
  includeSubDomains: z.boolean(),
  preload: z.boolean(),
  /** What keeps it from being put on the list, and from being taken off; errors first. Empty `errors`: it may. */
  preloadable: z.object({ ok: z.boolean(), issues: z.array(issue) }),
  removable: z.object({ ok: z.boolean(), issues: z.array(issue) }),
  list: z.discriminatedUnion('known', [
    z.object({
      known: z.literal(true),
      preloaded: z.boolean(),
      entry: z
        .object({
          name: z.string(),
          mode: z.string().optional(),
          includeSubdomains: z.boolean(),
          policy: z.string().optional(),
        })
        .optional(),
      listAt: z.int(),
      stale: z.string().optional(),
    }),
    z.object({ known: z.literal(false), why: z.string() }),
  ]),
  /** What hstspreload.org says; left out where it was not asked. */
  portal: z
    .union([
      z.object({ status: z.enum(PORTAL_WORDS), message: z.string().optional(), bulk: z.boolean().optional() }),
      z.object({ why: z.string() }),
    ])
    .optional(),
  secure: z.array(step),
  plain: z.array(step).optional(),
  www: z.object({ answers: z.boolean(), why: z.string().optional() }).optional(),
  /** Of Observatory's rules, from the same answers. */
  grade: z.object({ grade: z.string(), score: z.int() }).optional(),
});
export type HstsReport = z.infer<typeof hstsReport>;
