import { linesOf, valueOf } from '../../../wire/http/fields.ts';
import { referrerPolicyOf, referrerWordsOf } from '../../../wire/http/referrer-policy.ts';
import type { Answer } from '../../site/seen.ts';
import { hstsOf, listOf, policiesOf, scriptsOf, type Policy } from '../said.ts';

/** What one rule makes of an answer. `warns`: the header is there, and keeps the grade at A. */
export interface Looked {
  readonly result: string;
  readonly standing: 'there' | 'warns' | 'missing';
  readonly words: string;
}
export interface Rule {
  readonly rule: string;
  readonly look: (headers: Answer['headers']) => Looked;
  /** What to do where it is missing, and where it warns. */
  readonly raise: string;
}

const there = (result: string, words: string): Looked => ({ result, standing: 'there', words });
const warns = (result: string, words: string): Looked => ({ result, standing: 'warns', words });
const missing = (result: string, words: string): Looked => ({ result, standing: 'missing', words });

const MONTH = 2_592_000;
/** Of those that tell more than others need, the ones that warn: no-referrer-when-downgrade does not. */
const LEAKY = new Set(['origin', 'origin-when-cross-origin', 'unsafe-url']);

/** A browser leaves 'unsafe-inline' aside where a nonce, a hash or 'strict-dynamic' stands beside it (CSP 3, 6.7.3.2). */
const overrulesInline = (source: string): boolean => /^'(?:nonce-|sha(?:256|384|512)-|strict-dynamic')/i.test(source);
/** The first unsafe word that this policy has for scripts. */
const unsafeIn = (policy: Policy): string | undefined => {
  const sources = scriptsOf(policy) ?? [];
  const has = (word: string): boolean => sources.some((s) => s.toLowerCase() === word);
  if (has("'unsafe-inline'") && !sources.some(overrulesInline)) return "'unsafe-inline'";
  return has("'unsafe-eval'") ? "'unsafe-eval'" : undefined;
};

const csp = (headers: Answer['headers']): Looked => {
  const policies = policiesOf(headers);
  if (policies.length === 0)
    return linesOf(headers, 'content-security-policy-report-only').length > 0
      ? missing('csp-report-only', 'Content-Security-Policy is there as Report-Only alone, which forbids nothing.')
      : missing('csp-missing', 'There is no Content-Security-Policy.');
  // All of several policies hold: what one of them forbids is forbidden.
  const unsafe = policies.map(unsafeIn);
  const first = unsafe[0];
  return first === undefined || unsafe.includes(undefined)
    ? there('csp-there', 'Content-Security-Policy is there.')
    : warns(
        `csp-${first.replaceAll("'", '')}`,
        `Content-Security-Policy lets scripts run with ${first} (script-src, or default-src where there is none).`,
      );
};
const hsts = (headers: Answer['headers']): Looked => {
  if (linesOf(headers, 'strict-transport-security').length === 0)
    return missing('hsts-missing', 'There is no Strict-Transport-Security.');
  const kept = hstsOf(headers);
  if (kept === undefined) return warns('hsts-invalid', 'Strict-Transport-Security is such that browsers ignore it.');
  return kept.maxAge < MONTH
    ? warns('hsts-short', `Strict-Transport-Security has a max-age of ${kept.maxAge} s; less than 30 days warns.`)
    : there('hsts-there', 'Strict-Transport-Security is there.');
};
const frames = (headers: Answer['headers']): Looked => {
  const said = listOf(headers, 'x-frame-options');
  if (policiesOf(headers).some((p) => p.has('frame-ancestors')))
    return there('framing-by-csp', 'Content-Security-Policy says who may frame the page (frame-ancestors).');
  if (said.length === 0)
    return missing('framing-missing', 'There is neither X-Frame-Options nor frame-ancestors in a policy.');
  return said.every((value) => /^(?:deny|sameorigin)$/i.test(value))
    ? there('framing-there', 'X-Frame-Options is there.')
    : warns('framing-invalid', 'X-Frame-Options says neither DENY nor SAMEORIGIN, and browsers leave it aside.');
};
const sniffing = (headers: Answer['headers']): Looked => {
  const said = listOf(headers, 'x-content-type-options');
  if (said.length === 0) return missing('nosniff-missing', 'There is no X-Content-Type-Options.');
  return said.every((value) => value.toLowerCase() === 'nosniff')
    ? there('nosniff-there', 'X-Content-Type-Options is there.')
    : warns('nosniff-invalid', 'X-Content-Type-Options says something else than nosniff.');
};
const referrer = (headers: Answer['headers']): Looked => {
  const said = valueOf(headers, 'referrer-policy') ?? '';
  if (referrerWordsOf(said).length === 0) return missing('referrer-missing', 'There is no Referrer-Policy.');
  const last = referrerPolicyOf(said)?.policy;
  if (last === undefined) return warns('referrer-invalid', 'Referrer-Policy has no value that browsers know.');
  return LEAKY.has(last)
    ? warns(`referrer-${last}`, `Referrer-Policy says ${last}, which tells others more than they need.`)
    : there('referrer-there', 'Referrer-Policy is there.');
};
const permissions = (headers: Answer['headers']): Looked => {
  if (listOf(headers, 'permissions-policy').length > 0)
    return there('permissions-there', 'Permissions-Policy is there.');
  return linesOf(headers, 'feature-policy').length > 0
    ? missing('permissions-by-its-old-name', 'There is a Feature-Policy, by its old name, and no Permissions-Policy.')
    : missing('permissions-missing', 'There is no Permissions-Policy.');
};

/**
 * The six headers that securityheaders.com grades, the least work first. The service publishes no table: what warns is
 * from its author's articles and answers (the criteria of 2023-11-07; unsafe words for styles warn no more).
 */
export const RULES: readonly Rule[] = [
  { rule: 'x-content-type-options', look: sniffing, raise: 'Send X-Content-Type-Options: nosniff.' },
  {
    rule: 'x-frame-options',
    look: frames,
    raise: 'Send X-Frame-Options: SAMEORIGIN (or DENY), or frame-ancestors in the policy.',
  },
  { rule: 'referrer-policy', look: referrer, raise: 'Send Referrer-Policy: strict-origin-when-cross-origin.' },
  {
    rule: 'permissions-policy',
    look: permissions,
    raise: 'Send a Permissions-Policy that turns off what the site does not use.',
  },
  {
    rule: 'strict-transport-security',
    look: hsts,
    raise: 'Send Strict-Transport-Security with a max-age of 30 days or more, a year in the end.',
  },
  {
    rule: 'content-security-policy',
    look: csp,
    raise: "Send a Content-Security-Policy without 'unsafe-inline' and 'unsafe-eval' for scripts.",
  },
];
