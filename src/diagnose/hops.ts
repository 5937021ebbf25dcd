import type { Ask, Together } from '../domain/ask.ts';
import { ask, type Plan } from './plan.ts';

/** The hops between which packets of that size are lost, as far as routers say that they got there. */
export interface Between {
  readonly after: string;
  readonly before: string;
}
export interface Hops {
  readonly between?: Between;
  /** One of that size got to the target: they are not lost for their size. */
  readonly isReached: boolean;
}

const MOST_HOPS = 6;
const DOUBTS = 6;

/** Large and small packets that expire at each hop: the last that hears of a large one, and the next. */
export function* between(to: string, bytes: number, timeout: number): Plan<Hops> {
  const asks = Array.from({ length: MOST_HOPS }, (_, i) => i + 1).map((ttl) => ({
    kind: 'packets' as const,
    protocol: 'udp' as const,
    to,
    sizes: [bytes, 200, bytes],
    apart: 50,
    timeout,
    df: 'set' as const,
    ttl,
  })) satisfies readonly Exclude<Ask, Together>[];
  const { seen } = yield* ask({ kind: 'together', asks });
  const hops = seen.map((s) => (s.kind === 'packets' ? s.packets : []));
  const heardOf = (hop: (typeof hops)[number] | undefined, isLarge: boolean): string | undefined => {
    const packet = hop?.find(
      (p) => (p.bytes === bytes) === isLarge && ['time-exceeded', 'arrived'].includes(p.outcome),
    );
    return packet === undefined ? undefined : (packet.icmp?.from ?? to);
  };
  if (hops.flat().some((p) => p.bytes === bytes && p.outcome === 'arrived')) return { isReached: true };
  const last = hops.findLastIndex((hop) => heardOf(hop, true) !== undefined);
  const next = hops.findIndex((hop, i) => i > last && heardOf(hop, false) !== undefined);
  const before = heardOf(hops[next], false);
  if (before === undefined) return { isReached: false };
  // Two may be lost by chance.
  const more = Array.from({ length: DOUBTS }, () => bytes);
  const again = yield* ask({
    kind: 'packets',
    protocol: 'udp',
    to,
    sizes: more,
    apart: 100,
    timeout,
    df: 'set',
    ttl: next + 1,
  });
  if (heardOf(again.packets, true) !== undefined) return { isReached: before === to };
  return { between: { after: last < 0 ? 'here' : (heardOf(hops[last], true) ?? 'here'), before }, isReached: false };
}
