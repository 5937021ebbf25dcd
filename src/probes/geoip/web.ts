import type { NetFailure } from '../../net/net.ts';
import type { Context } from '../probe.ts';
import { get, type NotGot } from '../web/get.ts';
import { published, type NotPublished } from '../web/published.ts';
import type { Fetching } from './ask.ts';
import type { Get } from './source.ts';

/** How sources fetch: kept by `ctx.cache` for as long as each says, and over the way out that the probe has. */
export const fetchingBy =
  (metered: boolean, ctx: Pick<Context, 'net' | 'clock' | 'cache'>): Fetching =>
  (signal) => ({ metered, signal, get: getBy({ ...ctx, signal }) });

const getBy =
  (ctx: Pick<Context, 'net' | 'clock' | 'signal' | 'cache'>): Get =>
  async (url, { maxAge, ...request }) => {
    if (maxAge > 0) {
      const kept = await published({ ...request, url, freshFor: maxAge }, ctx);
      return kept.ok ? { ok: true, body: kept.bytes, at: kept.at } : failureOf(kept);
    }
    const got = await get({ ...request, url }, ctx);
    if (!got.ok) return failureOf(got);
    const { host } = new URL(got.url);
    if (got.status !== 200) return failed(`${host} answers with status ${got.status}`);
    if (got.truncated) return failed(`${host} sends more than ${request.mostBytes} bytes`);
    return { ok: true, body: got.body, at: got.at };
  };

const failed = (detail: string): NetFailure => ({ ok: false, reason: 'failed', detail });
const failureOf = ({ why, detail }: NotGot | NotPublished): NetFailure => ({
  ok: false,
  reason: NET_REASONS.find((reason) => reason === why) ?? 'failed',
  detail,
});
const NET_REASONS = ['timeout', 'refused', 'reset', 'unreachable', 'no-route', 'no-address', 'cancelled'] as const;
