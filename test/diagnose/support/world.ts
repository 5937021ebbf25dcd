/** Whether a router says "too big": always, never, or once in so many milliseconds. */
type Tells = 'always' | 'never' | number;

/**
 * A path that there is not: home, a router, a link, a router, a server. What is left out is as it should be. The first
 * router tells the home of the link, the second one the server.
 */
export interface Model {
  readonly family?: 4 | 6;
  readonly seed?: number;
  readonly rttMs?: number;
  /** Of the home's own link, and of the one between the routers; each way, where they differ. */
  readonly ownMtu?: number;
  readonly mtu?: number;
  readonly mtuBack?: number;
  readonly tellsHome?: Tells;
  readonly tellsServer?: Tells;
  /** What the home knew of the path before. */
  readonly cached?: number;
  /** What the routers lower the MSS to. */
  readonly clamp?: number;
  /** Of a SYN on its way to the server alone; routers quote no more than eight bytes. */
  readonly quotesLittle?: boolean;
  /** Shares of packets that are lost, each way: of all, and of those above a size. */
  readonly loss?: number;
  readonly policer?: { readonly above: number; readonly loss: number };
  readonly filters?: readonly ('echo' | 'udp' | 'fragments' | 'big-echo' | 'time-exceeded')[];
  /** Somebody drops TCP alone, in packets larger than that, both ways. */
  readonly tcpAbove?: number;
  /** Share of the "port unreachable" that UDP to a closed port is answered with. */
  readonly answersLost?: number;
  readonly stripsDf?: boolean;
  /** Of an echo while the first download runs. */
  readonly loadedMs?: number;
  /** Bytes a second of the line to the home. */
  readonly bytesPerSecond?: number;
  readonly server?:
    | 'serves'
    | 'stalls'
    | 'stops-half'
    | 'resets'
    | 'closes'
    | 'garbage'
    | 'alerts'
    | 'closed-port'
    | 'silent'
    | 'slow'
    | 'no-post';
  /** It finds its way out of a black hole by itself (PLPMTUD); the home too. */
  readonly serverRecovers?: boolean;
  readonly homeRecovers?: boolean;
  readonly objectBytes?: number;
  readonly hello?: 'dropped' | 'reset';
  /** Of the goal's name alone. */
  readonly name?: 'dropped' | 'reset';
  readonly untrusted?: string;
  readonly location?: string;
  readonly portal?: boolean;
  readonly forges?: { readonly mtu: number; readonly above: number };
  readonly names?: (server: string) => readonly string[];
  readonly isSelf?: boolean;
  readonly noRoute?: boolean;
}

export const HOSTS = { 4: '198.51.100.10', 6: '2001:db8:100::10' } as const;
const ROUTERS = { 4: ['192.0.2.1', '192.0.2.2'], 6: ['2001:db8::1', '2001:db8::2'] } as const;

/** What changes while it is asked. */
export class World {
  readonly model: Model;
  readonly family: 4 | 6;
  readonly head: number;
  now = 0;
  /** Path MTUs that the kernels have learned. */
  home: number;
  server = 1_500;
  #dice: number;
  readonly #said = { out: Number.NEGATIVE_INFINITY, in: Number.NEGATIVE_INFINITY };
  udpTokens = 6;
  udpAt = 0;

  constructor(model: Model) {
    this.model = model;
    this.family = model.family ?? 4;
    this.head = this.family === 4 ? 40 : 60;
    this.#dice = (model.seed ?? 1) >>> 0;
    this.home = model.cached ?? model.ownMtu ?? 1_500;
  }
  /** Mulberry32: the same seed, the same path. */
  random(): number {
    this.#dice = (this.#dice + 0x6d2b79f5) >>> 0;
    let t = this.#dice;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  get rtt(): number {
    return this.model.rttMs ?? 20;
  }
  routers(): readonly [string, string] {
    return ROUTERS[this.family];
  }
  mtuOf(way: 'out' | 'in'): number {
    const { mtu = 1_500, mtuBack = mtu, ownMtu = 1_500 } = this.model;
    return Math.min(ownMtu, way === 'out' ? mtu : mtuBack);
  }
  /** What becomes of one packet on its way out, or back in; "too big" is told to whoever has sent it. */
  cross(way: 'out' | 'in', bytes: number, df: boolean, at: number): 'passes' | 'pieces' | 'lost' | number {
    const { loss = 0, policer, stripsDf = false, filters = [], forges } = this.model;
    if (this.random() < loss) return 'lost';
    if (policer !== undefined && bytes > policer.above && this.random() < policer.loss) return 'lost';
    if (forges !== undefined && way === 'out' && bytes > forges.above) return forges.mtu;
    const mtu = this.mtuOf(way);
    if (bytes <= mtu) return 'passes';
    if (!df || stripsDf) return filters.includes('fragments') ? 'lost' : 'pieces';
    const tells = (way === 'out' ? this.model.tellsHome : this.model.tellsServer) ?? 'always';
    if (tells === 'never' || (typeof tells === 'number' && at - this.#said[way] < tells)) return 'lost';
    this.#said[way] = at;
    return this.random() < loss ? 'lost' : mtu;
  }
}
