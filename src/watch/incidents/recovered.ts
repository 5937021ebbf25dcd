import type { EpochMicros } from '../../domain/time.ts';
import {
  isDown,
  type BadLine,
  type BadTarget,
  type IncidentsState,
  type Open,
  type Over,
  type Recovered,
} from './state.ts';

/** What came back is remembered for so long. */
export const LATELY: EpochMicros = 30_000_000;
const MOST_RECOVERED = 500;

type Bad = Pick<BadTarget, 'since' | 'known' | 'unseen'> & (BadTarget | BadLine);

/** With one more that ended at `ended`, as is told `now`. An outage stays one though it ended in faring badly. */
export const recoveredWith = <T extends Bad>(
  all: Readonly<Record<string, Over<T>>>,
  key: string,
  bad: T,
  { ended, now }: { readonly ended: EpochMicros; readonly now: EpochMicros },
): Readonly<Record<string, Over<T>>> => {
  if (bad.unseen === true) return all;
  const before = all[key];
  const whole: T = before !== undefined && isDown(before) && !isDown(bad) ? before : bad;
  const over = { ...whole, ended: Math.max(bad.since, Math.min(ended, now)), until: now };
  const { [key]: _, ...others } = all;
  return Object.fromEntries([...Object.entries(others).slice(1 - MOST_RECOVERED), [key, over]]);
};

const only = <T>(all: Readonly<Record<string, T>>, keep: (key: string, one: T) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([key, one]) => keep(key, one)));
const both = ({ targets, lines }: Recovered, keep: (key: string, over: Over<Bad>) => boolean): Recovered => ({
  targets: only(targets, keep),
  lines: only(lines, keep),
});

/** What was down and is not, and no incident has told of. */
export const untold = ({ recovered, open }: Pick<IncidentsState, 'recovered' | 'open'>): Recovered => {
  if (Object.keys(recovered.targets).length + Object.keys(recovered.lines).length === 0) return recovered;
  const told = new Set(open.flatMap(({ keys }) => keys));
  return both(recovered, (key, over) => isDown(over) && !told.has(key));
};
/** Without what is too long ago. */
export const lately = (recovered: Recovered, now: EpochMicros): Recovered =>
  both(recovered, (_, { until }) => now - until < LATELY);
/** Without what these incidents have told of. */
export const withoutTold = (recovered: Recovered, open: readonly Open[]): Recovered => {
  const told = new Set(open.flatMap(({ keys }) => keys));
  return both(recovered, (key) => !told.has(key));
};
/** After the clock was set back to `now`. */
export const notAfter = ({ targets, lines }: Recovered, now: EpochMicros): Recovered => {
  const clamped = <T extends Bad>(all: Readonly<Record<string, Over<T>>>): Record<string, Over<T>> =>
    Object.fromEntries(
      Object.entries(all).map(([key, over]) => {
        const { since, known, ended, until } = over;
        const least = (at: EpochMicros): EpochMicros => Math.min(at, now);
        return [key, { ...over, since: least(since), known: least(known), ended: least(ended), until: least(until) }];
      }),
    );
  return { targets: clamped(targets), lines: clamped(lines) };
};
/** When the last of these ended, of those that did. */
export const endOf = ({ targets, lines }: Recovered, keys: readonly string[]): EpochMicros =>
  Math.max(0, ...keys.map((key) => (targets[key] ?? lines[key])?.ended ?? 0));
