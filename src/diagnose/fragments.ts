import type { Df } from './df.ts';
import { arrived, lost, send, type Probing } from './packets.ts';
import type { Plan } from './plan.ts';

/** What becomes of a datagram that this machine sends in fragments. */
export interface Fragments {
  readonly outcome: 'pass' | 'lost' | 'untold';
  readonly bytes: number;
  readonly tried: number;
}

/** Sends what has to be fragmented: its pieces are no larger than what is known to pass. */
export function* probeFragments(probing: Probing, df: Df): Plan<Fragments> {
  const passes = df.outcome === 'passes' ? df.full : df.outcome === 'told' ? df.mtu : undefined;
  if (passes === undefined || df.answered.length === 0) return { outcome: 'untold', bytes: 0, tried: 0 };
  const bytes = passes + 1_000;
  const answering = { ...probing, protocols: df.answered };
  const first = yield* send(answering, [bytes], { df: 'clear' });
  if (arrived(first) > 0) return { outcome: 'pass', bytes, tried: first.length };
  const again = yield* send(answering, [bytes, 200, bytes, 200, bytes], { df: 'clear', apart: 1_150 });
  const [large, small] = [again.filter((p) => p.bytes === bytes), again.filter((p) => p.bytes !== bytes)];
  const tried = first.length + large.length;
  if (arrived(large) > 0) return { outcome: 'pass', bytes, tried };
  const isLost = lost(large) === large.length && large.length > 0 && arrived(small) === small.length;
  return { outcome: isLost ? 'lost' : 'untold', bytes, tried };
}
