import type { PacketSeen } from '../../domain/ask.ts';
import type { Millis } from '../../domain/time.ts';
import type { Net } from '../../net/net.ts';

/** Bytes of whole IP packets: what lines have (Ethernet, PPPoE, tunnels), from the usual to the least of IPv6. */
const COMMON = [1500, 1492, 1480, 1460, 1420, 1400, 1380, 1280] as const;
const LEAST = 1280;
/** There and back, where the largest comes through. */
export const MTU_BYTES = 2 * COMMON.reduce((sum, size) => sum + size, 0);
const FINER = 8;
const ROUNDS = 4;
const TIMEOUT: Millis = 2_000;

/** What is left to ask, or what is known: the largest that arrived; undefined where nothing did. */
type Next = { readonly sizes: readonly number[] } | { readonly mtu: number | undefined };

/** What to send next after these packets, the first ones being `COMMON`. What was lost once may have been just lost. */
export const nextSizes = (seen: readonly PacketSeen[]): Next => {
  if (seen.length === 0) return { sizes: COMMON };
  const arrived = Math.max(0, ...seen.filter((p) => p.outcome === 'arrived').map((p) => p.bytes));
  if (arrived === 0) return { mtu: undefined };
  const said = seen.flatMap((p) => (p.outcome === 'too-big' && p.icmp?.mtu !== undefined ? [p.icmp.mtu] : []));
  const told = said.filter((mtu) => mtu >= arrived);
  const lost = seen.filter((p) => p.outcome === 'lost' && p.bytes > arrived).map((p) => p.bytes);
  const twice = lost.filter((size, i) => lost.indexOf(size) !== i);
  const tooBig = seen.flatMap((p) => (p.outcome === 'too-big' || p.outcome === 'too-big-here' ? [p.bytes] : []));
  const least = (sizes: readonly number[]): number => Math.min(...sizes.filter((s) => s > arrived), COMMON[0] + 1);
  const bound = Math.min(least([...tooBig, ...twice]), least(told.map((mtu) => mtu + 1)));
  if (bound - arrived <= 1) return { mtu: arrived };
  const hint = told.filter((mtu) => mtu > arrived && mtu < bound);
  const again = lost.filter((size) => size < bound && !twice.includes(size));
  if (hint.length + again.length > 0) return { sizes: [...new Set([...hint, ...again])].toSorted((a, b) => b - a) };
  const step = (bound - arrived) / (FINER + 1);
  const between = Array.from({ length: FINER }, (_, i) => Math.round(arrived + (i + 1) * step));
  return { sizes: [...new Set(between.filter((s) => s > arrived && s < bound))].toReversed() };
};

/**
 * The path MTU to an address by echoes with DF, all of a round at once, four rounds at most; undefined where no echo of
 * 1,280 bytes or more came back, or this process may send none.
 */
export const measurePathMtu = async (net: Net, to: string, signal: AbortSignal): Promise<number | undefined> => {
  const seen: PacketSeen[] = [];
  for (let round = 0; round < ROUNDS && !signal.aborted; round += 1) {
    const next = nextSizes(seen);
    if ('mtu' in next) break;
    const ask = {
      kind: 'packets',
      protocol: 'echo',
      to,
      sizes: next.sizes,
      apart: 0,
      timeout: TIMEOUT,
      df: 'set',
    } as const;
    seen.push(...(await net.ask(ask, signal)).packets);
    if (seen.length === 0) break;
  }
  const largest = Math.max(0, ...seen.filter((p) => p.outcome === 'arrived').map((p) => p.bytes));
  return largest < LEAST || signal.aborted ? undefined : largest;
};
