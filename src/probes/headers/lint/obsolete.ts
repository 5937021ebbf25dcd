import { linesOf, valueOf } from '../../../wire/http/fields.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';
import { type HeaderCode, said } from './said.ts';

/** Headers with a code of their own: what each leads to. */
const NAMED: readonly (readonly [header: string, code: HeaderCode, words: string])[] = [
  ['Public-Key-Pins', 'hpkp-obsolete', 'It pins keys, which no browser of today does.'],
  ['Public-Key-Pins-Report-Only', 'hpkp-obsolete', 'It pins keys, which no browser of today does.'],
  ['X-Content-Security-Policy', 'csp-old-name', 'Firefox read this name until 2013: the policy does not apply.'],
  ['X-WebKit-CSP', 'csp-old-name', 'Chrome and Safari read this name until 2013: the policy does not apply.'],
];
/** Those that merely do nothing any more. */
const IDLE: readonly (readonly [header: string, words: string])[] = [
  ['Expect-CT', 'Browsers demand Certificate Transparency by themselves; Chromium dropped the header in 2022.'],
  ['P3P', 'Only Internet Explorer read it.'],
  ['X-UA-Compatible', 'Only Internet Explorer read it.'],
  ['X-Download-Options', 'Only Internet Explorer read it.'],
  ['Tk', 'Do Not Track was given up in 2019.'],
  ['Accept-CH-Lifetime', 'It was taken out of Client Hints: they last as long as the page.'],
  ['Content-MD5', 'It was taken out of HTTP in 2014.'],
  ['Warning', 'It was taken out of HTTP in 2022 (RFC 9111).'],
  ['Large-Allocation', 'Only 32-bit Firefox read it.'],
  ['X-WebKit-CSP-Report-Only', 'It has been Content-Security-Policy-Report-Only since 2013.'],
];

/** Headers whose time is over. */
export function* obsolete(answer: Placed): Iterable<Lint> {
  const { headers } = answer;
  const xss = valueOf(headers, 'x-xss-protection');
  if (xss !== undefined && /^\s*"?1/.test(xss))
    yield said('xss-auditor', answer, 'It turns the filter on, in the few old browsers that have one.', {
      header: 'X-XSS-Protection',
      value: xss,
    });
  const feature = valueOf(headers, 'feature-policy');
  if (feature !== undefined) {
    const beside = linesOf(headers, 'permissions-policy').length > 0;
    const words = beside
      ? 'Permissions-Policy stands beside it and is the one that counts.'
      : 'Only old browsers read it.';
    yield said('feature-policy-obsolete', answer, words, { header: 'Feature-Policy', value: feature });
  }
  const report = valueOf(headers, 'report-to');
  // Network Error Logging still takes its places from Report-To.
  if (report !== undefined && linesOf(headers, 'nel').length === 0)
    yield said('report-to-obsolete', answer, 'Reporting-Endpoints has taken its place.', {
      header: 'Report-To',
      value: report,
    });
  for (const [header, code, words] of NAMED) yield* of(header, code, words, answer);
  for (const [header, words] of IDLE) yield* of(header, 'obsolete-header', words, answer);
}
function* of(header: string, code: HeaderCode, words: string, answer: Placed): Iterable<Lint> {
  const value = valueOf(answer.headers, header.toLowerCase());
  if (value !== undefined) yield said(code, answer, words, { header, value });
}
