import type { RouteSeen, TcpFigures } from '../domain/ask.ts';
import type { Figures } from './diagnosis.ts';
import { offersOf, type Clamp } from './clamp.ts';
import type { Df } from './df.ts';
import type { Fragments } from './fragments.ts';
import type { Hops } from './hops.ts';
import type { Load } from './load.ts';
import type { Loss } from './loss.ts';
import type { Refusal } from './names.ts';
import type { BySize } from './policer.ts';
import type { Portal } from './portal.ts';
import { headerOf, type Target } from './target.ts';
import type { Transfer } from './transfer.ts';
import { isThrough } from './trial.ts';

/** All that was seen of the way to one address. What is left out was not asked. */
export interface Facts {
  readonly target: Target;
  readonly route: NonNullable<RouteSeen['route']>;
  /** Of the first connection, before anybody had learned anything from another. */
  readonly opening?: TcpFigures;
  readonly down: Transfer;
  readonly up?: Transfer;
  readonly loss: Loss;
  readonly load: Load;
  readonly refusal?: Refusal;
  readonly portal?: Portal;
  readonly clamp?: Clamp;
  readonly df?: Df;
  readonly fragments?: Fragments;
  readonly bySize?: BySize;
  readonly hops?: Hops;
}

export const transfersOf = ({ down, up }: Pick<Facts, 'down' | 'up'>): readonly Transfer[] =>
  up === undefined ? [down] : [down, up];

/** The kernel learned of a smaller MTU from an answer to TCP while this went on. */
export const learnedOf = (facts: Pick<Facts, 'down' | 'up' | 'route'>): number | undefined => {
  const learned = transfersOf(facts)
    .flatMap(({ bigs }) => bigs)
    .map(({ seen }) => seen.info?.pathMtu ?? facts.route.pathMtu)
    .filter((mtu) => mtu < facts.route.pathMtu);
  return learned.length === 0 ? undefined : Math.min(...learned);
};

/** Something was exchanged with the target: whatever else is wrong, it can be reached. */
export const isReached = (facts: Pick<Facts, 'down' | 'up'>): boolean =>
  transfersOf(facts).some(({ bigs, smalls }) => [...bigs, ...smalls].some(isThrough));

/** For a series over time; what was not settled is left out. */
export const figuresOf = (facts: Facts): Figures => {
  const { target, route, down, up, loss, df } = facts;
  const header = headerOf(target.family);
  const byTcp = transfersOf(facts).flatMap((t) => (t.limit?.isClear === true ? [t.limit.working + header] : []));
  const byPackets = df?.mtu ?? (df?.outcome === 'passes' ? df.full : learnedOf(facts));
  const known = [...byTcp, ...(byPackets === undefined ? [] : [byPackets])];
  const mtu = known.length === 0 ? undefined : Math.min(...known, route.linkMtu);
  const [first, sent] = [down.bigs[0], up?.bigs[0]];
  return {
    ...(mtu === undefined ? {} : { mtu, mss: mtu - header }),
    ...(first === undefined ? {} : { downloads: isThrough(first) }),
    ...(sent === undefined ? {} : { uploads: isThrough(sent) }),
    ...(loss.sent === 0 || loss.lost === loss.sent ? {} : { lossRatio: loss.lost / loss.sent }),
  };
};

/** The largest packet that TCP got to the target, headers included; 0: nothing of full size was tried. */
export const provenUp = ({ up, route, target }: Facts): number => {
  const sizes = (up?.bigs ?? []).flatMap((trial) => {
    const { info } = trial.seen;
    return info === undefined || !trial.fullOut ? [] : [offersOf(info, route, target.family).theirs];
  });
  return sizes.length === 0 ? 0 : Math.max(...sizes) + headerOf(target.family);
};

/** Full transfers one way pass now and then: what seems to be a limit the other way may be chance as well. */
export const isUneven = (facts: Facts, transfers = transfersOf(facts)): boolean =>
  !facts.loss.isLossy &&
  transfers.some(
    // What a server cuts off by itself is no packet lost.
    ({ kind, bigs }) =>
      (kind === 'partial' || kind === 'flaky') && bigs.some(({ fate }) => fate === 'stuck' || fate === 'slow'),
  );
