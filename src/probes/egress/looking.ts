import { familyOf } from '../../domain/address.ts';
import { SECOND, type EpochMicros, type Millis } from '../../domain/time.ts';
import type { Family, NetResult, RouteChange } from '../../net/net.ts';
import type { Gathering } from '../gathered.ts';
import type { Context, Observation } from '../probe.ts';
import { lossOf } from '../tcp.ts';
import { askWho, isNoWay } from './ask-all.ts';
import { hostOf, Names, type Seen } from './ask-who.ts';
import { AsnLookUp } from './asn.ts';
import { crowded, detailsOf } from './details.ts';
import { HeldConnection } from './held.ts';
import type { Options } from './options.ts';

export const FAMILIES = [4, 6] as const;
/** What else there is to tell of a new address is told by then. */
const DETAILS: Millis = 3.5 * SECOND;
/** STUN is blocked, or its servers are gone: pages are asked after so many looks without an answer. */
const GIVE_UP_STUN = 3;
/** … and those looks do not wait for the pace, which may be one in hours. */
const AGAIN: Millis = 2 * SECOND;
const HELD_EVERY: Millis = 10 * SECOND;
const HELD_EVERY_METERED: Millis = 30 * SECOND;

/** What is told of an address at once. */
type Known = Readonly<Record<string, string | number>> & { readonly to: string };

interface Parts extends Pick<Context, 'clock' | 'net'>, Gathering<Observation> {
  readonly asked: Options;
}

/** What is known of each family, and what was told of it. */
export class Looking {
  readonly #parts: Parts;
  readonly #names = new Names();
  readonly #asns: AsnLookUp;
  readonly #addresses = new Map<Family, string>();
  /** By which look each family's address is known: of two that are out the later one is right. */
  readonly #lookOf = new Map<Family, number>();
  #looks = 0;
  #unanswered = 0;
  #held: HeldConnection | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#asns = new AsnLookUp(parts.asked.anchors);
  }

  /** Looks, and again soon where nobody answers, until a page was asked. */
  async look(): Promise<void> {
    const { clock, signal } = this.#parts;
    for (let more = true; more;) {
      const look = await this.#lookOnce();
      if (this.#unanswered === 0 || this.#unanswered > GIVE_UP_STUN || signal.aborted) return;
      await clock.sleep(AGAIN, signal);
      // Whoever began to look since goes on with it.
      more = look === this.#looks && !signal.aborted;
    }
  }
  /** Asks one server by each family; another one the next time. */
  async #lookOnce(): Promise<number> {
    const { asked, clock, tell, signal } = this.#parts;
    const at = clock.now();
    const look = (this.#looks += 1);
    const mayAskPages = this.#unanswered >= GIVE_UP_STUN && asked.http.length > 0;
    const found = await Promise.all(
      FAMILIES.map(async (family) => {
        const asking = { stun: inTurn(asked.stun, family, look - 1), http: inTurn(asked.http, family, look - 1) };
        const who = await askWho(family, asking, this.#names, this.#parts, mayAskPages);
        if (signal.aborted) return who;
        if (who.ok) this.#saw(family, who.seen, look);
        else if (isNoWay(who)) this.#lost(family, look);
        return who;
      }),
    );
    if (signal.aborted) return look;
    const isStun = found.some((who) => who.ok && who.seen.how === 'stun');
    this.#unanswered = isStun ? 0 : this.#unanswered + 1;
    tell({ field: 'rtt', sample: sampleOf(found, at) });
    return look;
  }
  async followRoutes(hurry: () => void): Promise<void> {
    const { net, signal, tell } = this.#parts;
    let last: Pick<RouteChange, 'v4' | 'v6'> | undefined;
    for await (const change of net.routeChanges(signal)) {
      if (signal.aborted) return;
      for (const family of FAMILIES) {
        const [from, to] = [last?.[`v${family}`] ?? '', change[`v${family}`] ?? ''];
        if (from !== to) tell({ notice: 'route-changed', severity: 'info', evidence: { family, from, to } });
      }
      if (last !== undefined) hurry();
      last = change;
    }
  }
  async holdConnection(isCalm: () => boolean): Promise<void> {
    const { asked, signal } = this.#parts;
    const [anchor] = asked.anchors;
    if (anchor === undefined || signal.aborted) return;
    this.#held = new HeldConnection(anchor, asked.metered ? HELD_EVERY_METERED : HELD_EVERY, this.#parts);
    await this.#held.hold(isCalm);
  }

  #saw(family: Family, { address, how }: Seen, look: number): void {
    if (look < (this.#lookOf.get(family) ?? 0)) return;
    this.#lookOf.set(family, look);
    const from = this.#addresses.get(family) ?? '';
    if (address === from) return;
    this.#addresses.set(family, address);
    const known = { family, to: address, how, ...this.#asns.known(address) };
    this.#changed({ ...known, from });
    this.#parts.beside(this.#tellMore(family, known));
    if (from !== '') this.#parts.beside(this.#tellConnection(family, known));
  }
  #lost(family: Family, look: number): void {
    const from = this.#addresses.get(family);
    if (from === undefined || look < (this.#lookOf.get(family) ?? 0)) return;
    this.#addresses.delete(family);
    this.#changed({ family, from, to: '' });
  }
  /** What takes longer to find out is told a second time, with the same address before and after. */
  async #tellMore(family: Family, known: Known): Promise<void> {
    const { clock, asked, signal } = this.#parts;
    const done = new AbortController();
    const over = crowded(AbortSignal.any([signal, done.signal]));
    const within = { ...this.#parts, signal: over };
    const limit = clock.sleep(DETAILS, over).then(() => done.abort());
    const details = await detailsOf(known.to, family, asked.anchors, this.#asns, within);
    done.abort();
    await limit;
    this.#tellOf(family, known, details);
  }
  /** The same of a connection that stood: a failover waits for it. */
  async #tellConnection(family: Family, known: Known): Promise<void> {
    if (this.#held === undefined || familyOf(this.#parts.asked.anchors[0] ?? '') !== family) return;
    this.#tellOf(family, known, { connection: await this.#held.verdict() });
  }
  #tellOf(family: Family, known: Known, more: Readonly<Record<string, string | number>>): void {
    const isOld = this.#addresses.get(family) !== known.to;
    if (this.#parts.signal.aborted || isOld || Object.keys(more).length === 0) return;
    this.#changed({ ...known, from: known.to, ...more });
  }
  #changed(evidence: Readonly<Record<string, string | number>>): void {
    const isFirst = evidence['from'] === '' || evidence['from'] === evidence['to'];
    this.#parts.tell({ notice: 'egress-changed', severity: isFirst ? 'info' : 'warn', evidence });
  }
}

/** One of those that may be asked by that family, a number tells which: an address is of one family, a name of both. */
const inTurn = (all: readonly string[], family: Family, turn: number): readonly string[] => {
  const own = all.filter((place) => (familyOf(hostOf(place)) ?? family) === family);
  const places = own.length === 0 ? all : own;
  return places.slice(turn % Math.max(1, places.length)).slice(0, 1);
};

/** One sample a look, of the first family that was answered; lost where none was, for the reason of the first that has a way out. */
const sampleOf = (found: readonly NetResult<{ readonly seen: Seen }>[], at: EpochMicros) => {
  const answered = found.find((who) => who.ok);
  if (answered?.ok === true) return { at: answered.seen.at, value: answered.seen.tookMicros };
  const failed = found.flatMap((who) => (who.ok ? [] : [who]));
  const why = failed.find((f) => !isNoWay(f) && f.reason !== 'no-address') ?? failed[0];
  return { at, lost: lossOf(why?.reason ?? 'timeout') };
};
