import type { CheckChoices } from '../../../src/api/check-schema.ts';
import type { Overview, ProbeInfo, ProbeOption, Run } from '../../../src/api/schema.ts';
import { formatAxis } from './format.ts';
import { byUrgency } from './order.ts';

/** Where a check may be started. */
export interface Place {
  readonly name: string;
  readonly label: string;
  /** What it is grouped under. */
  readonly role: CheckChoices['targets'][number]['role'] | 'name';
  readonly checks: readonly string[];
  readonly ways: readonly string[];
}
export const placesOf = ({ targets, names, namesChecks }: CheckChoices): readonly Place[] => [
  ...targets,
  ...names.map((name) => ({ name, label: name, role: 'name' as const, checks: namesChecks, ways: [] })),
];

/** What names the fault first, then what narrows it down; what is of web sites last, but at a site. */
const FIRST = ['mtu', 'route', 'ping', 'tcp'];
const FIRST_OF: Partial<Readonly<Record<Place['role'], readonly string[]>>> = {
  site: ['mtu', 'tls', 'headers', 'hsts', 'tcp', 'route', 'ping'],
  line: ['uplink', 'mtu', 'route', 'ping', 'egress', 'address'],
};
/** The checks of a place, the best first. */
export const checksAt = ({ role, checks }: Pick<Place, 'role' | 'checks'>): readonly string[] => {
  const first = (FIRST_OF[role] ?? FIRST).filter((name) => checks.includes(name));
  return [...first, ...checks.filter((name) => !first.includes(name))];
};

export interface Choice {
  readonly target: string;
  readonly probe: string;
  readonly via: string | undefined;
}
/** What the address asks for, as far as there is such a thing; else the target that fares worst, and its best check. */
export const choiceOf = (
  search: string,
  places: readonly Place[],
  targets: Overview['targets'],
): Choice | undefined => {
  const asked = new URLSearchParams(search);
  const worst = byUrgency(targets.filter((t) => t.state.word === 'down' || t.state.word === 'degraded'))[0];
  const place =
    places.find((p) => p.name === asked.get('target')) ??
    places.find((p) => p.name === worst?.name) ??
    places.find((p) => p.role === 'anchor') ??
    places[0];
  if (place === undefined) return undefined;
  const checks = checksAt(place);
  const probe = checks.find((name) => name === asked.get('probe')) ?? checks[0] ?? '';
  return { target: place.name, probe, via: place.ways.find((way) => way === asked.get('via')) };
};

/** What holds where an option is left out, in a few words; empty where nothing does. */
export const usualText = ({ kind, usual }: ProbeOption): string => {
  if (usual === undefined) return '';
  if (kind === 'duration' && typeof usual === 'number') return formatAxis(usual);
  return typeof usual === 'boolean' ? (usual ? 'yes' : 'no') : String(usual);
};
/** The options that a form offers: those of the owner are not chosen here. */
export const offered = (probe: ProbeInfo | undefined): readonly ProbeOption[] =>
  (probe?.options ?? []).filter((o) => o.owners !== true && o.kind !== 'list');
/** What the form says as the api takes it; what is left empty is left out. */
export const optionValues = (
  options: readonly ProbeOption[],
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string | number | boolean>> =>
  Object.fromEntries(
    options.flatMap(({ name, kind, choices = [] }) => {
      const text = (given[name] ?? '').trim();
      if (text === '') return [];
      if (kind === 'number') return [[name, Number(text)]];
      if (kind === 'boolean') return [[name, text === 'yes']];
      if (kind === 'choice') return choices.filter((c) => String(c) === text).map((c) => [name, c]);
      return [[name, text]];
    }),
  );

export interface Verdict {
  readonly kind: 'good' | 'info' | 'warn' | 'fail' | 'gap';
  readonly words: string;
}
/** How a check went, as a shape and a word. */
export const verdictOf = ({ outcome }: Run): Verdict => {
  const has = (severity: string): boolean => outcome.findings.some((f) => f.severity === severity);
  if (has('fail')) return { kind: 'fail', words: 'Something is wrong' };
  if (outcome.status === 'failed')
    return outcome.reason === 'cancelled'
      ? { kind: 'gap', words: 'Cancelled' }
      : { kind: 'gap', words: 'Could not be measured' };
  if (has('warn')) return { kind: 'warn', words: 'Not as it should be' };
  return { kind: 'good', words: 'Nothing is wrong' };
};

/** A line of a report: how deep it lies, what it is, and its value where it has one. */
export interface ReportRow {
  readonly depth: number;
  readonly key: string;
  readonly value?: string | number | boolean;
}
const MOST_ROWS = 400;
const DEEPEST = 6;
const isPlain = (v: unknown): v is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof v);

/** A report as lines to read, at most so many; whatever a stranger put in there. */
export const reportRows = (report: unknown): { readonly rows: readonly ReportRow[]; readonly cut: boolean } => {
  const rows: ReportRow[] = [];
  const add = (row: ReportRow): boolean => rows.length < MOST_ROWS && rows.push(row) > 0;
  let cut = false;
  const walk = (key: string, value: unknown, depth: number): void => {
    if (value === null || value === undefined) return;
    if (isPlain(value)) cut = !add({ depth, key, value }) || cut;
    else if (depth >= DEEPEST) cut = true;
    else if (Array.isArray(value) && value.length > 0 && value.every(isPlain))
      cut = !add({ depth, key, value: value.join(', ') }) || cut;
    else if (typeof value === 'object') {
      const inside = Object.entries(value);
      if (inside.length === 0) return;
      // The report itself is no line of its own.
      const isTop = key === '';
      if (!isTop && !add({ depth, key })) cut = true;
      else for (const [k, v] of inside) walk(Array.isArray(value) ? `${Number(k) + 1}` : k, v, isTop ? 0 : depth + 1);
    }
  };
  walk('', report, 0);
  return { rows, cut };
};
