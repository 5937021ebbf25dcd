import type { Entry } from '../../domain/entry.ts';
import { microsOf, millisOf, MINUTE, type Millis } from '../../domain/time.ts';
import type { Place } from './place.ts';
import type { Telegraf, TelegrafState } from './telegraf.ts';

type Fields = Readonly<Record<string, unknown>>;
const isRecord = (x: unknown): x is Fields => typeof x === 'object' && x !== null && !Array.isArray(x);
const isTally = (x: unknown): boolean => isRecord(x) && typeof x.url === 'string' && Array.isArray(x.values);
/** Whether what was kept is still of the shape that it is taken for. */
const isState = (x: unknown): x is TelegrafState =>
  isRecord(x) &&
  (x.newest === null || typeof x.newest === 'number') &&
  Array.isArray(x.open) &&
  x.open.every(
    (w) => isRecord(w) && typeof w.from === 'number' && isRecord(w.tallies) && Object.values(w.tallies).every(isTally),
  );

const MINUTE_US = microsOf(MINUTE);
/** Where the minute after that of the first sample begins. */
const nextMinute = (entries: readonly Entry[]): Millis | undefined => {
  for (const e of entries) {
    const at = e.kind === 'samples' ? e.samples[0]?.at : undefined;
    if (at !== undefined) return millisOf((Math.floor(at / MINUTE_US) + 1) * MINUTE_US);
  }
  return undefined;
};

/**
 * Telegraf's points beside our own, from a place in the journal on. Where that is in the middle of a minute, of which
 * nothing was counted yet, the first whole one is the next.
 */
export const besides = (telegraf: Telegraf, { cursor, telegraf: kept }: Place) => {
  const known = isState(kept) ? kept : undefined;
  let state = known ?? telegraf.init;
  let wholeFrom: Millis | undefined = known !== undefined || cursor === 0 ? 0 : undefined;
  let isWhole = wholeFrom === 0;

  const isOfWhole = (line: string): boolean =>
    wholeFrom !== undefined && Number(line.slice(line.lastIndexOf(' ') + 1)) >= wholeFrom;
  return {
    linesOf: (entries: readonly Entry[]): readonly string[] => {
      wholeFrom ??= nextMinute(entries);
      const [next, lines] = telegraf.step(state, entries);
      state = next;
      const whole = lines.filter(isOfWhole);
      isWhole ||= whole.length > 0;
      return whole;
    },
    /** What to go on with; undefined while it would be taken for more than it is. */
    state: (): TelegrafState | undefined => (isWhole ? state : undefined),
  };
};
