import { lastAnswer, type SiteSeen } from '../../site/seen.ts';
import { redirectOf } from '../../web/where.ts';
import type { Grade, Ruled } from '../report.ts';
import { RULES, type Looked, type Rule } from './rules.ts';

/** The day on which the service last told of a change of its criteria. */
const VERSION = '2023-11-07';

/**
 * By how many of the six are missing. Of two and of five there are cases that people showed, and none since 2019 of an E;
 * what lies between is our reading.
 */
const LADDER = ['A', 'A', 'B', 'C', 'D', 'D', 'F'] as const;
const gradeOf = (standings: readonly Looked['standing'][]): string =>
  standings.every((s) => s === 'there') ? 'A+' : (LADDER[standings.filter((s) => s === 'missing').length] ?? 'F');

const ruledOf = ({ rule, raise }: Rule, { result, standing, words }: Looked): Ruled => ({
  rule,
  result,
  points: 0,
  counts: true,
  pass: standing === 'there',
  words,
  ...(standing === 'there' ? {} : { raise }),
});
/** What to set right, each with all those before it. */
const raisesOf = (looked: readonly (readonly [Rule, Looked])[]): Grade['raises'] => {
  const standings = looked.map(([, { standing }]) => standing);
  // What is missing costs more than what warns.
  const order = looked
    .map(([rule, { standing }], index) => ({ rule, standing, index }))
    .filter(({ standing }) => standing !== 'there')
    .toSorted((a, b) => Number(a.standing === 'warns') - Number(b.standing === 'warns'));
  return order.map(({ rule, index }) => {
    standings[index] = 'there';
    return { rule: rule.rule, words: rule.raise, grade: gradeOf(standings) };
  });
};

/**
 * The page as securityheaders.com would grade it: compatible, by what is known of its rules. It follows redirects, and so
 * is the page graded that they end at; R where they end at none.
 */
export const securityHeaders = (seen: SiteSeen): Grade => {
  const answer = lastAnswer(seen.secure) ?? (seen.plain === undefined ? undefined : lastAnswer(seen.plain));
  const looked = RULES.map((rule) => [rule, rule.look(answer?.headers ?? [])] as const);
  const graded = { grader: 'securityheaders', version: VERSION } as const;
  if (answer !== undefined && redirectOf(new URL(answer.url), answer.status, answer.headers) !== undefined) {
    const words = 'The answer leads elsewhere, and that was not followed: there is no page to grade.';
    const rule = { rule: 'redirect', result: 'redirect-not-followed', points: 0, counts: true, pass: false, words };
    return { ...graded, grade: 'R', rules: [rule], raises: [] };
  }
  return {
    ...graded,
    grade: gradeOf(looked.map(([, { standing }]) => standing)),
    rules: looked.map(([rule, told]) => ruledOf(rule, told)),
    raises: raisesOf(looked),
  };
};
