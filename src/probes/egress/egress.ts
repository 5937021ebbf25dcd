import { setMaxListeners } from 'node:events';

import { z } from 'zod';

import { familyOf } from '../../domain/address.ts';
import { HOUSE } from '../../domain/line.ts';
import { MINUTE, SECOND, type EpochMicros, type Millis } from '../../domain/time.ts';
import type { Family, NetFailure, NetResult, RouteChange } from '../../net/net.ts';
import { networkFailed } from '../failed.ts';
import { gathered, type Gathering } from '../gathered.ts';
import { ALWAYS_LIVE, atPace, settablePace, type SetPace } from '../pace.ts';
import type { Context, Observation, Once, Pace, Stream } from '../probe.ts';
import { lossOf } from '../tcp.ts';
import { measurePathMtu } from '../uplink/path-mtu.ts';
import { AsnLookUp } from './asn.ts';
import { askByPage, askByStun, Names, type Seen } from './ask-who.ts';
import { findFirstHop } from './first-hop.ts';
import { HeldConnection } from './held.ts';
import { options, type Options } from './options.ts';
import { lookEvery } from './schedule.ts';

const FAMILIES = [4, 6] as const;
/** After a change of routes it is looked every second for so long. */
const HURRY: Millis = 10 * SECOND;
/** An alert is over for us by then, whatever the pace says. */
const LONGEST_ALERT: Millis = MINUTE;
/** What else there is to tell of a new address is told by then. */
const DETAILS: Millis = 3.5 * SECOND;
/** STUN is blocked, or its servers are gone: pages are asked after so many looks without an answer. */
const GIVE_UP_STUN = 3;
const HELD_EVERY: Millis = 10 * SECOND;
const HELD_EVERY_METERED: Millis = 30 * SECOND;

const egressOf = z.object({
  family: z.literal([4, 6]),
  address: z.string(),
  how: z.enum(['stun', 'http']),
  asn: z.int().optional(),
  asName: z.string().optional(),
  firstHop: z.string().optional(),
  pathMtu: z.int().optional(),
});
const report = z.object({
  egress: z.array(egressOf),
  /** Why nothing is told of a family. */
  missing: z.array(z.object({ family: z.literal([4, 6]), why: z.string() })),
});
type Report = z.infer<typeof report>;

/** Who the world says that we are: the address by which traffic leaves, by both families apart. */
export const egress: Once<Options, Report> & Stream<Options> = {
  name: 'egress',
  title: 'Egress address',
  ofLines: true,
  usualTarget: HOUSE,
  ownersOptions: ['stun', 'http', 'anchors', 'house'],
  options,
  values: { rtt: { label: 'STUN exchange', unit: 'us', better: 'lower' } },
  tellsState: false,
  report,
  every: MINUTE,

  follow(_, asked, ctx) {
    const { pace = ALWAYS_LIVE } = ctx;
    return gathered<Observation>(ctx.signal, (gathering) => {
      const own = settablePace(pace.now());
      const looking = new Looking({ ...ctx, ...gathering, asked });
      const haste = new Haste(pace, own, { ...ctx, ...gathering });
      // At once, whatever its phase: until each line's address is known nobody can tell which one is live.
      const at = { clock: ctx.clock, signal: gathering.signal, pace: own, phase: ctx.clock.elapsed() };
      return [
        haste.follow(),
        atPace(
          at,
          (word) => lookEvery(word, asked.metered),
          () => gathering.beside(looking.look()),
        ),
        ...(asked.house
          ? [looking.holdConnection(() => own.now() !== 'alert'), looking.followRoutes(() => haste.hurry())]
          : []),
      ];
    });
  },

  async run(_, asked, given) {
    const ctx = { ...given, signal: crowded(AbortSignal.any([given.signal])) };
    const names = new Names();
    const asns = new AsnLookUp(asked.anchors);
    const found = await Promise.all(
      FAMILIES.map(async (family) => {
        const who = await askWho(family, asked, names, ctx, true);
        if (!who.ok) return { family, who };
        ctx.progress?.(`IPv${family}: ${who.seen.address}`);
        const told = await detailsOf(who.seen.address, family, asked.anchors, asns, ctx);
        return { family, who, told };
      }),
    );
    if (ctx.signal.aborted) return networkFailed({ ok: false, reason: 'cancelled', detail: 'cancelled' });
    const known = found.flatMap(({ family, who, told }) =>
      who.ok ? [{ family, address: who.seen.address, how: who.seen.how, ...told }] : [],
    );
    const failures = found.flatMap(({ family, who }) => (who.ok ? [] : [{ family, who }]));
    const [first] = failures;
    if (known.length === 0 && first !== undefined) return networkFailed(first.who);
    const took = found.flatMap(({ who }) => (who.ok ? (who.seen.tookMicros ?? []) : []))[0];
    return {
      status: 'measured',
      values: took === undefined ? {} : { rtt: took },
      findings: [],
      report: { egress: known, missing: failures.map(({ family, who }) => ({ family, why: who.detail })) },
    };
  },
};

/** As many listen to it as packets are out at a time. */
const crowded = (signal: AbortSignal): AbortSignal => {
  setMaxListeners(0, signal);
  return signal;
};

/** One STUN server after the other, then, where it may, one page after the other. The failure told is STUN's. */
const askWho = async (
  family: Family,
  { stun, http }: Pick<Options, 'stun' | 'http'>,
  names: Names,
  ctx: Pick<Context, 'net' | 'clock' | 'signal'>,
  mayAskPages: boolean,
): Promise<NetResult<{ readonly seen: Seen }>> => {
  let failed: NetFailure | undefined;
  for (const server of stun) {
    const who = await askByStun(server, family, names, ctx);
    if (who.ok || ctx.signal.aborted) return who;
    failed = worse(failed, who);
  }
  for (const page of mayAskPages ? http : []) {
    const who = await askByPage(page, family, names, ctx);
    if (who.ok || ctx.signal.aborted) return who;
  }
  return failed ?? { ok: false, reason: 'failed', detail: 'nobody was asked' };
};
/** That there is no way out says more than that a server has no such address, or is silent. */
const worse = (a: NetFailure | undefined, b: NetFailure): NetFailure => (a === undefined || isNoWay(b) ? b : a);
const isNoWay = ({ reason }: NetFailure): boolean =>
  reason === 'no-route' || reason === 'unsupported' || reason === 'not-allowed';

/** What is told of an address at once. */
type Known = Readonly<Record<string, string | number>> & { readonly to: string };

type Details = Readonly<Partial<Record<'asn' | 'pathMtu', number> & Record<'asName' | 'firstHop', string>>>;
const detailsOf = async (
  address: string,
  family: Family,
  anchors: readonly string[],
  asns: AsnLookUp,
  ctx: Pick<Context, 'net' | 'clock' | 'signal'>,
): Promise<Details> => {
  const anchor = anchors.find((a) => familyOf(a) === family);
  const [asn, firstHop, pathMtu] = await Promise.all([
    asns.find(address, ctx),
    findFirstHop(anchors, family, ctx),
    anchor === undefined ? undefined : measurePathMtu(ctx.net, anchor, ctx.signal),
  ]);
  const told = { ...(firstHop === undefined ? {} : { firstHop }), ...(pathMtu === undefined ? {} : { pathMtu }) };
  return { ...asn, ...told };
};

interface Parts extends Pick<Context, 'clock' | 'net'>, Gathering<Observation> {
  readonly asked: Options;
}

/** The pace that is set, and a while of looking every second after a change of routes. */
class Haste {
  readonly #given: Pace;
  readonly #own: SetPace;
  readonly #parts: Pick<Parts, 'clock' | 'signal' | 'beside'>;
  #hurries = 0;
  #alertOver = false;

  constructor(given: Pace, own: SetPace, parts: Pick<Parts, 'clock' | 'signal' | 'beside'>) {
    this.#given = given;
    this.#own = own;
    this.#parts = parts;
  }
  async follow(): Promise<void> {
    const { signal, beside } = this.#parts;
    while (!signal.aborted) {
      this.#alertOver = false;
      if (this.#given.now() === 'alert') beside(this.#endAlert());
      this.#set();
      await this.#given.changed(signal);
    }
  }
  hurry(): void {
    this.#hurries += 1;
    this.#set();
    this.#parts.beside(this.#calmDown());
  }
  async #calmDown(): Promise<void> {
    await this.#parts.clock.sleep(HURRY, this.#parts.signal);
    this.#hurries -= 1;
    this.#set();
  }
  async #endAlert(): Promise<void> {
    const changed = new AbortController();
    const over = AbortSignal.any([this.#parts.signal, changed.signal]);
    const end = this.#given.changed(over).then(() => changed.abort());
    await this.#parts.clock.sleep(LONGEST_ALERT, over);
    if (over.aborted) return;
    changed.abort();
    await end;
    this.#alertOver = true;
    this.#set();
  }
  #set(): void {
    const given = this.#given.now();
    this.#own.set(this.#hurries > 0 ? 'alert' : given === 'alert' && this.#alertOver ? 'live' : given);
  }
}

/** What is known of each family, and what was told of it. */
class Looking {
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

  /** Asks one server by each family; another one the next time. */
  async look(): Promise<void> {
    const { asked, clock, tell, signal } = this.#parts;
    const at = clock.now();
    const look = (this.#looks += 1);
    const server = asked.stun[(look - 1) % asked.stun.length] ?? '';
    const mayAskPages = this.#unanswered >= GIVE_UP_STUN && asked.http.length > 0;
    const page = asked.http[(look - 1) % Math.max(1, asked.http.length)] ?? '';
    const asking = { stun: [server], http: [page] };
    const found = await Promise.all(
      FAMILIES.map(async (family) => {
        const who = await askWho(family, asking, this.#names, this.#parts, mayAskPages);
        if (signal.aborted) return who;
        if (who.ok) this.#saw(family, who.seen, look);
        else if (isNoWay(who)) this.#lost(family, look);
        return who;
      }),
    );
    if (signal.aborted) return;
    const isStun = found.some((who) => who.ok && who.seen.how === 'stun');
    this.#unanswered = isStun ? 0 : this.#unanswered + 1;
    tell({ field: 'rtt', sample: sampleOf(found, at) });
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

/** One sample a look, of the first family that was answered; lost where none was, for the reason of the first that has a way out. */
const sampleOf = (found: readonly NetResult<{ readonly seen: Seen }>[], at: EpochMicros) => {
  const answered = found.find((who) => who.ok && who.seen.tookMicros !== undefined);
  if (answered?.ok === true && answered.seen.tookMicros !== undefined)
    return { at: answered.seen.at, value: answered.seen.tookMicros };
  const failed = found.flatMap((who) => (who.ok ? [] : [who]));
  const why = failed.find((f) => !isNoWay(f) && f.reason !== 'no-address') ?? failed[0];
  return { at, lost: lossOf(why?.reason ?? 'timeout') };
};
