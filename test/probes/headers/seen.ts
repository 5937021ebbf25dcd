import type { Answer, SiteSeen, Step } from '../../../src/probes/site/seen.ts';

export type Lines = readonly (readonly [string, string])[];
const answer = (headers: Lines, more: Partial<Answer> = {}): Answer => ({
  status: 200,
  http: '1.1',
  headers,
  tookMicros: 1_000,
  ...more,
});
export const step = (url: string, headers: Lines, more: Partial<Answer> = {}): Step => ({
  url,
  address: '192.0.2.1',
  outcome: { ok: true, answer: answer(headers, more) },
});
export const redirect = (url: string, to: string, headers: Lines = []): Step =>
  step(url, [['Location', to], ...headers], { status: 301 });

export const PAGE = 'https://site.example/';
/** A site whose page has these headers; over http it leads to itself. */
export const seen = (headers: Lines, more: Partial<SiteSeen> & { readonly html?: string } = {}): SiteSeen => {
  const { html = '', ...rest } = more;
  const visit = { end: 'answer', body: new Uint8Array(), truncated: false, tookMs: 1 } as const;
  return {
    aim: { host: 'site.example', https: PAGE, http: 'http://site.example/' },
    secure: { ...visit, steps: [step(PAGE, headers)], body: new TextEncoder().encode(html) },
    plain: { ...visit, steps: [redirect('http://site.example/', PAGE), step(PAGE, headers)] },
    ...rest,
  };
};
/** All six, without a warning. */
export const GOOD: Lines = [
  ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ['Content-Security-Policy', "default-src 'self'; frame-ancestors 'none'"],
  ['X-Frame-Options', 'DENY'],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Permissions-Policy', 'camera=()'],
  ['Cache-Control', 'no-cache'],
];
/** The same without some, and with others. */
export const butFor = (names: readonly string[], more: Lines = []): Lines => [
  ...GOOD.filter(([name]) => !names.includes(name)),
  ...more,
];
