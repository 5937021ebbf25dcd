import type { Measurement } from '../../src/store/influx/names.ts';

const TOKEN =
  /\s*(?:"(?<name>[^"]+)"|'(?<text>[^']*)'|(?<variable>\$\{?\w+(?::\w+)?\}?)|(?<number>\d+(?:\.\d+)?[a-z]*)|(?<word>[A-Za-z_]\w*)|(?<sign>=~|!~|>=|<=|!=|[-+*/%=<>(),]))/uy;
const REGEX = /\s*\/(?<regex>(?:\\\/|[^/])*)\//y;
/** What may be written without quotes: whatever else is a name, and a name is written with them. */
const WORDS = new Set(
  `SELECT FROM WHERE AND OR GROUP BY AS ORDER DESC LIMIT SHOW TAG VALUES WITH KEY
  time now fill null none mean percentile count last min max stddev`.split(/\s+/),
);

type Kind = 'name' | 'text' | 'variable' | 'number' | 'word' | 'sign' | 'regex';
interface Token {
  readonly kind: Kind;
  readonly text: string;
}
const tokensOf = (query: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (let at = 0; at < query.trimEnd().length;) {
    const before = tokens.at(-1)?.text ?? '';
    const pattern =
      ['=~', '!~', 'FROM'].includes(before) && query.slice(at).trimStart().startsWith('/') ? REGEX : TOKEN;
    pattern.lastIndex = at;
    const match = pattern.exec(query);
    const [kind, text] = Object.entries(match?.groups ?? {}).find(([, t]) => t !== undefined) ?? [];
    if (match === null || kind === undefined || text === undefined)
      throw new Error(`not understood from here on: ${query.slice(at)}`);
    tokens.push({ kind: kind as Kind, text });
    at = pattern.lastIndex;
  }
  return tokens;
};

/** The measurements that a query reads; a regular expression stands for all that it fits. */
const measurementsOf = (tokens: readonly Token[], schema: readonly Measurement[]): readonly (Measurement | string)[] =>
  tokens.flatMap(({ kind, text }, i): (Measurement | string)[] => {
    if (tokens[i - 1]?.text !== 'FROM' || text === '(') return [];
    const found = schema.filter(({ name }) => (kind === 'regex' ? new RegExp(text).test(name) : name === text));
    return found.length === 0 ? [`no measurement ${text}`] : found;
  });

/** What of a query, and of the alias that names its series, the schema does not have. */
export const problemsOf = (
  query: string,
  alias: string,
  schema: readonly Measurement[],
  values: Readonly<Record<string, readonly string[]>>,
): readonly string[] => {
  const tokens = tokensOf(query);
  const read = measurementsOf(tokens, schema);
  const problems = read.filter((m) => typeof m === 'string');
  if (read.length === 0) problems.push('reads nothing');
  const measurements = read.filter((m) => typeof m !== 'string');
  const isTag = (name: string): boolean => measurements.every(({ tags }) => tags.includes(name));
  const isField = (name: string): boolean => measurements.every(({ fields }) => Object.hasOwn(fields, name));
  const columns = new Set(tokens.flatMap(({ text }, i) => (tokens[i - 1]?.text === 'AS' ? [text] : [])));
  const grouped = new Set<string>();
  let depth = 0;
  let groupedAt: number | undefined;
  for (const [i, { kind, text }] of tokens.entries()) {
    const before = tokens[i - 1]?.text;
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (groupedAt !== undefined && (depth < groupedAt || text === 'fill')) groupedAt = undefined;
    if (text === 'GROUP') groupedAt = depth;
    if (kind === 'word' && !WORDS.has(text)) problems.push(`the word ${text}`);
    if (kind === 'text' && before === '=') {
      const known = values[tokens[i - 2]?.text ?? ''];
      if (known?.includes(text) !== true) problems.push(`the value '${text}' of ${tokens[i - 2]?.text}`);
    }
    if (kind !== 'name' || before === 'FROM' || before === 'AS') continue;
    if (groupedAt !== undefined) grouped.add(text);
    const mustBeTag = groupedAt !== undefined || tokens[i - 2]?.text === 'KEY';
    if (mustBeTag ? !isTag(text) : !isTag(text) && !isField(text) && !columns.has(text))
      problems.push(`no ${mustBeTag ? 'tag' : 'tag, field or column'} ${text}`);
  }
  for (const [, tag = ''] of alias.matchAll(/\$tag_(\w+)/g))
    if (!grouped.has(tag)) problems.push(`named by ${tag}, which it is not grouped by`);
  return problems;
};

/** The names that a query gives to its columns, with those that it takes as they are. */
export const columnsOf = (query: string): readonly string[] => {
  const tokens = tokensOf(query);
  return tokens.flatMap(({ kind, text }) => (kind === 'name' ? [text] : []));
};
