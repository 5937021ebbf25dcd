import { SECOND, type Millis } from '../../domain/time.ts';
import { childSignal } from '../../net/child-signal.ts';
import type { Fetched, NetFailure, NetResult, Resolution } from '../../net/net.ts';
import type { Context } from '../probe.ts';
import { inTurn } from '../web/in-turn.ts';
import { hostOf, mayBeAsked } from '../web/where.ts';
import type { Answer, SiteAim } from './seen.ts';

/** Of one site: all that is asked of it, names too. */
const MOST_TIME: Millis = 30 * SECOND;
/** Of one request. */
const MOST_WAIT: Millis = 10 * SECOND;

export type Asking = Pick<Context, 'net' | 'clock' | 'signal' | 'progress'>;
export interface AskedOf {
  readonly headers: Readonly<Record<string, string>>;
  /** Who led here: nobody at a public address leads into a private network. */
  readonly ledBy?: string;
  /** Who is asked, where that is known. */
  readonly address?: string;
  readonly mostBytes: number;
  /** Of a server that was asked before: nothing is told of its TLS once more. */
  readonly isAgain?: boolean;
}
export type AskedBack =
  | { readonly kind: 'private' }
  | { readonly kind: 'failed'; readonly address?: string; readonly failure: NetFailure }
  | { readonly kind: 'answer'; readonly address: string; readonly fetched: Fetched };

/** Asks for the parts of one site: each name is looked up once, and all of it is over after 30 s. */
export class Visitor {
  readonly site: SiteAim;
  readonly asking: Asking;
  readonly #begun: Millis;
  readonly #over: ReturnType<typeof childSignal>;
  readonly #late: Promise<void>;
  readonly #asked = new Map<string, ReturnType<typeof inTurn<Fetched>>>();
  readonly #names = new Map<string, Promise<NetResult<Resolution>>>();
  /** By who gave it. */
  readonly #sessions = new Map<string, Uint8Array>();

  constructor(site: SiteAim, asking: Asking) {
    this.site = site;
    this.asking = asking;
    this.#begun = asking.clock.elapsed();
    this.#over = childSignal(asking.signal);
    this.#late = asking.clock.sleep(MOST_TIME, this.#over.signal).then(this.#over.end);
  }
  async end(): Promise<void> {
    this.#over.end();
    await this.#late;
  }
  /** One request, a redirect is not followed; what was asked before in the same words is not asked again. */
  async ask(url: URL, asked: AskedOf): Promise<AskedBack> {
    const { address, ledBy } = asked;
    const found = address === undefined ? await this.#addressesOf(url, ledBy) : { ok: true as const, of: [address] };
    if (!found.ok) return { kind: 'failed', failure: this.#told(found) };
    const key = JSON.stringify([url.href, found.of, asked.headers, asked.mostBytes]);
    const asking = this.#asked.get(key) ?? this.#fetch(url, found.of, asked);
    this.#asked.set(key, asking);
    const back = await asking;
    if (back === undefined) return { kind: 'private' };
    const { result } = back;
    if (!result.ok) return { kind: 'failed', address: back.address, failure: this.#told(result) };
    return { kind: 'answer', address: back.address, fetched: result };
  }
  #fetch(
    url: URL,
    addresses: readonly string[],
    { headers, mostBytes, isAgain }: AskedOf,
  ): ReturnType<typeof inTurn<Fetched>> {
    const { net, clock, progress } = this.asking;
    progress?.(`asking ${url.origin}`);
    const { versions, servername } = this.site;
    const http = versions === undefined ? {} : { http: versions };
    const sni = servername === undefined || !this.#isOwn(url) ? {} : { servername };
    return inTurn(addresses, async (address) => {
      const server = `${url.origin} ${address}`;
      const left = MOST_TIME - (clock.elapsed() - this.#begun);
      const timeout = Math.max(1, Math.min(MOST_WAIT, Math.floor(left)));
      const session = this.#sessions.get(server);
      const again = { trust: 'any', ...(session === undefined ? {} : { session }) } as const;
      const tls = isAgain === true ? again : ({ trust: 'tell' } as const);
      const request = { url: url.href, address, headers, mostBytes, timeout, ...tls, ...http, ...sni };
      const fetched = await net.fetch(request, this.#over.signal);
      if (fetched.ok && fetched.session !== undefined) this.#sessions.set(server, fetched.session);
      return fetched;
    });
  }
  /** The owner's word is who is asked for the site's own host; for all others, what their names say. */
  async #addressesOf(
    url: URL,
    ledBy: string | undefined,
  ): Promise<NetFailure | { readonly ok: true; readonly of: readonly string[] }> {
    const { address, family } = this.site;
    if (address !== undefined && this.#isOwn(url)) return { ok: true, of: [address] };
    const host = hostOf(url);
    const known = this.#names.get(host) ?? this.asking.net.resolve(host, family, this.#over.signal);
    this.#names.set(host, known);
    const resolved = await known;
    return resolved.ok ? { ok: true, of: mayBeAsked(resolved.addresses, ledBy) } : resolved;
  }
  #isOwn(url: URL): boolean {
    return hostOf(url).replace(/\.$/, '') === this.site.host;
  }
  #told(failure: NetFailure): NetFailure {
    const isLate = failure.reason === 'cancelled' && !this.asking.signal.aborted;
    return isLate ? { ok: false, reason: 'timeout', detail: `the site took more than ${MOST_TIME} ms` } : failure;
  }
}

export const answerOf = ({ status, http, headers, tls, at, tookMicros }: Fetched): Answer => ({
  status,
  http,
  headers,
  ...(tls === undefined ? {} : { tls }),
  at,
  tookMicros,
});
