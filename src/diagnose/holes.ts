import { isUneven, learnedOf, provenUp, type Facts } from './facts.ts';
import type { Evidence } from '../domain/finding.ts';
import { isPoliced } from './policer.ts';
import type { Claim } from './precedence.ts';
import { headerOf } from './target.ts';
import { sideOf, type Transfer } from './transfer.ts';

/** Where size decides: black holes, the clamps that hide them or do not, senders that recover by themselves. */
export const claimsOfSize = (facts: Facts): readonly Claim[] => {
  const { target, clamp, df, route } = facts;
  const header = headerOf(target.family);
  const reverse = reverseHole(facts);
  const forward = forwardHole(facts, reverse !== undefined);
  const hole = reverse ?? forward;
  if (hole === undefined) return [...slowness(facts), ...udpHole(facts)];
  const working = Math.min(reverse ?? hole, forward ?? hole);
  const evidence: Evidence = {
    address: target.address,
    mss: working,
    mtu: working + header,
    ownMtu: route.linkMtu,
    ...(reverse !== undefined && forward !== undefined && reverse !== forward
      ? { mssFrom: reverse, mssTo: forward }
      : {}),
    ...triesOf(facts),
    ...lostAt(facts),
    ...(df?.outcome === 'told' && df.saidBy !== undefined ? { narrowLinkAt: df.saidBy } : {}),
  };
  const [code, which] =
    reverse !== undefined && forward !== undefined
      ? (['black-hole-both-ways', 'to and from'] as const)
      : reverse !== undefined
        ? (['reverse-black-hole', 'from'] as const)
        : (['forward-black-hole', 'to'] as const);
  // An IPv4 echo may have come back in fragments.
  const isTcp = isTcpAlone(facts) && (forward !== undefined || target.family === 6);
  const black: Claim = {
    code,
    summary: `${isTcp ? 'TCP’s packets' : 'Packets'} ${which} ${target.address} larger than ${working + header} bytes vanish without a word; an MSS of ${working} works.${isTcp ? ' Echoes and UDP of that size pass.' : ''}`,
    evidence: isTcp ? { ...evidence, tcpAlone: true } : evidence,
  };
  const offered = clamp?.lowered?.to ?? (clamp?.isLow === true && !clamp.seenUnchanged ? clamp.theirs : undefined);
  if (offered === undefined || offered <= working) return [black, ...slowness(facts)];
  const by = offered - working;
  const ineffective: Claim = {
    code: 'mss-clamp-ineffective',
    summary: `The MSS is clamped to ${offered}, and only ${working} works: ${by} bytes too much.`,
    evidence: { ...evidence, clampedTo: offered, tooMuchBy: by, ...hopOf(facts), direction: directionOf(code) },
  };
  return [ineffective, ...slowness(facts)];
};

const directionOf = (code: Claim['code']): string =>
  code === 'black-hole-both-ways' ? 'both' : code === 'reverse-black-hole' ? 'from' : 'to';
const lostAt = ({ hops }: Facts): Evidence =>
  hops?.between === undefined ? {} : { lostAfter: hops.between.after, lostBefore: hops.between.before };
const hopOf = ({ clamp }: Facts): Evidence =>
  clamp?.lowered === undefined ? {} : { clampedAfter: clamp.lowered.after, clampedBefore: clamp.lowered.before };

/** The working MSS of what comes, where full segments never come. */
const reverseHole = (facts: Facts): number | undefined => {
  const { down, df, target, bySize } = facts;
  if (!isHole(down) || isPoliced(bySize) || sideOf(down) !== 'in' || isUneven(facts)) return undefined;
  // An IPv6 echo comes back as large as it went, and nobody fragments it: what passes so is no limit of the path.
  const isEchoed =
    target.family === 6 &&
    df?.packets.some((p) => p.protocol === 'echo' && p.bytes === df.full && p.outcome === 'arrived');
  return isEchoed === true && !isTcpAlone(facts) ? undefined : down.limit?.working;
};

/** The working MSS of what goes: by TCP where it could be tried, and not against what single packets show. */
const forwardHole = (facts: Facts, isReverse: boolean): number | undefined => {
  const { down, up, df, target } = facts;
  const header = headerOf(target.family);
  const byTcp = [up, down].find((t) => t !== undefined && isHole(t) && sideOf(t) === 'out');
  if (byTcp !== undefined && isTcpAlone(facts) && !isUneven(facts) && learnedOf(facts) === undefined)
    return byTcp.limit?.working;
  if (isRefuted(facts)) return undefined;
  if (df?.outcome === 'passes' || df?.outcome === 'told' || learnedOf(facts) !== undefined) return undefined;
  if ((df?.outcome === 'some' || df?.outcome === 'unsettled') && !facts.loss.isLossy) return undefined;
  if (isUneven(facts)) return undefined;
  if (byTcp !== undefined) return byTcp.limit?.working;
  if (df?.outcome !== 'silent' || df.mtu === undefined || !isWayThere(facts) || !isTriedEnough(facts)) return undefined;
  // TCP could not be tried: the server has learned the path's MTU from the download and offers less ever since.
  if (provenUp(facts) > df.mtu || isSpared(facts, df.mtu)) return undefined;
  const tcp = provenUp(facts);
  return isReverse || tcp === df.mtu || (tcp > 0 && facts.hops?.between !== undefined) ? df.mtu - header : undefined;
};

/** Large packets of other protocols pass each time, where those of TCP never do: whoever drops them looks at TCP. */
const isTcpAlone = ({ df, bySize, loss }: Facts): boolean =>
  !loss.isLossy && df?.outcome === 'passes' && bySize !== undefined && bySize.sent >= 8 && bySize.largeLost === 0;

/** A packet of the size that is said to vanish has arrived. */
const isRefuted = ({ bySize, hops }: Facts): boolean => (bySize?.largeArrived ?? 0) > 0 || hops?.isReached === true;

/**
 * Large packets, none of which passed: to a policer that loses seven in ten it happens once in 1,250 times. Where both
 * protocols answer small ones, not of echoes alone, of which somebody may filter the large ones.
 */
const ENOUGH = 20;
const ENOUGH_UDP = 9;
const isTriedEnough = ({ df, bySize }: Facts): boolean =>
  df !== undefined &&
  df.lost.echo + df.lost.udp + (bySize?.largeLost ?? 0) >= ENOUGH &&
  (!df.answered.includes('udp') || df.lost.udp >= ENOUGH_UDP);

/**
 * Single packets are lost on the way there, not their answers on the way back: those to UDP are small, where an echo
 * comes back as large as it went, in fragments even, or hops were found that do not hear of them.
 */
const isWayThere = ({ df, hops }: Facts): boolean =>
  df?.answered.includes('udp') === true || hops?.between !== undefined;

const isHole = ({ kind, limit }: Transfer): boolean => kind === 'size' && limit?.isClear === true;
/** A clamp lowered what the peer offered from the first connection on. */
const isSpared = ({ clamp, target }: Facts, mtu: number): boolean =>
  clamp?.isLow === true && clamp.theirs + headerOf(target.family) <= mtu;

const triesOf = ({ down, up }: Facts): Evidence => ({
  ...(isHole(down) ? { fullDownloadsFailed: down.bigs.length, smallDownloadsPassed: down.smalls.length } : {}),
  ...(up !== undefined && isHole(up)
    ? { fullUploadsFailed: up.bigs.length, smallUploadsPassed: up.smalls.length }
    : {}),
});

/** Full packets are late each time, and none came: the sender found out by itself (PLPMTUD, RFC 4821). */
const slowness = ({ target, down, up, loss }: Facts): readonly Claim[] =>
  [down, up].flatMap((t) => {
    if (t?.kind !== 'slow' || t.limit?.isClear !== true || loss.isLossy) return [];
    const stallMs = Math.max(...t.bigs.map(({ seen }) => seen.stallMs));
    const mtu = t.limit.working + headerOf(target.family);
    const which = t.direction === 'down' ? 'from' : 'to';
    return [
      {
        code: 'path-mtu-slow' as const,
        summary: `Packets ${which} ${target.address} larger than ${mtu} bytes vanish; each connection stalls for ${(stallMs / 1_000).toFixed(1)} s until its sender tries smaller ones.`,
        evidence: {
          address: target.address,
          direction: which,
          mss: t.limit.working,
          mtu,
          stallMs: Math.round(stallMs),
        },
      },
    ];
  });

const udpHole = (facts: Facts): readonly Claim[] => {
  const { df, clamp, target, up } = facts;
  if (isRefuted(facts) || df?.outcome !== 'silent' || df.mtu === undefined) return [];
  // That TCP is spared has to have been seen, and that large packets never pass, often enough.
  if (provenUp(facts) === 0 || !isTriedEnough(facts) || isUneven(facts)) return [];
  if (learnedOf(facts) !== undefined || up?.kind === 'size' || !isWayThere(facts)) return [];
  const theirs = clamp?.isLow === true ? clamp.theirs : undefined;
  if (theirs === undefined || theirs + headerOf(target.family) > df.mtu) return [];
  return [
    {
      code: 'udp-black-hole',
      summary: `Packets to ${target.address} larger than ${df.mtu} bytes vanish without a word; TCP is spared by an MSS of ${theirs}, UDP and QUIC are not.`,
      evidence: {
        address: target.address,
        mtu: df.mtu,
        mss: df.mtu - headerOf(target.family),
        clampedTo: theirs,
        protocols: df.answered.join(' '),
        ...hopOf(facts),
        ...lostAt(facts),
      },
    },
  ];
};
