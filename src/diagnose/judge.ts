import { isReached, transfersOf, type Facts } from './facts.ts';
import { claimsOfSize } from './holes.ts';
import { claimsOfManners } from './manners.ts';
import { claimsOfPlace } from './place.ts';
import { byPrecedence, isTrouble, type Claim } from './precedence.ts';
import { claimsOfState } from './state.ts';
import { unspoken } from './unspoken.ts';
import { affectedWords, endWords, fateWords } from './words.ts';

/** Everything that the facts of one way show; the first is the verdict. */
export const judge = (facts: Facts): readonly [Claim, ...Claim[]] => {
  const shown = [...claimsOfPlace(facts), ...claimsOfSize(facts), ...claimsOfManners(facts), ...claimsOfState(facts)];
  const open = isExplained(facts, shown) ? [] : [openQuestion(facts)];
  return byPrecedence([...shown, ...open, fine(facts)]) as readonly [Claim, ...Claim[]];
};

/** Whether nothing went wrong that no claim accounts for. One late transfer among fast ones is nothing. */
const isExplained = (facts: Facts, shown: readonly Claim[]): boolean => {
  if (shown.some(isTrouble)) return true;
  if (!isReached(facts)) return false;
  const isAccounted = shown.some(({ code }) => code === 'udp-black-hole' || code === 'icmp-filtered');
  if (
    facts.df?.outcome === 'some' ||
    facts.df?.outcome === 'unsettled' ||
    (facts.df?.outcome === 'silent' && !isAccounted)
  )
    return false;
  return transfersOf(facts).every(({ kind, fate, direction, bigs }) => {
    if (kind === 'fine' || kind === 'once') return bigs.every((b) => b.fate !== 'stuck');
    // Whether a server likes to be sent so much is its own affair.
    if (direction === 'up' && kind === 'always')
      return fate === 'cut' || fate === 'garbage' || fate === 'untold' || fate === 'slow';
    return kind === 'always' && fate === 'slow';
  });
};

const openQuestion = (facts: Facts): Claim => {
  const { target, down } = facts;
  const worst = transfersOf(facts).find(({ kind }) => kind !== 'fine') ?? down;
  const what = worst.direction === 'down' ? 'download' : 'upload';
  const { seen } = worst.bigs.at(-1) ?? {};
  const other = worst.fate === 'garbage' ? unspoken(target, seen) : undefined;
  return {
    code: 'inconclusive',
    summary:
      other?.summary ??
      `The ${what} ${worst.direction === 'down' ? 'from' : 'to'} ${target.address} did not go as it should (${fateWords(worst.fate)}), and nothing seen explains it.`,
    evidence: {
      address: target.address,
      port: target.port,
      what,
      affected: affectedWords(worst.kind),
      end: seen === undefined ? null : endWords(seen),
      detail: seen?.detail ?? null,
      ...(other?.evidence ?? {
        settle: "run it again; if it stays so, another target behind the same line, and the server's log",
      }),
    },
  };
};

const fine = ({ target, down, loss }: Facts): Claim => ({
  code: 'no-fault',
  summary: `The way to ${target.address} is in order.`,
  evidence: {
    address: target.address,
    downloadMs: Math.round(down.bigs[0]?.seen.tookMs ?? 0),
    downloadBytes: down.bigs[0]?.seen.http?.bodyBytes ?? 0,
    echoesLost: loss.lost,
    echoes: loss.sent,
    ...(loss.rttMs === undefined ? {} : { rttMs: Number(loss.rttMs.toPrecision(3)) }),
  },
});
