import { answersOf } from '../site/places.ts';
import type { SiteSeen } from '../site/seen.ts';
import type { FixKind, Grade, HeadersReport, Lint, Ruled } from './report.ts';
import { discreetText, discreetValue } from '../site/discreet.ts';
import { cutTo, toldOf, urlTold, waysOf } from './told.ts';

/** What is thought of what was seen. */
export interface Judged {
  readonly grades: readonly Grade[];
  readonly lint: readonly Lint[];
  readonly edge: HeadersReport['edge'];
  readonly fixes: Readonly<Record<FixKind, string>>;
}
/** Characters of one text, or bytes of JSON of all of a kind together: what was seen and is told takes the rest of 256 KiB. */
const MOST_WORDS = 400;
const MOST_SAID = 300;
const MOST_LINT = 40_960;
const MOST_EDGE = 10_240;
const MOST_FIX = 8_192;

/** The first of them, as many as there is room for. */
const fitting = <T>(items: readonly T[], most: number): T[] => {
  let bytes = 0;
  return items.filter((item) => (bytes += Buffer.byteLength(JSON.stringify(item)) + 1) <= most);
};
const RANK = { fail: 0, warn: 1, info: 2 } as const;
const wordsTold = (words: string): string => cutTo(discreetText(words), MOST_WORDS);
const lineTold = (line: Lint): Lint => {
  const { said, words } = line;
  const told = { ...line, words: wordsTold(words) };
  return said === undefined ? told : { ...told, said: cutTo(discreetText(said), MOST_SAID) };
};
const lintTold = (lint: readonly Lint[]): Lint[] =>
  fitting(
    lint.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]).map((line) => lineTold(line)),
    MOST_LINT,
  );
const ruleTold = (rule: Ruled): Ruled => {
  const told = { ...rule, words: wordsTold(rule.words) };
  return rule.raise === undefined ? told : { ...told, raise: cutTo(rule.raise, MOST_WORDS) };
};
const gradeTold = (grade: Grade): Grade => ({
  ...grade,
  rules: grade.rules.map((rule) => ruleTold(rule)),
  raises: grade.raises.map((raise) => Object.assign({}, raise, { words: cutTo(raise.words, MOST_WORDS) })),
});

type Edge = HeadersReport['edge'][number];
const edgeTold = (each: Edge): Edge => ({ ...each, value: discreetValue(each.header, each.value) });

/** All that is said of a site's headers; no longer than 256 KiB, whatever its server sends. */
export const reportOf = (seen: SiteSeen, { grades, lint, edge, fixes }: Judged): HeadersReport => {
  const answers = answersOf(seen);
  const { aim, secure, plain } = seen;
  const page = answers[0];
  const url = urlTold(aim.https);
  const ended = page === undefined ? undefined : urlTold(page.url);
  return {
    url,
    ...(ended === undefined || ended === url ? {} : { ended }),
    secure: [...waysOf(secure)],
    ...(plain === undefined ? {} : { plain: [...waysOf(plain)] }),
    grades: grades.map((grade) => gradeTold(grade)),
    lint: lintTold(lint),
    answers: answers.map((answer) => toldOf(answer)),
    edge: fitting(edge.map(edgeTold), MOST_EDGE),
    // Half of a config is none.
    fixes: Object.fromEntries(Object.entries(fixes).filter(([, lines]) => Buffer.byteLength(lines) <= MOST_FIX)),
  };
};
