import type { TlsSeen } from '../../../src/net/net.ts';
import type { Answer, SiteSeen, Step, Visit } from '../../../src/probes/site/seen.ts';

export const HSTS = 'Strict-Transport-Security';
export const GOOD = 'max-age=63072000; includeSubDomains; preload';
export const TRUSTED: TlsSeen = { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', chain: [] };

type Lines = readonly (readonly [string, string])[];
export const answered = (url: string, headers: Lines = [], more: Partial<Answer> = {}): Step => ({
  url,
  address: '9.9.9.9',
  outcome: {
    ok: true,
    answer: {
      status: 200,
      http: '1.1',
      headers,
      tookMicros: 1_000,
      ...(url.startsWith('https:') ? { tls: TRUSTED } : {}),
      ...more,
    },
  },
});
export const leads = (url: string, to: string, headers: Lines = []): Step =>
  answered(url, [['Location', to], ...headers], { status: 301 });
export const silent = (url: string): Step => ({ url, outcome: { ok: false, reason: 'refused', detail: 'refused' } });
export const distrusted = (url: string, headers: Lines = []): Step =>
  answered(url, headers, { tls: { ...TRUSTED, distrust: { code: 'CERT_HAS_EXPIRED', text: 'it has expired' } } });

export const visit = (steps: readonly Step[], more: Partial<Visit> = {}): Visit => ({
  steps,
  end: steps.at(-1)?.outcome.ok === true ? 'answer' : 'failed',
  body: new Uint8Array(),
  truncated: false,
  tookMs: 1,
  ...more,
});
const good = (headers: Lines = [[HSTS, GOOD]]): Step => answered('https://example.com/', headers);
export const secureOf = (headers: Lines): Visit => visit([good(headers)]);
export const LED = visit([leads('http://example.com/', 'https://example.com/'), good()]);

/** A site that could be put on the list, but for what is said otherwise. */
export const seenOf = (more: Partial<SiteSeen> = {}): SiteSeen => ({
  aim: { host: 'example.com', https: 'https://example.com/', http: 'http://example.com/' },
  secure: visit([good()]),
  plain: LED,
  ...more,
});
