import { createHash } from 'node:crypto';

import type { Finding } from '../../domain/finding.ts';
import type { FailureReason, Outcome } from '../../domain/outcome.ts';
import { DAY, SECOND, type Millis } from '../../domain/time.ts';
import { networkFailed } from '../failed.ts';
import type { Once } from '../probe.ts';
import { get, type Got, type NotGot, type WhyNot } from '../web/get.ts';
import { options, type Options } from './options.ts';
import { decoded, signIn, titleOf } from './page-text.ts';
import { refusalReport, type RefusalReport } from './report.ts';

const MOST_BYTES = 512 * 1_024;
const TIMEOUT: Millis = 20 * SECOND;

/** Why it got nowhere, in the words of an outcome. The rest are the network's. */
const OWN = {
  private: 'not-allowed',
  url: 'unsupported',
  loop: 'protocol-error',
  redirects: 'protocol-error',
} as const satisfies Partial<Record<WhyNot, FailureReason>>;
const isOwn = (why: WhyNot): why is keyof typeof OWN => Object.hasOwn(OWN, why);
const notGot = ({ why, detail }: NotGot): Outcome<never> =>
  isOwn(why)
    ? { status: 'failed', reason: OWN[why], detail, findings: [] }
    : networkFailed({ ok: false, reason: why, detail });

const reportOf = (asked: string, got: Got, { status, text }: Options): RefusalReport => {
  const type = got.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const page = decoded(got.body, type);
  const sign = status.includes(got.status) ? `status ${got.status}` : signIn(page, text);
  const title = titleOf(page);
  return {
    url: asked,
    ...(got.redirects.length === 0 ? {} : { ended: got.url }),
    address: got.address,
    status: got.status,
    refuses: sign !== undefined,
    ...(sign === undefined ? {} : { because: sign }),
    ...(title === undefined ? {} : { title }),
    bytes: got.body.length,
    hash: createHash('sha256').update(got.body).digest('hex'),
  };
};
const findingsOf = ({ refuses, because = '', status, address, ended, url }: RefusalReport): readonly Finding[] =>
  refuses
    ? [{ code: 'site-refuses', severity: 'warn', evidence: { because, status, url: ended ?? url, address } }]
    : [];

/** How a page takes it to be asked from here: whether it answers, and whether it says "not from a proxy" or the like. */
export const refusal: Once<Options, RefusalReport> = {
  name: 'refusal',
  title: 'Refusal',
  purpose: 'whether a site takes the line for a proxy and turns it away',
  ofLines: true,
  ofPages: true,
  // What means that it refuses is what the config says of that page.
  ownersOptions: ['status', 'text'],
  options,
  values: {
    status: { label: 'Status', unit: 'count', better: 'neither' },
    took: { label: 'Page', unit: 'us', better: 'lower' },
  },
  report: refusalReport,
  every: DAY,

  async run({ address: url }, asked, ctx) {
    ctx.progress?.(`asking ${url}`);
    const got = await get(
      { url, headers: { Accept: 'text/html, */*;q=0.8' }, mostBytes: MOST_BYTES, timeout: TIMEOUT },
      ctx,
    );
    if (!got.ok) return notGot(got);
    const report = reportOf(url, got, asked);
    return {
      status: 'measured',
      values: { status: got.status, took: Math.round(got.tookMs * 1_000) },
      findings: findingsOf(report),
      report,
    };
  },
};
