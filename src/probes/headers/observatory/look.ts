import { linesOf as linesIn, valueOf } from '../../../wire/http/fields.ts';
import { readPage, type PageSaid } from '../../../wire/http/page.ts';
import { parseItem } from '../../../wire/http/structured.ts';
import type { Preloaded } from '../../site/preload/preloaded.ts';
import type { Answer, SiteSeen, Step, Visit } from '../../site/seen.ts';
import type { ResultOf, RuleName } from './rules.ts';

/** What one of the tests found. */
export interface Found<R extends RuleName> {
  readonly result: ResultOf<R>;
  /** What was seen, as it was said; or why it is not known better. */
  readonly seen?: string;
  /** What would be found with its remedy done, where that is not what the table says. */
  readonly otherwise?: ResultOf<R>;
}

/** What the tests of Observatory look at, found in a visit of ours. */
export interface Look {
  readonly seen: SiteSeen;
  /** The page: that over https, where there is one, else that over http. */
  readonly answer?: Answer;
  /** What was asked for over https answered in the end. */
  readonly https: boolean;
  readonly page: PageSaid;
  /** Undefined: not known, for the list is not there. */
  readonly preloaded: (host: string) => boolean | undefined;
}

/** Where a visit came to an answer: what it ends with, or the redirect at which following was given up. */
export const reached = ({ steps, end }: Visit): Answer | undefined => {
  const outcome = steps.at(-1)?.outcome;
  return outcome?.ok === true && (end === 'answer' || end === 'loop' || end === 'too-many')
    ? outcome.answer
    : undefined;
};
/** Every certificate on the way is trusted; Observatory asks again without looking at any where one is not. */
export const verified = ({ steps }: Visit): boolean => steps.every((step) => distrustOf(step) === undefined);
export const distrustOf = ({ outcome }: Step): string | undefined =>
  outcome.ok ? outcome.answer.tls?.distrust?.text : undefined;

export const HTML = new Set(['text/html', 'application/xhtml+xml']);
/** The type of an answer as Observatory reads it: the first line of it to the first semicolon, neither trimmed nor in lower case. */
export const typeOf = (answer: Answer): string => linesOf(answer, 'content-type')[0]?.split(';')[0] ?? '';

/** Scripts are looked for in what says no type too; policies in what says HTML alone. */
const mayBePage = (answer: Answer): boolean => typeOf(answer) === '' || HTML.has(typeOf(answer));

const NO_PAGE: PageSaid = { policies: [], scripts: [] };
export const lookAt = (
  seen: SiteSeen,
  preloaded: Preloaded,
  others: ReadonlyMap<string, Preloaded> = new Map(),
): Look => {
  const secure = reached(seen.secure);
  const visit = secure === undefined ? seen.plain : seen.secure;
  const answer = visit === undefined ? undefined : reached(visit);
  return {
    seen,
    ...(answer === undefined ? {} : { answer }),
    https: secure !== undefined,
    page: visit === undefined || answer === undefined || !mayBePage(answer) ? NO_PAGE : readPage(visit.body),
    preloaded: (host) => {
      const known = others.get(host) ?? (host === seen.aim.host ? preloaded : under(host, preloaded));
      return known?.known === true ? known.preloaded : undefined;
    },
  };
};
/** What is known of one name holds for those below it, where its entry says so. */
const under = (host: string, preloaded: Preloaded): Preloaded | undefined =>
  preloaded.known &&
  preloaded.preloaded &&
  preloaded.entry?.includeSubdomains === true &&
  (host === preloaded.entry.name || host.endsWith(`.${preloaded.entry.name}`))
    ? preloaded
    : undefined;

/** All lines of a header joined as Node joins them, which is what Observatory reads; undefined where there is none. */
export const joined = (answer: Answer | undefined, name: string): string | undefined =>
  answer === undefined ? undefined : valueOf(answer.headers, name);
/** Every line of a header. */
export const linesOf = (answer: Answer | undefined, name: string): readonly string[] =>
  answer === undefined ? [] : linesIn(answer.headers, name);

/** The token of a field that is one structured item (RFC 9651, 3.3), whatever its parameters; empty for anything else. */
export const tokenOf = (field: string): string => {
  const read = parseItem(field);
  return read.ok && read.value.item.type === 'token' ? read.value.item.value : '';
};

/** A result with what was said, where anything was. */
export const found = <R extends RuleName>(result: ResultOf<R>, seen?: string): Found<R> => ({
  result,
  ...(seen === undefined ? {} : { seen }),
});
