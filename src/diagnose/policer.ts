import { oddsOfChance } from './figures.ts';
import { arrived, lost, send, type Probing } from './packets.ts';
import type { Plan } from './plan.ts';
import { SMALL_PACKET } from './target.ts';

/** Large and small packets in turn, at a pace that fills no queue. */
export interface BySize {
  readonly bytes: number;
  readonly sent: number;
  readonly largeLost: number;
  readonly largeArrived: number;
  readonly smallLost: number;
  /** Large ones are lost more often, beyond chance (1 in 1,000), and some arrive: no limit, a policer or a bad link. */
  readonly isPoliced: boolean;
}

export function* compareSizes(probing: Probing, bytes: number, count: number): Plan<BySize> {
  const [protocol] = probing.protocols;
  if (protocol === undefined) return { bytes, sent: 0, largeLost: 0, largeArrived: 0, smallLost: 0, isPoliced: false };
  const sizes = Array.from({ length: count }, () => [bytes, SMALL_PACKET]).flat();
  const packets = yield* send({ ...probing, protocols: [protocol] }, sizes, { apart: 60 });
  const [large, small] = [packets.filter((p) => p.bytes === bytes), packets.filter((p) => p.bytes !== bytes)];
  const [largeLost, smallLost] = [large.length - arrived(large), lost(small)];
  const odds = oddsOfChance(largeLost, large.length, smallLost, small.length);
  const largeArrived = arrived(large);
  const isPoliced = largeArrived > 0 && odds < 0.001;
  return { bytes, sent: large.length, largeLost, largeArrived, smallLost, isPoliced };
}
