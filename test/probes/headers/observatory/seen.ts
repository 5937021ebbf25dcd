import type { Preloaded } from '../../../../src/probes/site/preload/preloaded.ts';
import type { Answer, SiteSeen, Step, Visit, VisitEnd } from '../../../../src/probes/site/seen.ts';

export type Headers = readonly (readonly [string, string])[];
/** Header lines as they are written: `Name: value`. */
export const lines = (text: string): Headers =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()] as const;
    });

interface StepOf {
  readonly url: string;
  readonly status?: number;
  readonly headers?: string | Headers;
  readonly distrust?: string;
  /** Nobody answers. */
  readonly dead?: boolean;
}
const answerOf = ({ status = 200, headers = '', distrust, url }: StepOf): Answer => ({
  status,
  http: '1.1',
  headers: typeof headers === 'string' ? lines(headers) : headers,
  tookMicros: 1_000,
  ...(url.startsWith('https:')
    ? {
        tls: {
          protocol: 'TLSv1.3',
          cipher: 'TLS_AES_128_GCM_SHA256',
          chain: [],
          ...(distrust === undefined ? {} : { distrust: { code: 'CERT', text: distrust } }),
        },
      }
    : {}),
});
const stepOf = (of: StepOf): Step => ({
  url: of.url,
  address: '192.0.2.1',
  outcome:
    of.dead === true
      ? { ok: false, reason: 'refused', detail: 'connection refused' }
      : { ok: true, answer: answerOf(of) },
});
export const visitOf = (steps: readonly StepOf[], body = '', end?: VisitEnd, to?: string): Visit => ({
  steps: steps.map(stepOf),
  end: end ?? (steps.at(-1)?.dead === true ? 'failed' : 'answer'),
  ...(to === undefined ? {} : { to }),
  body: new TextEncoder().encode(body),
  truncated: false,
  tookMs: 1,
});

const HOST = 'site.example';
export const HTTPS = `https://${HOST}/`;
export const HTTP = `http://${HOST}/`;
/** Over http to https at the same host, and there the page. */
const REDIRECTED = visitOf([
  { url: HTTP, status: 301, headers: `Location: ${HTTPS}` },
  { url: HTTPS, headers: 'Content-Type: text/html' },
]);

export interface SiteOf {
  /** Of the page over https. */
  readonly headers?: string | Headers;
  readonly body?: string;
  readonly secure?: Visit;
  /** null: nothing over http. */
  readonly plain?: Visit | null;
  /** What is said to a foreign origin. */
  readonly foreign?: string;
  readonly distrust?: string;
  readonly status?: number;
}
const FOREIGN = 'https://stranger.example';
export const siteOf = ({
  headers = '',
  body = '',
  secure,
  plain,
  foreign,
  distrust,
  status = 200,
}: SiteOf): SiteSeen => ({
  aim: { host: HOST, https: HTTPS, http: HTTP },
  secure: secure ?? visitOf([{ url: HTTPS, status, headers, ...(distrust === undefined ? {} : { distrust }) }], body),
  ...(plain === null ? {} : { plain: plain ?? REDIRECTED }),
  ...(foreign === undefined
    ? {}
    : { foreign: { origin: FOREIGN, answer: answerOf({ url: HTTPS, headers: foreign }) } }),
});

const AT = 1_780_000_000_000_000;
export const NOT_LISTED: Preloaded = { known: true, preloaded: false, listAt: AT };
export const UNKNOWN: Preloaded = { known: false, why: 'the list could not be fetched' };
export const LISTED: Preloaded = {
  known: true,
  preloaded: true,
  entry: { name: HOST, mode: 'force-https', includeSubdomains: true, policy: 'bulk-1-year' },
  listAt: AT,
};
