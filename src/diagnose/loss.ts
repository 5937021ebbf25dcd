import type { Packets, PacketSeen } from '../domain/ask.ts';
import { median } from './figures.ts';
import { echoes } from './effort.ts';
import { ask, type Plan } from './plan.ts';
import { connectOf, getOf, SMALL_MSS, type Target } from './target.ts';
import { trialOf, type Trial } from './trial.ts';

export interface Loss {
  /** Small echoes; 0 answered: this target answers none. */
  readonly sent: number;
  readonly lost: number;
  /** TCP's own account, where echoes were lost or none is answered: how many of its tries had to be repeated. */
  readonly tcpTries: number;
  readonly tcpRepeated: number;
  readonly rttMs?: number;
  readonly isLossy: boolean;
}

export const lossProbes = ({ address, effort }: Target): Packets => echoes(address, effort.lossEchoes, 20, 1_500);

/**
 * Loss whatever the size, apart from all other questions: small echoes, as many more where some were lost, and TCP to
 * tell a lossy path from a host that answers only so many echoes.
 */
export function* measureLoss(target: Target, isTalking: boolean, already?: readonly PacketSeen[]): Plan<Loss> {
  const first = already ?? (yield* ask(lossProbes(target))).packets;
  if (first.length === 0 || lostOf(first) === 0) return lossOf(first, []);
  const isSilent = lostOf(first) === first.length;
  const { seen } = yield* ask({
    kind: 'together',
    asks: [
      ...Array.from({ length: isTalking ? target.effort.connects : 0 }, () => connectOf(target, 7_000)),
      ...Array.from({ length: isTalking ? 2 : 0 }, () =>
        getOf(target, { mss: SMALL_MSS, timeout: 7_000, bytes: 32_768 }),
      ),
      ...(isSilent ? [] : [lossProbes(target)]),
    ],
  });
  const second = seen.flatMap((s) => (s.kind === 'packets' ? s.packets : []));
  const tcp = seen.flatMap((s) => (s.kind === 'exchange' ? [s] : []));
  return lossOf(first, second, isTalking ? tcp.map(trialOf) : undefined);
}

const lossOf = (first: readonly PacketSeen[], second: readonly PacketSeen[], trials?: readonly Trial[]): Loss => {
  const all = [...first, ...second];
  const [sent, lost] = [all.length, lostOf(all)];
  const asked = (trials ?? []).filter(({ fate }) => !['untold', 'refused', 'unreachable'].includes(fate));
  const repeats = asked.map(({ seen, fate }) => {
    const late = fate === 'unheard' || (seen.connectMs ?? 0) >= 900 ? 1 : 0;
    return late + (seen.info?.retransmits ?? 0) + (seen.info?.outOfOrder ?? 0);
  });
  const tcpTries = asked.reduce((n, { seen }) => n + 1 + (seen.info?.segmentsIn ?? 0), 0);
  const tcpRepeated = repeats.reduce((a, b) => a + b, 0);
  const rtts = all.flatMap((p) => (p.outcome === 'arrived' && p.rttMs !== undefined ? [p.rttMs] : []));
  const isSilent = lost === sent;
  const byEchoes = lost >= 3 && (second.length === 0 || lostOf(second) > 0);
  // A host that is silent to echoes: only TCP can tell. One that answers some: both have to say so.
  const byTcp = tcpRepeated >= 2 && asked.some(({ seen }) => seen.info !== undefined);
  return {
    sent,
    lost,
    tcpTries,
    tcpRepeated,
    ...(rtts.length === 0 ? {} : { rttMs: median(rtts) ?? 0 }),
    isLossy: isSilent ? byTcp && tcpRepeated >= 3 : byEchoes && (byTcp || trials === undefined),
  };
};

const lostOf = (packets: readonly PacketSeen[]): number => packets.filter(({ outcome }) => outcome === 'lost').length;
