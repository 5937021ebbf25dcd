import { MOST_NAMES } from '../../api/owner/export.ts';
import { TABLES, WHATS, type What } from '../../api/owner/tables.ts';
import { isProblem, parseRange } from '../../api/range.ts';
import { nearest } from '../../domain/nearest.ts';
import { DAY, HOUR } from '../../domain/time.ts';
import type { Range } from '../../store/journal.ts';
import { tooMany, type Args, type UsageProblem } from '../args.ts';
import type { Command } from '../command.ts';
import type { CliDeps } from '../deps.ts';
import { fetchInto } from '../fetch-into.ts';

const FORMATS = ['csv', 'jsonl', 'parquet'] as const;
type Format = (typeof FORMATS)[number];
const ENDINGS: Readonly<Record<string, Format>> = { csv: 'csv', jsonl: 'jsonl', ndjson: 'jsonl', parquet: 'parquet' };
/** What is kept for ever begins somewhere: as far back as any range may go. */
const EVERYTHING = (3_653 * DAY) / HOUR;
/** The options that say what a range says in an api's query. */
const OPTION_OF: Readonly<Record<string, string>> = { 'query from': '--from', 'query to': '--until' };

export const exportTable: Command = {
  usage: 'export',
  summary: 'What was measured, as CSV, JSON lines or Parquet',
  options: {
    what: { value: 'TABLE', help: `${WHATS.join(', ')}; samples unless told` },
    format: { value: 'FORMAT', help: `${FORMATS.join(', ')}; by the ending of --to unless told, else csv` },
    to: { value: 'FILE', help: 'Where to write; without it, standard output' },
    force: { short: 'f', help: 'Replace the file if it is there' },
    target: { value: 'NAME', multiple: true, help: 'Of this target alone; may be repeated' },
    probe: { value: 'PROBE', multiple: true, help: 'Of this probe alone; may be repeated' },
    from: { value: 'TIME', help: 'The start; everything that is kept unless told' },
    until: { value: 'TIME', help: 'The end, which is not in it; now unless told' },
    state: { value: 'DIR', help: 'The state folder, where it is not the usual one' },
  },
  help: () => [
    'Asks the service that runs, or reads the record itself where none does.',
    'TIME is a time ago such as -90s, -15m, -1h, -14d or -2w, "now", ISO 8601 such as',
    '2026-01-31 or 2026-01-31T12:00:00Z, or milliseconds since 1970 such as',
    '1769817600000. Times are UTC; values are in the unit beside them.',
  ],
  prepare: (args, deps) => {
    const what = one(args, 'what', WHATS, 'samples');
    const format = formatOf(args);
    const range = rangeOf(args, deps);
    const file = args.one('to');
    const problems = [
      ...tooMany(args.positionals, 0),
      ...(typeof what === 'string' ? [] : [what]),
      ...(typeof format === 'string' ? [] : [format]),
      ...('what' in range ? [range] : []),
    ];
    if (format === 'parquet' && file === undefined && deps.stdout.isTTY)
      problems.push({ what: 'parquet on a terminal', expected: '--to FILE, or a pipe' });
    if (what === 'gaps' && args.has('probe'))
      problems.push({ what: '--probe with --what gaps', expected: 'no --probe there: a gap is of all probes' });
    for (const name of ['to', 'state'])
      if (args.one(name) === '') problems.push({ what: `--${name} without a value`, expected: 'a path' });
    for (const name of ['target', 'probe'])
      if (args.all(name).length > MOST_NAMES)
        problems.push({ what: `${args.all(name).length} times --${name}`, expected: `at most ${MOST_NAMES}` });
    if (problems.length > 0 || typeof what !== 'string' || typeof format !== 'string' || 'what' in range)
      return { problems };
    const force = args.has('force');
    return {
      run: () =>
        fetchInto(
          { method: 'GET', path: pathFor(what, format, range, args), state: args.one('state') },
          {
            ...(file === undefined ? {} : { file }),
            force,
            ...(format === 'parquet' ? { parquet: TABLES[what] } : {}),
          },
          deps,
        ),
    };
  },
};

const one = <N extends string>(args: Args, name: string, all: readonly N[], usual: N): N | UsageProblem => {
  const asked = args.one(name);
  const found = all.find((n) => n === (asked ?? usual));
  if (found !== undefined) return found;
  const near = nearest(asked ?? '', all);
  return {
    what: `--${name} ${asked ?? ''}`,
    expected: near === undefined ? `one of ${all.join(', ')}` : `perhaps ${near}`,
  };
};
const formatOf = (args: Args): Format | UsageProblem => {
  const file = args.one('to');
  if (args.has('format') || file === undefined) return one(args, 'format', FORMATS, 'csv');
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '';
  const format = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
  return format ?? { what: `--to ${file}`, expected: `a name that ends with .${FORMATS.join(', .')}, or --format` };
};
const rangeOf = (args: Args, { clock }: CliDeps): Range | UsageProblem => {
  const found = parseRange({ from: args.one('from'), to: args.one('until') }, clock.now(), EVERYTHING);
  if (!isProblem(found)) return found;
  const option = OPTION_OF[found.where ?? ''] ?? '--from';
  const text = args.one(option.slice(2));
  return {
    what: `${option}${text === undefined ? '' : ` ${text}`}: ${found.what}`.replace(/\.$/, ''),
    expected: (found.expected ?? 'a time').replace('`to`', '--until'),
  };
};
/** As the owner's api wants it: only the text formats are told, Parquet is made of CSV here. */
const pathFor = (what: What, format: Format, { from, to }: Range, args: Args): string => {
  const query = new URLSearchParams({
    what,
    format: format === 'parquet' ? 'csv' : format,
    from: `${from}`,
    to: `${to}`,
  });
  for (const name of ['target', 'probe']) for (const value of args.all(name)) query.append(name, value);
  return `/export?${query.toString()}`;
};
