import { CODES, type Code } from '../domain/codes.ts';
import type { Evidence, Finding } from '../domain/finding.ts';
import type { Verdict } from './diagnosis.ts';

/** Something that the evidence shows. */
export interface Claim {
  readonly code: Code;
  readonly summary: string;
  readonly evidence: Evidence;
}

/**
 * Which of several claims is the verdict: the first in this list. A cause stands before what it explains (a black hole
 * before the clamp that hides half of it), what breaks connections before what slows them, what slows them before what
 * is merely so. The rest become findings.
 */
export const PRECEDENCE = [
  // Nothing was reached, or not what was asked for: whatever else was measured is of another place.
  'dns-failed',
  'captive-portal',
  'dns-answers-disagree',
  // Somebody on the way decides by what is said.
  'name-filtered',
  'hello-dropped',
  'connection-reset',
  // Somebody on the way decides by size, always; then now and then.
  'mss-clamp-ineffective',
  'black-hole-both-ways',
  'reverse-black-hole',
  'forward-black-hole',
  'size-policer',
  // The place itself.
  'host-unreachable',
  'server-stall',
  // What works, and badly.
  'path-mtu-slow',
  'packet-loss',
  'icmp-rate-limited',
  'bufferbloat', // the last that explains a transfer that was not fine (`isTrouble`)
  'udp-black-hole',
  'fragments-filtered',
  'df-stripped',
  // Something was wrong, and nothing above is shown.
  'inconclusive',
  // What the rest may hide behind, and what is merely so.
  'path-mtu-cached',
  'icmp-filtered',
  'mss-clamped',
  'path-mtu-reduced',
  'no-fault',
  // Never a verdict beside `no-fault`: an obstacle to a browser, not to the way.
  'certificate-untrusted',
] as const satisfies readonly Code[];

const rank = (code: Code): number => {
  const at = (PRECEDENCE as readonly Code[]).indexOf(code);
  return at < 0 ? PRECEDENCE.length : at;
};

/** Whether it explains why transfers fail, hang or are slow: what stands so far up in the list that TCP feels it. */
export const isTrouble = ({ code }: Pick<Claim, 'code'>): boolean => rank(code) <= rank('bufferbloat');

export const byPrecedence = <T extends { readonly code: Code }>(claims: readonly T[]): readonly T[] =>
  claims.toSorted((a, b) => rank(a.code) - rank(b.code));

export const verdictOf = ({ code, summary, evidence }: Claim): Verdict => ({
  code,
  severity: CODES[code].severity,
  summary,
  evidence,
});
export const findingOf = ({ code, summary, evidence }: Claim): Finding => ({
  code,
  severity: CODES[code].severity,
  evidence: { summary, ...evidence },
});
