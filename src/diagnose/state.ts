import type { Evidence } from '../domain/finding.ts';
import { learnedOf, type Facts } from './facts.ts';
import type { Claim } from './precedence.ts';
import { headerOf } from './target.ts';

/** What is merely so: a smaller path MTU, a clamp, and what the kernel knew before. */
export const claimsOfState = (facts: Facts): readonly Claim[] => [
  ...cachedOf(facts),
  ...clampedOf(facts),
  ...reducedOf(facts),
];

const cachedOf = ({ route, target }: Facts): readonly Claim[] => {
  if (route.pathMtu >= route.linkMtu) return [];
  const { pathMtu, linkMtu, keptSeconds } = route;
  const when = keptSeconds === undefined ? '' : ` Ask again in ${keptSeconds} s.`;
  return [
    {
      code: 'path-mtu-cached',
      summary: `The kernel already knew a path MTU of ${pathMtu} to ${target.address}: its connections offer an MSS of ${pathMtu - headerOf(target.family)}, so a black hole on the way back would not show.${when}`,
      evidence: {
        address: target.address,
        mtu: pathMtu,
        ownMtu: linkMtu,
        offeredMss: pathMtu - headerOf(target.family),
        hides: 'reverse-black-hole',
        keptSeconds: keptSeconds ?? null,
      },
    },
  ];
};

const clampedOf = ({ clamp, df, target }: Facts): readonly Claim[] => {
  if (clamp === undefined) return [];
  const { lowered, theirs, ours, isLow } = clamp;
  // The way takes full packets and the peer asks for less: or it is the peer's own link that is smaller.
  const isNeedless = isLow && df?.outcome === 'passes';
  const isNeeded = isLow && df?.outcome === 'silent' && !clamp.seenUnchanged;
  if (lowered === undefined && !isNeedless && !isNeeded) return [];
  const to = lowered?.to ?? theirs;
  const evidence: Evidence = {
    address: target.address,
    clampedTo: to,
    offeredMss: ours,
    ...(isLow ? { peerOffers: theirs } : {}),
    ...(lowered === undefined ? {} : { clampedAfter: lowered.after, clampedBefore: lowered.before, ttl: lowered.ttl }),
  };
  const where = lowered === undefined ? '' : ` between ${lowered.after} and ${lowered.before}`;
  return [
    {
      code: 'mss-clamped',
      summary: `The MSS of connections to ${target.address} is clamped from ${ours} to ${to}${where}.`,
      evidence,
    },
  ];
};

const reducedOf = (facts: Facts): readonly Claim[] => {
  const { df, target, route, clamp } = facts;
  const isHeard = df !== undefined && df.outcome !== 'unheard' && df.outcome !== 'silent';
  // What a "too big" made the kernel believe counts where packets could not show it true or false.
  const mtu = df?.outcome === 'told' ? df.mtu : isHeard ? undefined : learnedOf(facts);
  if (mtu === undefined) return [];
  const who = df?.saidBy === undefined ? '' : `; ${df.saidBy} says so`;
  return [
    {
      code: 'path-mtu-reduced',
      summary: `The way to ${target.address} carries ${mtu} bytes of ${route.linkMtu}${who}.`,
      evidence: {
        address: target.address,
        mtu,
        ownMtu: route.linkMtu,
        mss: mtu - headerOf(target.family),
        saidBy: df?.saidBy ?? null,
        // Of its own link, of what it has learned, or of a clamp that no router's quotation shows.
        ...(clamp?.isLow === true && clamp.lowered === undefined ? { peerOffers: clamp.theirs } : {}),
      },
    },
  ];
};
