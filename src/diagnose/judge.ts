import { cameOf, elsewhereOf, isBackJudged } from './came.ts';
import { size } from './describe.ts';
import { isReached, type Facts } from './facts.ts';
import { claimsOfSize } from './holes.ts';
import { claimsOfManners } from './manners.ts';
import { openQuestion } from './open-question.ts';
import { claimsOfPlace } from './place.ts';
import { byPrecedence, isTrouble, type Claim } from './precedence.ts';
import { claimsOfState } from './state.ts';

/** Everything that the facts of one way show; the first is the verdict. */
export const judge = (facts: Facts): readonly [Claim, ...Claim[]] => {
  const shown = [...claimsOfPlace(facts), ...claimsOfSize(facts), ...claimsOfManners(facts), ...claimsOfState(facts)];
  const open = shown.some(isTrouble) ? undefined : openQuestion(facts, shown, isReached(facts));
  return byPrecedence([...shown, ...(open === undefined ? [] : [open]), fine(facts)]) as readonly [Claim, ...Claim[]];
};

const fine = (facts: Facts): Claim => {
  const { target, down, loss } = facts;
  const { address } = target;
  const [elsewhere, isJudged] = [elsewhereOf(facts), isBackJudged(facts)];
  const way = isJudged
    ? `The way to ${address} is in order`
    : `What was sent to ${address} came there; what came from it (${size(cameOf(facts))}) is too little to judge the way back by`;
  return {
    code: 'no-fault',
    summary: elsewhere === undefined ? `${way}.` : `${way}. The object is elsewhere: ${elsewhere}.`,
    evidence: {
      address: target.address,
      downloadMs: Math.round(down.bigs[0]?.seen.tookMs ?? 0),
      downloadBytes: down.bigs[0]?.seen.http?.bodyBytes ?? 0,
      echoesLost: loss.lost,
      echoes: loss.sent,
      ...(loss.rttMs === undefined ? {} : { rttMs: Number(loss.rttMs.toPrecision(3)) }),
      ...(elsewhere === undefined ? {} : { elsewhere }),
      ...(isJudged
        ? {}
        : {
            wayBack: 'not judged',
            settle: `diagnose ${elsewhere ?? 'the URL of an object of some 20 kB or more there'}`,
          }),
    },
  };
};
