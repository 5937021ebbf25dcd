import type { Run } from '../../src/domain/entry.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { FailureReason } from '../../src/domain/outcome.ts';
import type { Subject } from '../../src/domain/subject.ts';
import { DAY, microsOf, type EpochMicros } from '../../src/domain/time.ts';
import type { HeadersReport } from '../../src/probes/headers/report.ts';
import type { HstsReport } from '../../src/probes/hsts/report.ts';
import type { CertificateTold, TlsReport } from '../../src/probes/tls/report.ts';

const DAY_MICROS = microsOf(DAY);
export const BLOG: Subject = { target: 'blog', vantage: 'here' };

/** A run of a probe at a site, which measured. */
export const ranAt = (
  probe: string,
  at: EpochMicros,
  report: unknown,
  { subject = BLOG, findings = [] }: { readonly subject?: Subject; readonly findings?: readonly Finding[] } = {},
): Run => ({
  kind: 'run',
  id: `${probe}-${subject.target ?? ''}-${at}`,
  at,
  tookMs: 250,
  probe,
  subject,
  outcome: { status: 'measured', values: {}, findings, report },
});
export const failedAt = (
  probe: string,
  at: EpochMicros,
  {
    reason = 'timeout',
    detail = 'no answer within 10 s',
    subject = BLOG,
  }: {
    readonly reason?: FailureReason;
    readonly detail?: string;
    readonly subject?: Subject;
  } = {},
): Run => ({
  kind: 'run',
  id: `${probe}-${subject.target ?? ''}-${at}`,
  at,
  tookMs: 10_000,
  probe,
  subject,
  outcome: { status: 'failed', reason, detail, findings: [] },
});

type Grade = HeadersReport['grades'][number];
type Ruled = Grade['rules'][number];
export const ruled = (rule: string, result: string, more: Partial<Ruled> = {}): Ruled => ({
  rule,
  result,
  points: 0,
  counts: true,
  pass: true,
  words: `${rule}: ${result}`,
  ...more,
});
export const gradeOf = (grade: string, score: number | undefined, rules: readonly Ruled[] = []): Grade => ({
  grader: 'observatory',
  version: '6',
  grade,
  ...(score === undefined ? {} : { score }),
  rules: [...rules],
  raises: [],
});
type Pair = readonly [string, string];
/** A site with a page of these headers, and these grades. */
export const headersOf = (
  headers: readonly Pair[] = [['Content-Type', 'text/html']],
  { grades = [gradeOf('B', 75)], lint = [], ...more }: Partial<HeadersReport> = {},
): HeadersReport => ({
  url: 'https://blog.example/',
  secure: [{ url: 'https://blog.example/', status: 200, address: '203.0.113.9' }],
  grades,
  lint,
  answers: [
    {
      place: 'page',
      url: 'https://blog.example/',
      address: '203.0.113.9',
      status: 200,
      http: '2',
      headers: headers.map(([name, value]): [string, string] => [name, value]),
    },
  ],
  edge: [],
  fixes: { nginx: '', caddy: '', cloudfront: '', hono: '' },
  ...more,
});
export const hstsOf = (more: Partial<HstsReport> = {}): HstsReport => ({
  host: 'blog.example',
  header: 'max-age=63072000; includeSubDomains',
  maxAge: 63_072_000,
  includeSubDomains: true,
  preload: false,
  preloadable: {
    ok: false,
    issues: [{ code: 'header.preloadable.preload.missing', level: 'error', words: 'It says no preload.' }],
  },
  removable: { ok: true, issues: [] },
  list: { known: true, preloaded: false, listAt: 1_779_900_000_000_000 },
  secure: [{ url: 'https://blog.example/', status: 200 }],
  ...more,
});
export const certificateOf = (notAfter: EpochMicros, more: Partial<CertificateTold> = {}): CertificateTold => ({
  subject: 'blog.example',
  issuer: 'Example CA R3',
  names: ['blog.example'],
  notBefore: notAfter - 90 * DAY_MICROS,
  notAfter,
  serial: '01',
  fingerprint: 'aa'.repeat(32),
  key: 'EC prime256v1',
  signature: 'ecdsa-with-SHA256',
  isCa: false,
  selfSigned: false,
  mustStaple: false,
  ...more,
});
export const tlsOf = (own: CertificateTold, more: Partial<TlsReport> = {}): TlsReport => ({
  host: 'blog.example',
  port: 443,
  address: '203.0.113.9',
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  group: 'X25519',
  trusted: true,
  nameMatches: true,
  chain: [own],
  order: 'complete',
  stapled: false,
  ...more,
});
