import type { HeadersReport, Lint, Ruled } from '../../../src/probes/headers/report.ts';
import { PLACES, type PlaceOfSite } from './site-report.ts';

/** Something that is not the same before and after; one of the two is missing where it came or went. */
export interface Changed<T> {
  readonly key: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
}
/** Of a grader's rule: its key is `observatory cookies`. */
export type RuleChange = Changed<Ruled>;
export const graderOf = ({ key }: RuleChange): string => key.slice(0, key.indexOf(' '));
export interface HeaderChange extends Changed<readonly string[]> {
  readonly place: PlaceOfSite;
  /** As it was written, after where it is there. */
  readonly header: string;
  /** Its value is another one every time: that says nothing. */
  readonly restless: boolean;
}
/** Its key is the grader. */
export type GradeMove = Changed<{ readonly grade: string; readonly score?: number | undefined }>;
export interface SiteDiff {
  readonly grades: readonly GradeMove[];
  readonly rules: readonly RuleChange[];
  readonly headers: readonly HeaderChange[];
  readonly lint: readonly Changed<Lint>[];
  /** Of answers that are there before and after. */
  readonly statuses: readonly (Changed<number> & { readonly place: PlaceOfSite })[];
}

const RESTLESS: ReadonlySet<string> = new Set([
  'age',
  'cf-ray',
  'date',
  'expires',
  'nel',
  'report-to',
  'server-timing',
  'x-amz-cf-id',
  'x-amz-cf-pop',
  'x-amz-id-2',
  'x-amz-request-id',
  'x-amzn-trace-id',
  'x-cache-hits',
  'x-request-id',
  'x-response-time',
  'x-runtime',
  'x-served-by',
  'x-timer',
  'x-varnish',
]);
/** Without what is made anew for every answer: a cookie's value, a nonce. */
const settled = (header: string, value: string): string =>
  header === 'set-cookie'
    ? value.replace(/^([^=;]*)=[^;]*/, '$1=').replace(/;\s*expires=[^;]*/i, '')
    : value.replaceAll(/'nonce-[^']*'/g, "'nonce'");

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
/** What is not the same by key, in the order in which keys come, first of what is after. */
const changesOf = <T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): Changed<T>[] =>
  [...new Set([...after.keys(), ...before.keys()])]
    .map((key) => ({ key, before: before.get(key), after: after.get(key) }))
    .filter((c) => !same(c.before, c.after));

const gradesOf = ({ grades }: HeadersReport) =>
  new Map(grades.map(({ grader, grade, score }) => [grader as string, { grade, score }]));
const rulesOf = ({ grades }: HeadersReport): ReadonlyMap<string, Ruled> =>
  new Map(grades.flatMap(({ grader, rules }) => rules.map((r) => [`${grader} ${r.rule}`, r])));
const lintOf = ({ lint }: HeadersReport): ReadonlyMap<string, Lint> =>
  new Map(lint.map((l) => [`${l.place} ${l.code} ${l.header ?? ''} ${l.said ?? ''}`, l]));
const answerAt = ({ answers }: HeadersReport, place: PlaceOfSite) => answers.find((a) => a.place === place);

interface Header {
  readonly name: string;
  readonly values: readonly string[];
}
const headersAt = (report: HeadersReport, place: PlaceOfSite): ReadonlyMap<string, Header> => {
  const found = new Map<string, Header>();
  for (const [name, value] of answerAt(report, place)?.headers ?? []) {
    const key = name.toLowerCase();
    found.set(key, { name: found.get(key)?.name ?? name, values: [...(found.get(key)?.values ?? []), value] });
  }
  return found;
};
const headerChanges = (a: HeadersReport, b: HeadersReport, place: PlaceOfSite): HeaderChange[] => {
  const [before, after] = [headersAt(a, place), headersAt(b, place)];
  const valuesOf = (headers: ReadonlyMap<string, Header>) => new Map(Array.from(headers, ([k, h]) => [k, h.values]));
  return changesOf(valuesOf(before), valuesOf(after)).map((c) => ({
    key: c.key,
    before: c.before,
    after: c.after,
    place,
    header: (after.get(c.key) ?? before.get(c.key))?.name ?? c.key,
    restless:
      c.before !== undefined &&
      c.after !== undefined &&
      (RESTLESS.has(c.key) ||
        same(
          c.before.map((v) => settled(c.key, v)),
          c.after.map((v) => settled(c.key, v)),
        )),
  }));
};

/** What is not the same in two reports on a site's headers. An answer that was not asked for on one side is not compared. */
export const diffReports = (a: HeadersReport, b: HeadersReport): SiteDiff => {
  const both = PLACES.filter((p) => answerAt(a, p) !== undefined && answerAt(b, p) !== undefined);
  return {
    grades: changesOf(gradesOf(a), gradesOf(b)),
    rules: changesOf(rulesOf(a), rulesOf(b)),
    headers: both.flatMap((place) => headerChanges(a, b, place)),
    lint: changesOf(lintOf(a), lintOf(b)),
    statuses: both.flatMap((place) => {
      const [before, after] = [answerAt(a, place)?.status, answerAt(b, place)?.status];
      return before === after ? [] : [{ key: place, place, before, after }];
    }),
  };
};
/** Whether nothing differs but what always does. */
export const isQuiet = (d: SiteDiff): boolean =>
  d.grades.length + d.rules.length + d.lint.length + d.statuses.length === 0 && d.headers.every((h) => h.restless);
/** What a rule's points were worth: a bonus that does not count is worth nothing. */
export const worth = (rule: Ruled | undefined): number => (rule?.counts === true ? rule.points : 0);

interface Past {
  readonly id: string;
  readonly at: number;
  readonly grades?: Readonly<Record<string, string>> | undefined;
  readonly failed?: string | undefined;
}
/**
 * Which two runs are worth comparing: the newest, and the one before the last change of a grade; else the one before it.
 * `at`: what was told then. It may have been told by the second run that had it, so that it is compared with the one
 * before both.
 */
export const defaultPair = (
  history: readonly Past[],
  at?: number,
): { readonly before: string; readonly after: string } | undefined => {
  const [newest, ...older] = history.filter((h) => h.failed === undefined && h.at <= (at ?? Infinity));
  if (newest === undefined) return undefined;
  const before = (at === undefined ? older.find((h) => !same(h.grades, newest.grades)) : older[1]) ?? older[0];
  return before === undefined ? undefined : { before: before.id, after: newest.id };
};
