import { z } from '@hono/zod-openapi';

import { micros, severity } from '../schema/words.ts';

const every = z.number().int().openapi({ description: 'How often it is looked at, in milliseconds' });

/** A grade, and the last one before it that was another. */
const gradeNow = z.object({
  at: micros,
  grade: z.string(),
  score: z.number().int().optional(),
  version: z.string(),
  was: z.object({ at: micros, grade: z.string(), score: z.number().int().optional() }).optional(),
});
/** One site in the table of all. What is missing was never measured. */
export const SiteRow = z
  .object({
    name: z.string(),
    label: z.string(),
    url: z.string(),
    every,
    /** The same for each probe: what is older than three times that is shown as old. */
    intervals: z.record(z.string(), every),
    observatory: gradeNow.optional(),
    securityheaders: gradeNow.optional(),
    hsts: z
      .object({
        at: micros,
        header: z.string().optional(),
        maxAge: z.number().int().optional(),
        includeSubDomains: z.boolean(),
        preload: z.boolean(),
        preloadable: z.boolean(),
        /** By the list that browsers have built in; left out where that is not known. */
        preloaded: z.boolean().optional(),
        whyUnknown: z.string().optional(),
        portal: z.string().optional(),
      })
      .optional(),
    tls: z
      .object({
        at: micros,
        notAfter: micros,
        /** Whole days that are left; negative once it has expired. */
        daysLeft: z.number().int(),
        /** By its whole lifetime: `warn` and `fail` while the renewal is overdue. */
        standing: z.enum(['ok', 'warn', 'fail']),
        trusted: z.boolean(),
        issuer: z.string(),
        protocol: z.string(),
        group: z.string().optional(),
      })
      .optional(),
    /** The newest findings of its probes, the worst first. */
    findings: z.array(z.object({ probe: z.string(), code: z.string(), severity, summary: z.string() })).readonly(),
    /** Checks that failed the last time. */
    troubles: z.array(z.object({ probe: z.string(), at: micros, detail: z.string() })).readonly(),
  })
  .openapi('SiteRow');
export type SiteRow = z.infer<typeof SiteRow>;
export const Sites = z
  .object({
    now: micros,
    /** The preload list that was last used. */
    list: z.object({ at: micros, stale: z.string().optional() }).optional(),
    sites: z.array(SiteRow).readonly(),
  })
  .openapi('Sites');
export type Sites = z.infer<typeof Sites>;

const past = z.object({
  id: z.string(),
  at: micros,
  /** Of `headers`: by grader. */
  grades: z.record(z.string(), z.string()).optional(),
  failed: z.string().optional(),
});
/** The newest run of a probe that measured; the report is as the probe describes it. */
const newest = z.object({
  id: z.string(),
  at: micros,
  report: z.unknown(),
  findings: z
    .array(
      z.object({
        code: z.string(),
        severity,
        evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
        remedy: z.string().optional(),
      }),
    )
    .readonly(),
});
export const SiteDetail = z
  .object({
    now: micros,
    site: SiteRow,
    headers: newest.optional(),
    hsts: newest.optional(),
    tls: newest.optional(),
    /** What the codes in these reports mean, and what to do about them. */
    codes: z.record(z.string(), z.object({ meaning: z.string(), remedy: z.string().optional() })).optional(),
    /** Runs of `headers`, newest first: any two can be compared (`/api/targets/{name}/runs`). */
    history: z.array(past).readonly(),
    /** `site-finding` events of the last 90 days, newest first. */
    happened: z
      .array(z.object({ at: micros, code: z.string(), severity, summary: z.string(), on: z.boolean().optional() }))
      .readonly(),
  })
  .openapi('SiteDetail');
export type SiteDetail = z.infer<typeof SiteDetail>;

/** In the overview, where there are sites: for the wall. */
export const SitesGlance = z
  .object({
    sites: z
      .array(
        z.object({
          name: z.string(),
          label: z.string(),
          grade: z.string().optional(),
          every,
          /** When it was last looked at; what is older than three times that is shown as old. */
          at: micros.optional(),
          /** Of its certificate; `daysLeft` counts to it from when this was asked for. */
          notAfter: micros.optional(),
          daysLeft: z.number().int().optional(),
          standing: z.enum(['ok', 'warn', 'fail', 'unknown']),
        }),
      )
      .readonly(),
  })
  .openapi('SitesGlance');
export type SitesGlance = z.infer<typeof SitesGlance>;
