import type { RouteSeen, TcpFigures } from '../domain/ask.ts';
import { ask, type Plan } from './plan.ts';
import { headerOf, type Target } from './target.ts';

type Known = NonNullable<RouteSeen['route']>;

/** The MSS of both sides, as offered and as it arrived, and the hop that lowers it. */
export interface Clamp {
  /** What this machine's SYN offered, and what the peer's SYN-ACK offered once it was here. */
  readonly ours: number;
  readonly theirs: number;
  /** The peer offers less than this machine's way would take. */
  readonly isLow: boolean;
  /** The SYN was quoted with another MSS than it was sent with. */
  readonly lowered?: { readonly to: number; readonly after: string; readonly before: string; readonly ttl: number };
  /** It was quoted unchanged by the last router that quoted it. */
  readonly seenUnchanged: boolean;
}

/** What a connection's figures say of the MSS offered. */
export const offersOf = (info: TcpFigures, route: Known, family: 4 | 6): Omit<Clamp, 'lowered' | 'seenUnchanged'> => {
  const [ours, theirs] = [route.pathMtu - headerOf(family), info.sndMss];
  return { ours, theirs, isLow: theirs < info.pathMtu - headerOf(family) };
};

/** Walks the way with SYNs: the hop from which on they are quoted with a smaller MSS. */
export function* findClamp(target: Target, offers: Omit<Clamp, 'lowered' | 'seenUnchanged'>): Plan<Clamp> {
  const { address: to, port } = target;
  const { hops, offeredMss } = yield* ask({ kind: 'walk', to, port, mostHops: 12, timeout: 1_500 });
  const sent = offeredMss ?? offers.ours;
  const quoting = hops.filter((h) => h.quotedMss !== undefined && h.isTarget !== true);
  const low = quoting.find((h) => (h.quotedMss ?? sent) < sent);
  if (low === undefined) return { ...offers, seenUnchanged: quoting.length > 0 };
  const before = hops.findLast((h) => h.ttl < low.ttl && h.from !== undefined);
  return {
    ...offers,
    lowered: { to: low.quotedMss ?? sent, after: before?.from ?? 'here', before: low.from ?? '?', ttl: low.ttl },
    seenUnchanged: false,
  };
}
