import type { PacketSeen } from '../domain/ask.ts';
import type { Rung } from './diagnosis.ts';
import { provenUp, transfersOf, type Facts } from './facts.ts';
import { headerOf, SMALL_MSS } from './target.ts';
import type { Transfer } from './transfer.ts';
import { isThrough } from './trial.ts';

type Tried = Omit<Rung, 'passed' | 'lost' | 'told'> & { readonly came: 'passed' | 'lost' | 'told' };

/** Of each kind; a bisection tries some 45 sizes at most. */
const MOST = 64;

/** Full ones, small ones, and what a bisection tried between them. One that was fine tells the size that it came with. */
const ofTransfer = (transfer: Transfer, facts: Facts): readonly Tried[] => {
  const { direction, bigs, smalls, limit } = transfer;
  const header = headerOf(facts.target.family);
  const by = direction === 'down' ? 'download' : 'upload';
  const [first] = bigs;
  if (limit === undefined) {
    if (first === undefined || !isThrough(first)) return [];
    const bytes = direction === 'up' ? provenUp(facts) : first.fullIn ? (first.seen.info?.rcvMss ?? 0) + header : 0;
    return bytes <= header ? [] : [{ by, bytes, came: 'passed' }];
  }
  const info = bigs.find(({ seen }) => seen.info !== undefined)?.seen.info;
  const ours = (info?.pathMtu ?? facts.route.pathMtu) - header;
  const full = direction === 'up' ? Math.min(ours, info?.sndMss ?? ours) : ours;
  const each = (size: number, passed: boolean): Tried => ({
    by,
    bytes: size + header,
    came: passed ? 'passed' : 'lost',
  });
  return [
    ...bigs.map((trial) => each(full, isThrough(trial))),
    ...smalls.map((trial) => each(SMALL_MSS, isThrough(trial))),
    ...limit.probed.map(({ size, passed }) => each(size, passed)),
  ];
};

/** What becomes of a packet that tells of its size; others end for another reason, or were never sent. */
const CAME: Readonly<Partial<Record<PacketSeen['outcome'], Tried['came']>>> = {
  arrived: 'passed',
  lost: 'lost',
  'too-big': 'told',
  'too-big-here': 'told',
};
const ofPackets = ({ df }: Facts): readonly Tried[] =>
  (df?.all ?? []).flatMap(({ bytes, outcome }) => {
    const came = CAME[outcome];
    return came === undefined ? [] : [{ by: 'packets', bytes, came }];
  });

/** Which sizes were tried, the largest first, and what became of them. */
export const ladderOf = (facts: Facts): readonly Rung[] => {
  const rungs = new Map<string, { -readonly [K in keyof Rung]: Rung[K] }>();
  for (const { by, bytes, came } of [...transfersOf(facts).flatMap((t) => ofTransfer(t, facts)), ...ofPackets(facts)]) {
    const key = `${by} ${bytes}`;
    const rung = rungs.get(key) ?? { by, bytes, passed: 0, lost: 0, told: 0 };
    rung[came] += 1;
    rungs.set(key, rung);
  }
  return (['download', 'upload', 'packets'] as const).flatMap((by) =>
    [...rungs.values()]
      .filter((r) => r.by === by)
      .toSorted((a, b) => b.bytes - a.bytes)
      .slice(0, MOST),
  );
};
