import { z } from 'zod';

import { PLACES } from '../site/seen.ts';

export const GRADERS = ['observatory', 'securityheaders'] as const;
export const FIX_KINDS = ['nginx', 'caddy', 'cloudfront', 'hono'] as const;
export type FixKind = (typeof FIX_KINDS)[number];
const severity = z.enum(['info', 'warn', 'fail']);

/** What one rule found, and what it cost. */
const ruled = z.object({
  /** The rule's name: `content-security-policy`. */
  rule: z.string(),
  /** What it found, by the grader's own name for it: `csp-implemented-with-unsafe-inline`. */
  result: z.string(),
  /** Points: minus for what is missing, plus for what is more than is asked. 0 where the grader has no points. */
  points: z.int(),
  /** A bonus that does not count, for the score before is below 90, say. */
  counts: z.boolean(),
  pass: z.boolean(),
  /** What that means, in a sentence, with what was seen. */
  words: z.string(),
  /** What would cost nothing, or earn more; left out where there is nothing to gain. */
  raise: z.string().optional(),
});
export type Ruled = z.infer<typeof ruled>;
const grade = z.object({
  grader: z.enum(GRADERS),
  /** Of its rules, as they were published: `6`; the day of the rules where they have no number. */
  version: z.string(),
  grade: z.string(),
  /** Left out where it has none. */
  score: z.int().optional(),
  rules: z.array(ruled),
  /** What to do for the next better grades, the least work first: the grade that each (with those before it) leads to. */
  raises: z.array(z.object({ rule: z.string(), words: z.string(), grade: z.string(), score: z.int().optional() })),
});
export type Grade = z.infer<typeof grade>;
/** Something that plumbline says of the headers, beyond what the graders do. */
const lint = z.object({
  /** Of SITE_CODES. */
  code: z.string(),
  severity,
  place: z.enum(PLACES),
  header: z.string().optional(),
  /** The value in question, cut to 300 characters. */
  said: z.string().optional(),
  words: z.string(),
  /** The site in question has a good grade in spite of it. */
  hiddenBy: z.enum(GRADERS).optional(),
});
export type Lint = z.infer<typeof lint>;
const pair = z.tuple([z.string(), z.string()]);
/** One answer with its headers as they came, at most 200 lines of at most 4,096 characters. */
const answered = z.object({
  place: z.enum(PLACES),
  url: z.string(),
  address: z.string().optional(),
  status: z.int(),
  http: z.string(),
  headers: z.array(pair),
  /** Lines that are not in `headers`. */
  more: z.int().optional(),
});
/** One request on the way to the page. */
const way = z.object({
  url: z.string(),
  address: z.string().optional(),
  status: z.int().optional(),
  /** Where it led. */
  to: z.string().optional(),
  /** Why it led nowhere. */
  why: z.string().optional(),
});
/** How a site's headers fare. */
export const headersReport = z.object({
  url: z.string(),
  /** The page that was graded, where redirects led elsewhere. */
  ended: z.string().optional(),
  secure: z.array(way),
  plain: z.array(way).optional(),
  grades: z.array(grade),
  lint: z.array(lint),
  answers: z.array(answered),
  /** What says which version of an edge function or a cache answered: `x-edge-version`, `server`, `via`, `x-cache`, … */
  edge: z.array(z.object({ place: z.enum(PLACES), header: z.string(), value: z.string() })),
  /** Lines to paste, by the server that they are for; left out where they would be too long. */
  fixes: z.partialRecord(z.enum(FIX_KINDS), z.string()),
});
export type HeadersReport = z.infer<typeof headersReport>;
