import type { Packets, PacketSeen, PacketsSeen } from '../domain/ask.ts';
import type { Millis } from '../domain/time.ts';
import { ask, type Plan } from './plan.ts';

export type Protocol = Packets['protocol'];
export interface Sent extends PacketSeen {
  readonly protocol: Protocol;
}

/** How single packets are sent to an address: which protocols answer there, and how long a reply may take. */
export interface Probing {
  readonly to: string;
  readonly protocols: readonly Protocol[];
  readonly timeout: Millis;
}

/** The same sizes by each protocol, all protocols at once. */
export function* send(
  { to, protocols, timeout }: Probing,
  sizes: readonly number[],
  manner: { readonly apart?: Millis; readonly df?: Packets['df']; readonly ttl?: number } = {},
): Plan<readonly Sent[]> {
  const { apart = 20, df = 'set', ttl } = manner;
  const { seen } = yield* ask({
    kind: 'together',
    asks: protocols.map((protocol) => ({
      kind: 'packets' as const,
      protocol,
      to,
      sizes,
      apart,
      timeout,
      df,
      ...(ttl === undefined ? {} : { ttl }),
    })),
  });
  return seen.flatMap((s, i) => sentOf(s, protocols[i] ?? 'echo'));
}

const sentOf = (seen: { readonly kind: string }, protocol: Protocol): readonly Sent[] =>
  seen.kind === 'packets' ? (seen as PacketsSeen).packets.map((p) => Object.assign({}, p, { protocol })) : [];

export const arrived = (packets: readonly PacketSeen[]): number => countOf(packets, 'arrived');
export const lost = (packets: readonly PacketSeen[]): number => countOf(packets, 'lost');
export const tooBig = (packets: readonly PacketSeen[]): number => countOf(packets, 'too-big');
const countOf = (packets: readonly PacketSeen[], outcome: PacketSeen['outcome']): number =>
  packets.filter((p) => p.outcome === outcome).length;
