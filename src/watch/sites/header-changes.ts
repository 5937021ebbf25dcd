import type { EpochMicros } from '../../domain/time.ts';
import type { PageKept, Told } from './state.ts';

/** So many changes of one header within so many runs, and it is left out until it stays the same for as many. */
const FLIPS = 4;
const WITHIN = 8;
const MOST_FLIPPING = 64;
const MOST_UNSTEADY = 32;
const MOST_TOLD = 4;
const LONGEST_SHOWN = 60;

type Value = string | null;
interface Change {
  readonly name: string;
  readonly before: Value;
  readonly after: Value;
}
/** What says the most comes first: what protects, then what tells which version answered. */
const WEIGHTS = [
  /^(?:content-security-policy|strict-transport-security|x-frame-options|x-content-type-options|referrer-policy|permissions-policy|set-cookie|cross-origin-)/,
  /version|edge|deploy|release|build|commit|server/,
];
const weightOf = ({ name }: Change): number => {
  const at = WEIGHTS.findIndex((w) => w.test(name));
  return at === -1 ? WEIGHTS.length : at;
};
const shown = (text: string): string => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
const words = ({ name, before, after }: Change): string => {
  if (after === null) return `${name} vanished`;
  if (before === null) return `${name} appeared (${shown(after)})`;
  return `${name} changed (${shown(before)} → ${shown(after)})`;
};
const listed = (changes: readonly Change[]): string =>
  changes
    .map(({ name }) => name)
    .join(', ')
    .slice(0, 300);

const told = (label: string, changes: readonly Change[], at: EpochMicros): Told => {
  const sorted = changes.toSorted((a, b) => weightOf(a) - weightOf(b) || (a.name < b.name ? -1 : 1));
  const [first] = sorted;
  const more = sorted.length > MOST_TOLD ? `; and ${sorted.length - MOST_TOLD} more` : '';
  const groups = {
    appeared: listed(sorted.filter((c) => c.before === null)),
    vanished: listed(sorted.filter((c) => c.after === null)),
    changed: listed(sorted.filter((c) => c.before !== null && c.after !== null)),
  };
  return {
    at,
    code: 'headers-changed',
    summary: `${label}: ${sorted.slice(0, MOST_TOLD).map(words).join('; ')}${more}.`,
    evidence: {
      header: first?.name ?? '',
      before: first?.before ?? '',
      after: first?.after ?? '',
      ...Object.fromEntries(Object.entries(groups).filter(([, names]) => names !== '')),
    },
  };
};

/**
 * The headers of a page after another look. What is otherwise is told once a second run in a row says the same; what never does so, since
 * two servers take turns, is told as that, once.
 */
export const withHeaders = (
  label: string,
  before: PageKept | null,
  seen: Readonly<Record<string, string>>,
  at: EpochMicros,
): readonly [PageKept, readonly Told[]] => {
  if (before === null) return [{ headers: seen, pending: {}, runs: 1, flips: {}, unsteady: [] }, []];
  const runs = before.runs + 1;
  const valueIn = (of: Readonly<Record<string, Value>>, name: string): Value =>
    Object.hasOwn(of, name) ? (of[name] ?? null) : null;
  const names = new Set([...Object.keys(before.headers), ...Object.keys(before.pending), ...Object.keys(seen)]);
  const headers = new Map(Object.entries(before.headers));
  const flips = new Map(Object.entries(before.flips));
  const unsteady = new Set(before.unsteady);
  const pending: [string, Value][] = [];
  const changes: Change[] = [];
  const begun: string[] = [];
  const keep = (name: string, value: Value): void => {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  };
  for (const name of [...names].toSorted()) {
    const [kept, now] = [valueIn(before.headers, name), valueIn(seen, name)];
    const last = Object.hasOwn(before.pending, name) ? valueIn(before.pending, name) : kept;
    if (now !== last) flips.set(name, [...(flips.get(name) ?? []), runs].slice(-FLIPS));
    const own = (flips.get(name) ?? []).filter((run) => runs - run < WITHIN);
    if (unsteady.has(name)) {
      // Whatever it is by the time that it stays the same is what later changes are told against.
      keep(name, now);
      if (own.length === 0) unsteady.delete(name);
    } else if (own.length === FLIPS && unsteady.size < MOST_UNSTEADY) {
      unsteady.add(name);
      keep(name, now);
      begun.push(name);
    } else if (now === kept) continue;
    else if (now === last) {
      keep(name, now);
      changes.push({ name, before: kept, after: now });
    } else pending.push([name, now]);
  }
  const flipping = [...flips].filter(([, all]) => runs - (all.at(-1) ?? 0) < WITHIN).slice(-MOST_FLIPPING);
  // What was unsteady and is seen no more is forgotten with its flips.
  const stillFlips = new Set(flipping.map(([name]) => name));
  const page: PageKept = {
    headers: Object.fromEntries([...headers].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    pending: Object.fromEntries(pending),
    runs,
    flips: Object.fromEntries(flipping),
    unsteady: [...unsteady].filter((name) => stillFlips.has(name)),
  };
  const events: Told[] = changes.length === 0 ? [] : [told(label, changes, at)];
  if (begun.length > 0)
    events.push({
      at,
      code: 'headers-unsteady',
      summary: `${label}: ${begun.slice(0, MOST_TOLD).join(', ')} ${begun.length === 1 ? 'differs' : 'differ'} from answer to answer.`,
      evidence: { headers: begun.join(', ').slice(0, 300) },
    });
  return [page, events];
};
