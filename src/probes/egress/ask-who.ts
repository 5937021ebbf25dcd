import { canonicalAddress, familyOf, isLoopback, scopeOf } from '../../domain/address.ts';
import { HOUR, SECOND, type EpochMicros, type Millis } from '../../domain/time.ts';
import type { Family, NetFailure, NetResult } from '../../net/net.ts';
import { askStun } from '../../net/stun.ts';
import { readPlace } from '../places.ts';
import type { Context } from '../probe.ts';

/** Who the world says that we are. */
export interface Seen {
  readonly address: string;
  readonly at: EpochMicros;
  /** The exchange with whoever told it: of a page all of it. */
  readonly tookMicros: number;
  readonly how: 'stun' | 'http';
}
type Asking = Pick<Context, 'net' | 'clock' | 'signal'>;

const PAGE_BYTES = 4_096;
const PAGE_TIMEOUT: Millis = 5 * SECOND;
const NAMES_LAST: Millis = HOUR;
const failure = (reason: NetFailure['reason'], detail: string): NetFailure => ({ ok: false, reason, detail });

/**
 * The addresses behind names, kept for an hour and beyond where they do not resolve: who we are has to be found out just
 * when the line, and DNS with it, has gone.
 */
export class Names {
  readonly #known = new Map<string, { readonly address: string; readonly until: Millis }>();

  async address(
    host: string,
    family: Family,
    { net, clock, signal }: Asking,
  ): Promise<NetResult<{ readonly address: string }>> {
    const numeric = canonicalAddress(host);
    if (numeric !== undefined)
      return familyOf(numeric) === family
        ? { ok: true, address: numeric }
        : failure('no-address', `${host} is no IPv${family} address`);
    const key = `${family} ${host}`;
    const known = this.#known.get(key);
    if (known !== undefined && clock.elapsed() < known.until) return { ok: true, address: known.address };
    const found = await net.resolve(host, family, signal);
    if (!found.ok) return known === undefined ? found : { ok: true, address: known.address };
    const [address] = found.addresses;
    if (address === undefined) return failure('no-address', `${host} has no IPv${family} address`);
    this.#known.set(key, { address, until: clock.elapsed() + NAMES_LAST });
    return { ok: true, address };
  }
}

/** The name or address of a STUN server or page. */
export const hostOf = (place: string): string =>
  place.includes('://') ? new URL(place).hostname.replaceAll(/^\[|\]$/g, '') : (readPlace(place)?.host ?? '');

/** By one STUN server, `host:port` (RFC 8489). */
export const askByStun = async (
  server: string,
  family: Family,
  names: Names,
  asking: Asking,
): Promise<NetResult<{ readonly seen: Seen }>> => {
  const place = readPlace(server);
  if (place === undefined) return failure('no-address', `${server} is no STUN server`);
  const found = await names.address(place.host, family, asking);
  if (!found.ok) return found;
  const mapped = await askStun(asking, { address: found.address, port: place.port }, asking.signal);
  if (!mapped.ok) return mapped;
  const { address, at, tookMicros } = mapped;
  if (familyOf(address) !== family) return failure('failed', `${server} answered with an address of the other family`);
  if (isNobodys(address, found.address)) return failure('failed', `${server} says ${address}, which no line can have`);
  return { ok: true, seen: { address, at, tookMicros, how: 'stun' } };
};

/** By a page that says who asks. A certificate that is not trusted is no answer. */
export const askByPage = async (
  page: string,
  family: Family,
  names: Names,
  asking: Asking,
): Promise<NetResult<{ readonly seen: Seen }>> => {
  const { net, clock, signal } = asking;
  const url = new URL(page);
  const host = hostOf(page);
  const found = await names.address(host, family, asking);
  if (!found.ok) return found;
  const isTls = url.protocol === 'https:';
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port);
  const at = clock.now();
  const ask = {
    kind: 'exchange',
    to: found.address,
    port,
    ...(isTls ? { tls: { name: canonicalAddress(host) === undefined ? host : null } } : {}),
    http: { method: 'GET', host: url.host, path: `${url.pathname}${url.search}`, keepsBody: true },
    mostBytes: PAGE_BYTES,
    timeout: PAGE_TIMEOUT,
  } as const;
  const { http, tls, end, tookMs, detail = '' } = await net.ask(ask, signal);
  if (signal.aborted) return failure('cancelled', 'cancelled');
  if (tls?.untrusted !== undefined) return failure('failed', `${url.host} is not to be trusted: ${tls.untrusted}`);
  if (http === undefined)
    return failure(end === 'timeout' ? 'timeout' : 'failed', `${url.host}: ${end} ${detail}`.trim());
  const address = http.status === 200 ? addressIn(http.body ?? '', family) : undefined;
  if (address === undefined)
    return failure('failed', `${url.host} names no IPv${family} address (status ${http.status})`);
  if (isNobodys(address, found.address))
    return failure('failed', `${url.host} says ${address}, which no line can have`);
  return { ok: true, seen: { address, at, tookMicros: Math.round(tookMs * 1_000), how: 'http' } };
};

/**
 * What nobody on a network sends by: multicast, unspecified, unassigned (240/4), or loopback, unless this machine itself
 * was asked. Who says so is broken or lies, and a line must not change by it. Private ones there are, behind more NATs.
 */
const isNobodys = (address: string, server: string): boolean => {
  const scope = scopeOf(address);
  if (scope === 'loopback') return !isLoopback(server);
  return scope === 'multicast' || (scope === 'reserved' && /^(?:0\.|::$|24\d\.|25[0-5]\.)/.test(address));
};

/** The first address of that family that stands by itself: `ip=192.0.2.1` on a line, or nothing but the address. */
export const addressIn = (body: string, family: Family): string | undefined =>
  body
    .split(/[\s="'<>,{}]+/, 200)
    .map((word) => canonicalAddress(word))
    .find((address) => address !== undefined && familyOf(address) === family);
