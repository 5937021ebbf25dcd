import { canonicalAddress, isPublic, parseAddress } from '../../domain/address.ts';
import { DAY, SECOND, type Millis } from '../../domain/time.ts';
import type { Context } from '../probe.ts';
import { published } from '../web/published.ts';
import { serverOf } from './bootstrap.ts';
import { readNetwork } from './network.ts';
import type { Registered } from './registered.ts';

const MOST_BYTES = 1 << 20;
const TIMEOUT: Millis = 10 * SECOND;
/** A little less than a day, so that a daily check does not miss it. */
const FRESH: Millis = DAY - 10 * 60 * SECOND;
const LIST_FRESH: Millis = 7 * DAY;
/** RFC 7480, 4.2. */
const ACCEPT = { Accept: 'application/rdap+json, application/json;q=0.9' };

export type Registration =
  | { readonly ok: true; readonly registered: Registered; readonly stale?: string }
  | { readonly ok: false; readonly why: string };
type Asking = Pick<Context, 'net' | 'clock' | 'signal' | 'cache'>;

/**
 * Whom an address was given to, asked of its registry by RDAP (RFC 9082, 9083). `lists`: where the registries are listed (RFC 9224), a
 * web address below which `ipv4.json` and `ipv6.json` are. The list is kept for a week, an answer for a day.
 */
export const askRegistry = async (text: string, lists: string, asking: Asking): Promise<Registration> => {
  const numeric = canonicalAddress(text);
  const address = numeric === undefined ? undefined : parseAddress(numeric);
  if (numeric === undefined || address === undefined || !isPublic(numeric))
    return { ok: false, why: 'no registry has given out this address' };
  const host = (url: string): string => new URL(url).host;
  const listUrl = `${below(lists)}ipv${address.family}.json`;
  const readServer = (list: unknown): URL | string =>
    serverOf(list, address) ?? `${host(listUrl)} lists no registry for ${numeric}`;
  const server = await ask(listUrl, LIST_FRESH, readServer, asking);
  if (!server.ok) return { ok: false, why: server.why };
  const { host: by, href } = server.is;
  // The list is the owner's word; whom else it names is that of whoever writes it.
  const publicOnly = by !== host(listUrl);
  const question = `${below(href)}ip/${numeric}`;
  const answer = await ask(question, FRESH, (told) => readNetwork(told, address, by), asking, publicOnly);
  if (!answer.ok) return { ok: false, why: answer.status === 404 ? `${by} knows nothing of ${numeric}` : answer.why };
  return { ok: true, registered: answer.is, ...(answer.stale === undefined ? {} : { stale: answer.stale }) };
};

const below = (base: string): string => (base.endsWith('/') ? base : `${base}/`);

type Asked<T> =
  | { readonly ok: true; readonly is: T; readonly stale?: string }
  | { readonly ok: false; readonly why: string; readonly status?: number };
/** JSON that is published, as `read` understands it; a string of that says what is wrong. */
const ask = async <T extends object>(
  url: string,
  freshFor: Millis,
  read: (told: unknown) => T | string,
  asking: Asking,
  publicOnly = false,
): Promise<Asked<T>> => {
  const understood = (bytes: Uint8Array): T | string => {
    try {
      return read(JSON.parse(Buffer.from(bytes).toString('utf8')));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return `${new URL(url).host} answers with what is no JSON`;
    }
  };
  const wrongWith = (bytes: Uint8Array): string | undefined => {
    const is = understood(bytes);
    return typeof is === 'string' ? is : undefined;
  };
  const request = { url, headers: ACCEPT, mostBytes: MOST_BYTES, timeout: TIMEOUT, freshFor, wrongWith, publicOnly };
  const got = await published(request, asking);
  if (!got.ok) return { ok: false, why: got.detail, ...(got.status === undefined ? {} : { status: got.status }) };
  const is = understood(got.bytes);
  if (typeof is === 'string') return { ok: false, why: is };
  return { ok: true, is, ...(got.stale === undefined ? {} : { stale: got.stale }) };
};
