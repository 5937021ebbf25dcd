import { transfersOf, type Facts } from './facts.ts';
import { grouped } from './figures.ts';
import type { Claim } from './precedence.ts';
import type { Transfer } from './transfer.ts';
import { STALL_MS } from './trial.ts';
import { unspoken } from './unspoken.ts';
import { affectedWords, endWords, fateWords } from './words.ts';

/** A transfer that nothing but a fault explains. One late transfer among fast ones is nothing. */
const isOdd = ({ kind, fate, direction, bigs }: Transfer): boolean => {
  if (kind === 'fine' || kind === 'once') return bigs.some((b) => b.fate === 'stuck');
  if (kind !== 'always') return true;
  if (direction === 'down' && fate === 'slow') return bigs.every(({ seen }) => seen.stallMs >= STALL_MS);
  // Whether a server likes to be sent so much is its own affair.
  return fate !== 'slow' && !(direction === 'up' && ['cut', 'garbage', 'untold'].includes(fate));
};

/** So many large packets, and none lost more than of as many small ones: answers fail to come, whatever their size. */
const ENOUGH = 8;
const isAsSmallOnes = ({ bySize }: Facts): boolean =>
  bySize !== undefined && bySize.sent >= ENOUGH && bySize.largeArrived > 0 && bySize.largeLost <= bySize.smallLost;

const arePacketsOdd = (facts: Facts, shown: readonly Claim[]): boolean => {
  const outcome = facts.df?.outcome;
  if (outcome === 'some' || outcome === 'unsettled') return !isAsSmallOnes(facts);
  return outcome === 'silent' && !shown.some(({ code }) => code === 'udp-black-hole' || code === 'icmp-filtered');
};

/** What nothing of what is shown accounts for, and what would settle it; undefined: nothing is left open. */
export const openQuestion = (facts: Facts, shown: readonly Claim[], isReached: boolean): Claim | undefined => {
  const odd = transfersOf(facts).find(isOdd);
  if (odd !== undefined || !isReached) return ofTransfer(facts, odd ?? facts.down);
  return arePacketsOdd(facts, shown) ? ofPackets(facts) : undefined;
};

const ofTransfer = ({ target }: Facts, { direction, kind, fate, bigs }: Transfer): Claim => {
  const what = direction === 'down' ? 'download' : 'upload';
  const { seen } = bigs.at(-1) ?? {};
  const other = fate === 'garbage' ? unspoken(target, seen) : undefined;
  return {
    code: 'inconclusive',
    summary:
      other?.summary ??
      `The ${what} ${direction === 'down' ? 'from' : 'to'} ${target.address} did not go as it should (${fateWords(fate)}), and nothing seen explains it.`,
    evidence: {
      address: target.address,
      port: target.port,
      what,
      affected: affectedWords(kind),
      end: seen === undefined ? null : endWords(seen),
      detail: seen?.detail ?? null,
      ...(other?.evidence ?? {
        settle: "run it again; if it stays so, another target behind the same line, and the server's log",
      }),
    },
  };
};

const ofPackets = ({ target, df, bySize }: Facts): Claim => {
  const [lost, of] = [(df?.lost.echo ?? 0) + (df?.lost.udp ?? 0) + (bySize?.largeLost ?? 0), df?.tried ?? 0];
  const tried = of + (bySize?.sent ?? 0);
  const isSilent = df?.outcome === 'silent';
  const size = isSilent ? `larger than ${grouped(df.mtu ?? 0)}` : `of ${grouped(df?.full ?? 0)}`;
  return {
    code: 'inconclusive',
    summary: `Downloads and uploads pass at ${target.address}; of single packets ${size} bytes ${lost} of ${tried} were lost, and ${isSilent ? 'TCP sent none so large' : 'too few were seen to tell why'}.`,
    evidence: {
      address: target.address,
      port: target.port,
      what: 'packets',
      bytes: df?.full ?? null,
      ...(df?.mtu === undefined ? {} : { mtu: df.mtu }),
      tried,
      lost,
      settle: isSilent
        ? 'run it again in ten minutes, when this machine and the server have forgotten what they learned of the path'
        : 'run it again, for one family alone (--family 4 or --family 6), so that more packets may be sent',
    },
  };
};
