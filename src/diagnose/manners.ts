import type { Evidence } from '../domain/finding.ts';
import { isReached, isUneven, learnedOf, provenUp, transfersOf, type Facts } from './facts.ts';
import { grouped, millis } from './figures.ts';
import { isPoliced } from './policer.ts';
import type { Claim } from './precedence.ts';
import { headerOf } from './target.ts';

const claim = (code: Claim['code'], summary: string, evidence: Evidence): readonly Claim[] => [
  { code, summary, evidence },
];

/** How the way treats what passes: loss, queues, policers, errors that are kept back, fragments. */
export const claimsOfManners = (facts: Facts): readonly Claim[] => [
  ...lossOf(facts),
  ...bloatOf(facts),
  ...policerOf(facts),
  ...rateLimitOf(facts),
  ...strippedOf(facts),
  ...fragmentsOf(facts),
  ...silenceOf(facts),
];

const lossOf = ({ loss, target }: Facts): readonly Claim[] => {
  if (!loss.isLossy) return [];
  const { sent, lost, tcpTries, tcpRepeated } = loss;
  const told =
    lost === sent
      ? `${tcpRepeated} of ${tcpTries} segments had to be repeated`
      : `${lost} of ${sent} small echoes were lost`;
  return claim('packet-loss', `Packets to or from ${target.address} are lost whatever their size: ${told}.`, {
    address: target.address,
    sent,
    lost,
    ratio: sent === 0 ? null : Math.round((lost / sent) * 1_000) / 1_000,
    tcpTries,
    tcpRepeated,
  });
};

const bloatOf = ({ load, target }: Facts): readonly Claim[] => {
  const { idleMs, loadedMs, samples, isBloated } = load;
  if (!isBloated || idleMs === undefined || loadedMs === undefined) return [];
  return claim(
    'bufferbloat',
    `The round trip to ${target.address} grows from ${millis(idleMs)} to ${millis(loadedMs)} while a download runs.`,
    { address: target.address, idleMs: Math.round(idleMs), loadedMs: Math.round(loadedMs), samples },
  );
};

const policerOf = (facts: Facts): readonly Claim[] => {
  const { bySize, down, up, loss, target } = facts;
  // None of some packets arrived by chance: TCP's full ones did now and then.
  const nowAndThen = transfersOf(facts).filter((t) => t.bigs.some(({ fate }) => fate === 'fast'));
  const isBySize = isPoliced(bySize) || (bySize?.isMoreLost === true && isUneven(facts, nowAndThen));
  const partial = [down, up].find(
    (t) =>
      (t?.kind === 'partial' && t.bigs.filter((b) => b.fate === 'stuck' || b.fate === 'slow').length >= 3) ||
      (t?.kind === 'size' && t.limit?.isClear === false),
  );
  if (!isBySize && (partial === undefined || loss.isLossy)) return [];
  const told =
    isBySize && bySize !== undefined
      ? `${bySize.largeLost} of ${bySize.sent} packets of ${grouped(bySize.bytes)} bytes were lost, ${bySize.smallLost} of as many small ones`
      : `full transfers stall now and then, those in small packets never do`;
  return claim('size-policer', `Large packets to or from ${target.address} are lost now and then: ${told}.`, {
    address: target.address,
    ...(bySize === undefined
      ? {}
      : { bytes: bySize.bytes, sent: bySize.sent, largeLost: bySize.largeLost, smallLost: bySize.smallLost }),
    ...(partial === undefined
      ? {}
      : { fullTransfers: partial.bigs.length, fullNotFast: partial.bigs.filter((b) => b.fate !== 'fast').length }),
  });
};

const rateLimitOf = (facts: Facts): readonly Claim[] => {
  const { df, down, up, loss, target, clamp } = facts;
  if (loss.isLossy) return [];
  const learned = learnedOf(facts);
  const mtu = df?.outcome === 'told' ? df.mtu : learned;
  const byProbes =
    df !== undefined &&
    ((df.outcome === 'told' && df.untold >= 2) || (df.outcome === 'silent' && learned !== undefined));
  // The server has learned meanwhile: it sends less than what we offer, and nobody clamps.
  const later = down.bigs.at(-1)?.seen.info;
  const serverLearned =
    later !== undefined && later.rcvMss < 0.97 * later.advMss && clamp?.lowered === undefined && clamp?.isLow !== true;
  const downOnce = down.kind === 'once' && serverLearned && mtu !== undefined;
  const upOnce = up?.kind === 'once' && learned !== undefined;
  if (!byProbes && !downOnce && !upOnce) return [];
  const stalled = [downOnce ? down : undefined, upOnce ? up : undefined].flatMap(
    (t) => t?.bigs.map((b) => b.seen.stallMs) ?? [],
  );
  return claim(
    'icmp-rate-limited',
    `On the way to ${target.address} somebody says "too big" only now and then: the first large packets wait.`,
    {
      address: target.address,
      ...(mtu === undefined ? {} : { mtu, mss: mtu - headerOf(target.family) }),
      ...(df === undefined ? {} : { tried: df.tried, unanswered: df.untold }),
      ...(df?.saidBy === undefined ? {} : { saidBy: df.saidBy }),
      ...(stalled.length === 0 ? {} : { stallMs: Math.round(Math.max(...stalled)) }),
    },
  );
};

const strippedOf = ({ df, target, route, down, up }: Facts): readonly Claim[] => {
  if (df === undefined || target.family === 6) return [];
  const quoted = df.packets.find((p) => p.quotedDf === false);
  const segment = Math.max(0, ...[down, up].flatMap((t) => t?.bigs.map((b) => b.seen.info?.rcvMss ?? 0) ?? []));
  // A reply in fragments smaller than the segments that TCP gets over the same way: those are fragmented too, DF or not.
  const inPieces = df.packets.find(
    (p) =>
      p.protocol === 'echo' &&
      p.outcome === 'arrived' &&
      p.fragmentBytes !== undefined &&
      p.fragmentBytes < p.bytes &&
      segment + 40 > p.fragmentBytes,
  );
  if (quoted === undefined && inPieces === undefined) return [];
  const mtu = inPieces?.fragmentBytes;
  return claim(
    'df-stripped',
    `On the way to ${target.address} "do not fragment" is cleared: large packets arrive in pieces.`,
    {
      address: target.address,
      ownMtu: route.linkMtu,
      ...(mtu === undefined ? {} : { largestPiece: mtu, mtu, mss: mtu - 40 }),
      quotedWithout: quoted !== undefined,
      ...(quoted?.icmp === undefined ? {} : { saidBy: quoted.icmp.from }),
    },
  );
};

const fragmentsOf = ({ fragments, target }: Facts): readonly Claim[] =>
  fragments?.outcome === 'lost'
    ? claim(
        'fragments-filtered',
        `Datagrams to ${target.address} that are sent in fragments vanish; whole ones of the size of a piece pass.`,
        {
          address: target.address,
          bytes: fragments.bytes,
          tried: fragments.tried,
        },
      )
    : [];

const silenceOf = (facts: Facts): readonly Claim[] => {
  const { loss, df, target } = facts;
  if (!isReached(facts)) return [];
  const isSilent = loss.sent > 0 && loss.lost === loss.sent;
  // An IPv6 echo comes back whole or not at all, which tells of the way back.
  const isWayBack = target.family === 6 && facts.down.kind === 'size';
  const byProtocol =
    (df?.outcome === 'protocol' && !isWayBack) ||
    (df?.outcome === 'silent' && df.mtu !== undefined && provenUp(facts) > df.mtu);
  if (!isSilent && !byProtocol) return [];
  const told = isSilent ? 'answers no echo' : 'answers small probes, and large ones not by every protocol';
  return claim('icmp-filtered', `${target.address} ${told}; TCP works.`, {
    address: target.address,
    echoes: loss.sent,
    lost: loss.lost,
    answered: df?.answered.join(' ') ?? '',
  });
};
