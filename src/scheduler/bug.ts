import type { Event } from '../domain/entry.ts';
import type { Evidence } from '../domain/finding.ts';
import type { EpochMicros } from '../domain/time.ts';
import type { Check } from '../probes/probe.ts';

const LONGEST = 200;
/** No more of a message is looked at. */
const LOOKED_AT = 4_000;
/** What a message may carry by accident: the userinfo and query of a URL, and what is named like a secret. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/:\/\/[^\s/@]*@/g, '://…@'],
  [/(:\/\/[^\s?]*)\?\S*/g, '$1?…'],
  [/\b(bearer|basic)\s+\S+/gi, '$1 …'],
  [/((?:pass|token|secret|key|auth|cookie|credential)[a-z]*["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;]+)/gi, '$1…'],
];

/** The first line of an error's message, short, without anything that looks like a secret. */
export const bugText = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const [line = ''] = text.split('\n', 1);
  const masked = SECRETS.reduce((t, [pattern, shown]) => t.replace(pattern, shown), line.slice(0, LOOKED_AT));
  return masked.length > LONGEST ? `${masked.slice(0, LONGEST - 1)}…` : masked;
};

/** A bug in a probe, as an entry. */
export const checkFailed = ({ probe, aim }: Check, at: EpochMicros, error: unknown, more: Evidence = {}): Event => ({
  kind: 'event',
  at,
  type: 'check-failed',
  severity: 'fail',
  subject: aim.subject,
  probe: probe.name,
  evidence: { message: bugText(error), ...more },
});
