import { oddsOfChance } from './figures.ts';
import { arrived, lost, send, type Probing, type Sent } from './packets.ts';
import type { Plan } from './plan.ts';
import { SMALL_PACKET } from './target.ts';

/** Large and small packets in turn, at a pace that fills no queue. */
export interface BySize {
  readonly bytes: number;
  readonly sent: number;
  readonly largeLost: number;
  readonly largeArrived: number;
  readonly smallLost: number;
  /** Large ones are lost more often, beyond chance (1 in 1,000). */
  readonly isMoreLost: boolean;
}
/** More of the large ones are lost, and some arrive: no limit, a policer or a bad link. */
export const isPoliced = (bySize: BySize | undefined): boolean =>
  bySize !== undefined && bySize.isMoreLost && bySize.largeArrived > 0;

/** `known`: small packets that were sent before, to learn of loss. */
export function* compareSizes(
  probing: Probing,
  bytes: number,
  count: number,
  known: { readonly sent: number; readonly lost: number },
): Plan<BySize> {
  const [protocol] = probing.protocols;
  const packets: Sent[] = [];
  const sizes = Array.from({ length: count }, () => [bytes, SMALL_PACKET]).flat();
  const told = (): BySize => {
    const large = packets.filter((p) => p.bytes === bytes);
    const small = packets.filter((p) => p.bytes !== bytes);
    const largeArrived = arrived(large);
    const [largeLost, smallLost] = [large.length - largeArrived, lost(small)];
    const odds = oddsOfChance(largeLost, large.length, smallLost + known.lost, small.length + known.sent);
    return {
      bytes,
      sent: large.length,
      largeLost,
      largeArrived,
      smallLost,
      isMoreLost: odds < 0.001,
    };
  };
  if (protocol === undefined) return told();
  const one = { ...probing, protocols: [protocol] };
  packets.push(...(yield* send(one, sizes, { apart: 60 })));
  const first = told();
  // Some were lost, too few to tell from chance.
  if (first.largeLost > 0 && first.largeArrived > 0 && !isPoliced(first))
    packets.push(...(yield* send(one, sizes, { apart: 60 })));
  return told();
}
