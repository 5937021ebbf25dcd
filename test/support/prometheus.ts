/** One sample of a family. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: MetricSample[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/;
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
};
const fail = (line: string, why: string): never => {
  throw new Error(`${why}: ${JSON.stringify(line)}`);
};
const unescaped = (text: string): string => text.replace(/\\([\\"n])/g, (_, c: string) => (c === 'n' ? '\n' : c));

const labelsOf = (text: string, line: string): Readonly<Record<string, string>> => {
  const labels: Record<string, string> = {};
  for (let rest = text; rest !== '';) {
    const [whole = '', name = '', value = '', comma] = LABEL.exec(rest) ?? fail(line, 'labels');
    if (name in labels) fail(line, `label ${name} twice`);
    if (name.startsWith('__')) fail(line, 'a reserved label');
    labels[name] = unescaped(value);
    rest = rest.slice(whole.length);
    if (comma === ',' && rest === '') fail(line, 'a comma too many');
  }
  return labels;
};
const valueOf = (text: string, line: string): number => {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  if (text === 'NaN') return Number.NaN;
  if (!/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(text)) fail(line, 'value');
  return Number(text);
};
const byText = (a: string, b: string): number => (a < b ? -1 : 1);
const seriesText = ({ name, labels }: MetricSample, without?: string): string => {
  const names = Object.keys(labels).filter((label) => label !== without);
  return JSON.stringify([name, names.toSorted(byText).map((label) => [label, labels[label]])]);
};

/** Buckets in order, never fewer than below, the last +Inf and equal to the count. */
const checkHistogram = ({ name, samples }: Family): void => {
  const by = new Map<string, MetricSample[]>();
  for (const s of samples.filter((x) => x.name === `${name}_bucket`)) {
    const key = seriesText(s, 'le').replace('_bucket', '');
    by.set(key, [...(by.get(key) ?? []), s]);
  }
  for (const [key, buckets] of by) {
    const bounds = buckets.map((b) => valueOf(b.labels['le'] ?? '', key));
    if (bounds.some((b, i) => b <= (bounds[i - 1] ?? Number.NEGATIVE_INFINITY))) fail(key, 'bounds out of order');
    if (bounds.at(-1) !== Number.POSITIVE_INFINITY) fail(key, 'no +Inf');
    if (buckets.some((b, i) => b.value < (buckets[i - 1]?.value ?? 0))) fail(key, 'buckets are not cumulative');
    const of = (suffix: string) =>
      samples.find((s) => seriesText(s).replace(suffix, '') === key && s.name.endsWith(suffix));
    if (of('_count')?.value !== buckets.at(-1)?.value) fail(key, 'count is not the last bucket');
    if (of('_sum') === undefined) fail(key, 'no sum');
  }
};

/**
 * Reads text format 0.0.4, or OpenMetrics 1.0.0 as far as it has the same types, more strictly than Prometheus does:
 * HELP, then TYPE, then all samples of the family together; no family, series or label twice; no unknown escape.
 */
export const parseMetrics = (text: string, openMetrics = false): readonly Family[] => {
  const families: Family[] = [];
  const seen = new Set<string>();
  if (!text.endsWith('\n')) fail(text.slice(-50), 'no line feed at the end');
  const lines = text.slice(0, -1).split('\n');
  if (openMetrics && lines.pop() !== '# EOF') fail(lines.at(-1) ?? '', 'no EOF');
  let help: readonly [string, string] | undefined;
  for (const line of lines) {
    const comment = new RegExp(`^# (HELP|TYPE) (${NAME}) ([^\\n]+)$`).exec(line);
    if (comment !== null) {
      const [, kind, name = '', rest = ''] = comment;
      if (kind === 'HELP') {
        help = [name, unescaped(rest)];
        continue;
      }
      if (help?.[0] !== name) fail(line, 'TYPE without its HELP');
      if (!(rest in SUFFIXES)) fail(line, 'an unknown type');
      if (families.some((f) => f.name === name)) fail(line, 'a family twice');
      if (rest === 'counter' && name.endsWith('_total') === openMetrics) fail(line, '_total');
      families.push({ name, type: rest, help: help?.[1] ?? '', samples: [] });
      continue;
    }
    const [, name = '', labels = '', value = ''] =
      new RegExp(`^(${NAME})(?:\\{([^\\n]*)\\})? (\\S+)$`).exec(line) ?? fail(line, 'no sample');
    const family = families.at(-1) ?? fail(line, 'a sample before its TYPE');
    const suffixes = openMetrics && family.type === 'counter' ? ['_total'] : (SUFFIXES[family.type] ?? []);
    if (!suffixes.some((s) => name === `${family.name}${s}`)) fail(line, `no sample of ${family.name}`);
    const sample = { name, labels: labelsOf(labels, line), value: valueOf(value, line) };
    if (seen.has(seriesText(sample))) fail(line, 'a series twice');
    seen.add(seriesText(sample));
    if (family.type === 'counter' && !(sample.value >= 0)) fail(line, 'a counter below 0');
    family.samples.push(sample);
  }
  for (const family of families) {
    if (family.samples.length === 0) fail(family.name, 'an empty family');
    if (family.type === 'histogram') checkHistogram(family);
  }
  return families;
};

/** The value of the one series with this name and at least these labels; undefined when there is none. */
export const valueIn = (
  families: readonly Family[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined => {
  const found = families
    .flatMap((f) => f.samples)
    .filter((s) => s.name === name && Object.entries(labels).every(([l, v]) => s.labels[l] === v));
  if (found.length > 1) throw new Error(`${name}: ${found.length} series with ${JSON.stringify(labels)}`);
  return found[0]?.value;
};
