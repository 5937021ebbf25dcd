import { OBSERVATORY_CODES } from '../../../domain/observatory-codes.ts';
import type { Grade } from '../report.ts';
import { judgeAs, type Judged } from './judge.ts';
import type { Look } from './look.ts';
import { resultOf, RULE_NAMES, type RuleName } from './rules.ts';
import { scoreOf, type Score } from './score.ts';

type Raise = Grade['raises'][number];
interface Step {
  readonly rule: RuleName;
  readonly result: string;
  readonly work: number;
  readonly judged: Judged;
  readonly after: Score;
}

/** What a code of Observatory's means and how to fix it. */
export const codeOf = (result: string): (typeof OBSERVATORY_CODES)[keyof typeof OBSERVATORY_CODES] => {
  const info = OBSERVATORY_CODES[`observatory/${result}` as keyof typeof OBSERVATORY_CODES];
  if (info === undefined) throw new Error(`no code for ${result}`);
  return info;
};
const BEST = 100;

/**
 * What to do until the best grade is reached, one thing after the other: of what raises the score at once that with the least
 * work, then that with the most points. The score after each is what the rules give with its better result in place.
 */
export const raisesOf = (look: Look, judged: Judged): Raise[] => {
  const raises: Raise[] = [];
  let now = judged;
  for (;;) {
    const before = scoreOf(now);
    if (before.score >= BEST) return raises;
    const step = RULE_NAMES.flatMap((rule) => stepOf(look, now, rule))
      .filter(({ after }) => after.score > before.score)
      .toSorted((a, b) => a.work - b.work || b.after.score - a.after.score)[0];
    if (step === undefined) return raises;
    raises.push({
      rule: step.rule,
      words: codeOf(step.result).remedy,
      grade: step.after.grade,
      score: step.after.score,
    });
    now = step.judged;
  }
};

/** What the remedy of what a rule found leads to, and the work in it; undefined where nothing is gained. */
export const raisedTo = (
  rule: RuleName,
  { result, otherwise }: Judged[RuleName],
): { readonly to: string; readonly work: number } | undefined => {
  const { points, raise } = resultOf(rule, result);
  if (raise === undefined) return undefined;
  const to = otherwise ?? raise.to;
  return resultOf(rule, to).points > points ? { to, work: raise.work } : undefined;
};
const stepOf = (look: Look, judged: Judged, rule: RuleName): readonly Step[] => {
  const raised = raisedTo(rule, judged[rule]);
  if (raised === undefined) return [];
  const next = judgeAs(look, judged, rule, raised.to);
  return [{ rule, result: judged[rule].result, work: raised.work, judged: next, after: scoreOf(next) }];
};
