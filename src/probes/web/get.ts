import { isPublic } from '../../domain/address.ts';
import type { EpochMicros, Millis } from '../../domain/time.ts';
import { childSignal } from '../../net/child-signal.ts';
import type { Family, Fetched, NetFailure } from '../../net/net.ts';
import type { Context } from '../probe.ts';
import { inTurn } from './in-turn.ts';
import { hostOf, mayBeAsked, redirectOf, webAddress } from './where.ts';

const MOST_REDIRECTS = 5;
/** What a browser would say to whomever it is led to: the rest may be a secret of the place that was meant. */
const FOR_EVERYBODY = /^(?:accept|accept-language|user-agent|if-none-match|if-modified-since)$/i;

export interface GetRequest {
  /** http or https. */
  readonly url: string;
  /** By which family; as the system prefers where left out. */
  readonly family?: Family;
  /** As `FetchRequest`; another origin is told only what is no secret. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Somebody else than the owner named this place (a registry, say): nobody in a private network is asked. */
  readonly publicOnly?: boolean;
  /** Of the body, decoded. */
  readonly mostBytes: number;
  /** Of all of it, names and redirects too. */
  readonly timeout: Millis;
}
export interface Redirect {
  readonly url: string;
  /** Who was asked. */
  readonly address: string;
  readonly status: number;
  /** Where it led. */
  readonly to: string;
}
/** An answer, whatever the status. */
export interface Got {
  readonly ok: true;
  /** What was asked last. */
  readonly url: string;
  readonly address: string;
  readonly status: number;
  readonly headers: Fetched['headers'];
  readonly body: Uint8Array;
  readonly truncated: boolean;
  readonly redirects: readonly Redirect[];
  /** When the last of them was asked, and how long all took. */
  readonly at: EpochMicros;
  readonly tookMs: Millis;
}
export type WhyNot =
  | NetFailure['reason']
  | 'url' // it is none of http or https, or has a user or password
  | 'private' // a public place leads into a network that is not public
  | 'loop'
  | 'redirects'; // too many
export interface NotGot {
  readonly ok: false;
  readonly why: WhyNot;
  /** One sentence for people; no secret of the address is in it. */
  readonly detail: string;
  readonly redirects: readonly Redirect[];
  /** Of the last answer, where there was one. */
  readonly status?: number;
}
type Asking = Pick<Context, 'net' | 'clock' | 'signal'>;

/**
 * One GET as a person would: the name is looked up, redirects are followed (five at most) and shown. Nobody at a public address
 * leads into a private network, whatever the name resolves to: who is judged is who is asked.
 */
export const get = async (request: GetRequest, { net, clock, signal }: Asking): Promise<Got | NotGot> => {
  const { timeout } = request;
  const over = childSignal(signal);
  const late = clock.sleep(timeout, over.signal).then(over.end);
  const begun = clock.elapsed();
  const left = (): Millis => timeout - (clock.elapsed() - begun);
  try {
    const got = await following(request, { net, clock, signal: over.signal }, left);
    if (got.ok) return { ...got, tookMs: clock.elapsed() - begun };
    const isLate = got.why === 'cancelled' && !signal.aborted;
    return isLate ? { ...got, why: 'timeout', detail: `no answer in full within ${timeout} ms` } : got;
  } finally {
    over.end();
    await late;
  }
};

const following = async (
  request: GetRequest,
  asking: Asking,
  left: () => Millis,
): Promise<Omit<Got, 'tookMs'> | NotGot> => {
  const redirects: Redirect[] = [];
  const not = (why: WhyNot, detail: string, status?: number): NotGot => ({
    ok: false,
    why,
    detail,
    redirects,
    ...(status === undefined ? {} : { status }),
  });
  const first = webAddress(request.url);
  if (first === undefined) return not('url', 'no web address that can be asked for (http or https, without a user)');
  for (let url = first, ledBy: string | undefined; ;) {
    const asked = await askOne(request, url, url.origin === first.origin, ledBy, asking, left);
    if (!asked.ok) return not(asked.why, asked.detail);
    const { address, fetched } = asked;
    const { status, headers, body, truncated, at } = fetched;
    const to = redirectOf(url, status, headers);
    if (to === undefined) return { ok: true, url: url.href, address, status, headers, body, truncated, redirects, at };
    if (to === 'bad') return not('url', `${url.host} leads to where nobody can be asked`, status);
    redirects.push({ url: url.href, address, status, to: to.href });
    if (redirects.some((each) => each.url === to.href))
      return not('loop', `${url.host} leads back in a circle`, status);
    if (redirects.length > MOST_REDIRECTS)
      return not('redirects', `${first.host} leads on and on, more than ${MOST_REDIRECTS} times`, status);
    url = to;
    ledBy = address;
  }
};

type One =
  | { readonly ok: true; readonly address: string; readonly fetched: Fetched }
  | { readonly ok: false; readonly why: WhyNot; readonly detail: string };

/** Asks at the first of its addresses; at the next where nobody is there. */
const askOne = async (
  { family, headers = {}, mostBytes, publicOnly = false }: GetRequest,
  url: URL,
  isMeant: boolean,
  ledBy: string | undefined,
  { net, signal }: Asking,
  left: () => Millis,
): Promise<One> => {
  const host = hostOf(url);
  const resolved = await net.resolve(host, family, signal);
  if (!resolved.ok) return { ok: false, why: resolved.reason, detail: resolved.detail };
  const known = publicOnly ? resolved.addresses.filter(isPublic) : resolved.addresses;
  const told = Object.fromEntries(Object.entries(headers).filter(([name]) => isMeant || FOR_EVERYBODY.test(name)));
  const asked = await inTurn(mayBeAsked(known, ledBy), (address) =>
    net.fetch({ url: url.href, address, headers: told, mostBytes, timeout: Math.max(1, left()) }, signal),
  );
  if (asked === undefined)
    return { ok: false, why: 'private', detail: `${host} is in a private network, where a public place may not lead` };
  const { address, result } = asked;
  return result.ok ? { ok: true, address, fetched: result } : { ok: false, why: result.reason, detail: result.detail };
};
