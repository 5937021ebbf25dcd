import type { EpochMicros } from '../../domain/time.ts';
import type { GradeSeen, RuleSeen } from './looks.ts';
import type { GradeKept, RuleKept, Told } from './state.ts';

/** From the best to the worst; R: a redirect was not followed, and nothing is graded. */
const LETTERS = ['A+', 'A', 'A-', 'B+', 'B', 'B-', 'C+', 'C', 'C-', 'D+', 'D', 'D-', 'E', 'F', 'R'];
const NAMES: Readonly<Record<string, string>> = { observatory: 'HTTP Observatory', securityheaders: 'securityheaders' };
/** So many changes within so many runs, and it is not worth telling each; so many runs alike, and it is. */
const FLIPS = 3;
const WITHIN = 6;
const STEADY = 4;
const MOST_TOLD = 3;
const MOST_RULES = 400;

const rankOf = (grade: string): number => {
  const at = LETTERS.indexOf(grade);
  return at === -1 ? LETTERS.length : at;
};
const isGone = (result: string): boolean => /not-implemented(?!-but)|missing/.test(result);
/** What became of a rule, for a person. */
const ruleWords = (rule: string, before: string, after: RuleSeen | undefined): string => {
  if (after === undefined) return `${rule} is not looked at any more`;
  if (isGone(after.result) && !isGone(before)) return `${rule} is gone`;
  if (isGone(before) && !isGone(after.result)) return `${rule} is there`;
  return `${rule}: ${(after.words || after.result).replace(/\.$/, '')}`;
};
interface Change {
  /** That the header went (fell), or came (rose): where nothing is counted in points that alone can be why. */
  readonly turned: 'gone' | 'there' | 'otherwise';
  readonly words: string;
  readonly results: string;
  readonly by: number;
}
const changesOf = (before: Readonly<Record<string, RuleKept>>, after: GradeSeen['rules']): readonly Change[] => {
  const named = new Set([...Object.keys(before), ...after.keys()]);
  return [...named].flatMap((rule) => {
    const [result = '', points = 0] = (Object.hasOwn(before, rule) ? before[rule] : undefined) ?? [];
    const now = after.get(rule);
    if (now?.result === result) return [];
    const results = `${rule}: ${result || 'none'} → ${now?.result ?? 'none'}`;
    const words = ruleWords(rule, result, now);
    const turned = words === `${rule} is gone` ? 'gone' : words === `${rule} is there` ? 'there' : 'otherwise';
    return [{ turned, words, results, by: (now?.points ?? 0) - points }];
  });
};

const keptOf = ({
  version,
  grade,
  score,
  rules,
}: GradeSeen): Pick<GradeKept, 'version' | 'grade' | 'score' | 'rules'> => ({
  version,
  grade,
  score,
  rules: Object.fromEntries(
    [...rules].map(([rule, { result, points }]): readonly [string, RuleKept] => [rule, [result, points]]),
  ),
});
const changed = (label: string, kept: GradeKept, seen: GradeSeen, at: EpochMicros): Told => {
  const fell = rankOf(seen.grade) > rankOf(kept.grade);
  const all = changesOf(kept.rules, seen.rules).toSorted((a, b) => (fell ? a.by - b.by : b.by - a.by));
  // What made up for it a little is not why.
  const causes = all.filter(({ by }) => (fell ? by < 0 : by > 0));
  const turned = all.filter((c) => c.turned === (fell ? 'gone' : 'there'));
  const told = [causes, turned, all].find((some) => some.length > 0) ?? [];
  const more = told.length > MOST_TOLD ? `; and ${told.length - MOST_TOLD} more` : '';
  const why =
    told.length === 0
      ? ''
      : `: ${told
          .slice(0, MOST_TOLD)
          .map((c) => c.words)
          .join('; ')}${more}`;
  const scores = kept.score === null || seen.score === null ? '' : ` (${kept.score} → ${seen.score})`;
  const summary = `${label}: ${kept.grade} → ${seen.grade}${scores}, ${NAMES[seen.grader] ?? seen.grader}${why}`;
  return {
    at,
    code: fell ? 'grade-fell' : 'grade-rose',
    summary: /[.!?]$/.test(summary) ? summary : `${summary}.`,
    evidence: {
      grader: seen.grader,
      from: kept.grade,
      to: seen.grade,
      ...(kept.score === null ? {} : { scoreFrom: kept.score }),
      ...(seen.score === null ? {} : { score: seen.score }),
      rules: all
        .map((c) => c.results)
        .join('; ')
        .slice(0, MOST_RULES),
    },
  };
};

/** What a grader says now, after what it said before; another version of its rules begins anew, since the site did not change. */
export const withGrade = (
  label: string,
  before: GradeKept | undefined,
  seen: GradeSeen,
  at: EpochMicros,
): readonly [GradeKept, readonly Told[]] => {
  if (before === undefined) return [{ ...keptOf(seen), last: seen.grade, runs: 1, flips: [], flaps: null }, []];
  const runs = before.runs + 1;
  if (before.version !== seen.version) return [{ ...before, ...keptOf(seen), last: seen.grade, runs }, []];
  const isFlip = seen.grade !== before.last;
  const flips = isFlip ? [...before.flips, runs].slice(-FLIPS) : before.flips;
  const kept: GradeKept = { ...before, last: seen.grade, runs, flips };
  const about = { grader: seen.grader };
  const name = NAMES[seen.grader] ?? seen.grader;
  if (before.flaps !== null) {
    if (runs - (flips.at(-1) ?? 0) < STEADY) return [kept, []];
    const summary = `${label}: the grade stays ${seen.grade} now, ${name}.`;
    const over: Told = { at, code: 'grade-flaps', on: false, summary, evidence: { ...about, grade: seen.grade } };
    const settled = seen.grade === before.grade ? [] : [changed(label, before, seen, at)];
    return [{ ...kept, ...keptOf(seen), flaps: null }, [over, ...settled]];
  }
  if (isFlip && flips.length === FLIPS && runs - (flips[0] ?? 0) < WITHIN) {
    const summary = `${label}: the grade goes to and fro between ${before.last} and ${seen.grade}, ${name}: not everything that answers under its name sets the same headers.`;
    const evidence = { ...about, from: before.last, to: seen.grade };
    return [{ ...kept, flaps: at }, [{ at, code: 'grade-flaps', on: true, summary, evidence }]];
  }
  const told = seen.grade === before.grade ? [] : [changed(label, before, seen, at)];
  return [{ ...kept, ...keptOf(seen) }, told];
};
/** It was another at the last run, and is not known to go to and fro. */
export const isFresh = ({ flips, runs, flaps }: GradeKept): boolean => flaps === null && flips.at(-1) === runs;
