import type { Kept } from '../../domain/cache.ts';
import { microsOf, type EpochMicros, type Millis } from '../../domain/time.ts';
import type { Context } from '../probe.ts';
import { get, type Got, type GetRequest, type NotGot, type WhyNot } from './get.ts';
import { headerOf } from './where.ts';

export interface PublishedRequest extends GetRequest {
  /** So old a kept one may be to be the answer, and nobody is asked. 0: asked whether it is still right. */
  readonly freshFor: Millis;
  /** What is wrong with what came, which then counts as a source that is down and is not kept: a login page, say. */
  readonly wrongWith?: (bytes: Uint8Array) => string | undefined | Promise<string | undefined>;
}
/** What somebody publishes, whole. */
export interface Published {
  readonly ok: true;
  readonly bytes: Uint8Array;
  /** When it was last known to be right. */
  readonly at: EpochMicros;
  /** It is a kept one and older than was wanted, for the source is down: why, in a sentence. */
  readonly stale?: string;
}

/** Why there is nothing, and nothing is kept. */
export interface NotPublished extends Omit<NotGot, 'why'> {
  /** `status`: another than 200. `wrong`: it is not what was meant. */
  readonly why: WhyNot | 'status' | 'too-long' | 'wrong';
}
/** The address is the source's word (RFC 9110, 15.5.5 and 15.5.11): it is there no more. */
const GONE = new Set([404, 410]);
const MOST_TAG = 256;

/**
 * What is published at an address: kept by `ctx.cache` while it is fresh; then asked whether it has changed; where the source is down,
 * the kept one, which says so. Only whole answers of status 200 count.
 */
export const published = async (
  request: PublishedRequest,
  ctx: Pick<Context, 'net' | 'clock' | 'signal' | 'cache'>,
): Promise<Published | NotPublished> => {
  const { url, freshFor } = request;
  const kept = await ctx.cache?.get(url);
  const age = kept === undefined ? undefined : ctx.clock.now() - kept.at;
  // One from the future is of a clock that was wrong.
  if (kept !== undefined && age !== undefined && age >= 0 && age < microsOf(freshFor))
    return { ok: true, bytes: kept.bytes, at: kept.at };
  const got = await get({ ...request, headers: { ...request.headers, ...conditions(kept) } }, ctx);
  const at = ctx.clock.now();
  if (got.ok && got.status === 304 && kept !== undefined) {
    await ctx.cache?.put(url, { ...kept, at });
    return { ok: true, bytes: kept.bytes, at };
  }
  const wrong = got.ok && got.status === 200 && !got.truncated ? await request.wrongWith?.(got.body) : undefined;
  if (got.ok && got.status === 200 && !got.truncated && wrong === undefined) {
    await ctx.cache?.put(url, { bytes: got.body, at, ...versionOf(got) });
    return { ok: true, bytes: got.body, at };
  }
  const not = got.ok ? notWanted(got, request, wrong) : got;
  if (kept === undefined || not.why === 'cancelled' || (not.status !== undefined && GONE.has(not.status))) return not;
  return { ok: true, bytes: kept.bytes, at: kept.at, stale: not.detail };
};

const conditions = (kept: Kept | undefined): Readonly<Record<string, string>> => ({
  ...(kept?.tag === undefined ? {} : { 'If-None-Match': kept.tag }),
  ...(kept?.modified === undefined ? {} : { 'If-Modified-Since': kept.modified }),
});
/** Only what can be said again: a tag is printable (RFC 9110, 8.8.3). */
const versionOf = ({ headers }: Got): Pick<Kept, 'tag' | 'modified'> => {
  const [tag, modified] = [headerOf(headers, 'etag'), headerOf(headers, 'last-modified')];
  return {
    ...(isPlain(tag) ? { tag } : {}),
    ...(isPlain(modified) ? { modified } : {}),
  };
};
const isPlain = (text: string | undefined): text is string =>
  text !== undefined && text.length <= MOST_TAG && /^[\x20-\x7e]+$/.test(text);

const notWanted = (
  { url, status, redirects }: Got,
  { mostBytes }: GetRequest,
  wrong: string | undefined,
): NotPublished => {
  const { host } = new URL(url);
  if (wrong !== undefined) return { ok: false, why: 'wrong', detail: wrong, redirects, status };
  return status === 200
    ? { ok: false, why: 'too-long', detail: `${host} sends more than ${mostBytes} bytes`, redirects, status }
    : { ok: false, why: 'status', detail: `${host} answers with status ${status}`, redirects, status };
};
