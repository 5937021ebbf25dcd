import type { Entry, SeriesKey } from '../../domain/entry.ts';
import type { Sample } from '../../domain/sample.ts';
import { seriesId } from '../../domain/series-id.ts';
import { HOUR, microsOf, MINUTE, SECOND, type EpochMicros } from '../../domain/time.ts';
import { rollupOf, toTag, type Grain } from './names.ts';
import type { Place } from './place.ts';
import { seriesPart } from './protocol.ts';
import { Window, type PackedSeries, type RollupState } from './rollup-state.ts';

const MINUTE_US = microsOf(MINUTE);
const HOUR_US = microsOf(HOUR);
/** A window is written so long after its end: no echo is waited for longer than a minute. */
const MARGIN = microsOf(70 * SECOND);
/** And again, whole, for what still comes of its series until that is so far ahead; what comes later is left out. */
const KEEP = microsOf(5 * MINUTE);
/** So far may one series be behind another, where much comes at once. */
const MOST_BEHIND = microsOf(HOUR);
/** So many answers of a series are known, so that one that is overtaken finds those it lies between. */
const MOST_RECENT = 16;
/** The answer before the first of a new window is not looked for longer ago. */
const LOOKBACK = microsOf(HOUR);
/** Of more series at once the further ones are left out. */
const MOST_SERIES = 10_000;

interface Answer {
  readonly at: EpochMicros;
  readonly value: number;
}
interface Series {
  readonly key: SeriesKey;
  /** Its latest stamp; 0 before the first. */
  newest: EpochMicros;
  /** In order of time. */
  recent: Answer[];
  minutes: Window[];
  /** Of the minutes of each that are no longer kept. */
  hours: Window[];
}
const floor = (at: EpochMicros, unit: number): EpochMicros => Math.floor(at / unit) * unit;
const windowAt = (windows: Window[], from: EpochMicros): Window => {
  const found = windows.find((w) => w.from === from);
  if (found !== undefined) return found;
  const made = new Window(from);
  windows.push(made);
  return made;
};

const inTime = (windows: readonly Window[]): readonly Window[] => windows.toSorted((a, b) => a.from - b.from);
/** The minute that is about to change, and with it its hour. */
const minuteOf = (series: Series, at: EpochMicros): Window => {
  windowAt(series.hours, floor(at, HOUR_US)).changed = true;
  return windowAt(series.minutes, floor(at, MINUTE_US));
};

const packed = ({ key, newest, recent, minutes, hours }: Series): PackedSeries => [
  [key.probe, key.field, key.subject.target ?? null, key.subject.via ?? null, key.subject.vantage],
  newest,
  recent.flatMap(({ at, value }, i) => [at - (recent[i - 1]?.at ?? 0), value]),
  minutes.map((w) => w.pack()),
  hours.map((w) => w.pack()),
];
const unpacked = ([who, newest, recent, minutes, hours]: PackedSeries): Series => {
  const [probe, field, target, via, vantage] = who;
  if (![probe, field, vantage].every((x) => typeof x === 'string')) throw new TypeError('a series without its names');
  if (![newest, ...recent].every(Number.isFinite)) throw new TypeError('an answer that is no number');
  const subject = { ...(target === null ? {} : { target }), ...(via === null ? {} : { via }), vantage };
  const answers: Answer[] = [];
  for (let i = 0; i < recent.length; i += 2)
    answers.push({ at: (answers.at(-1)?.at ?? 0) + (recent[i] ?? 0), value: recent[i + 1] ?? 0 });
  const [open, whole] = [minutes, hours].map((windows) => windows.map((w) => Window.unpack(w)));
  return { key: { probe, field, subject }, newest, recent: answers, minutes: open ?? [], hours: whole ?? [] };
};
const isStamp = (x: unknown): x is EpochMicros | null => x === null || Number.isSafeInteger(x);
/** Undefined where what was kept is not of the shape that it is taken for. */
const restored = (kept: RollupState | undefined) => {
  if (kept === undefined || !isStamp(kept.newest) || !isStamp(kept.since)) return undefined;
  try {
    return { newest: kept.newest, since: kept.since, series: kept.series.map(unpacked) };
  } catch {
    return undefined;
  }
};

/** Whether a window that ended then is no longer kept. */
const isGone = (series: Series, end: EpochMicros, newest: EpochMicros): boolean =>
  end + KEEP <= series.newest || end + MOST_BEHIND <= newest;

/** Counts an answer's pairs: with the one before it and the one after it, in place of these two's own. */
const paired = (series: Series, { at, value }: Answer): void => {
  const { recent } = series;
  const next = recent.findLastIndex((a) => a.at <= at) + 1;
  if (next === 0 && recent.length === MOST_RECENT) return;
  const [before, after] = [recent[next - 1], recent[next]];
  const tell = (a: Answer, b: Answer, count: 1 | -1): void => {
    if (b.at - a.at < LOOKBACK) minuteOf(series, b.at).pair(Math.abs(b.value - a.value), count);
  };
  if (before !== undefined && after !== undefined) tell(before, after, -1);
  if (before !== undefined) tell(before, { at, value }, 1);
  if (after !== undefined) tell({ at, value }, after, 1);
  recent.splice(next, 0, { at, value });
  if (recent.length > MOST_RECENT) recent.shift();
};

const lineOf = ({ probe, field, subject }: SeriesKey, grain: Grain, window: Window, since: EpochMicros): string => {
  const { target, via, vantage } = subject;
  const tags = { target: toTag(target), via: toTag(via), vantage: toTag(vantage) };
  return `${seriesPart(rollupOf(probe, grain), tags)} ${window.fields(field, since / 1_000)} ${window.from / 1_000}`;
};

/**
 * The minutes and hours of every series, from a place in the journal on: how many samples, how they are spread, and
 * sums; percentiles of any of them together are told by their sketches. The same entries from the same state give the
 * same points in the end, however they are cut into batches: what is written again takes the place of what was.
 */
export const rollups = ({ cursor, rollups: kept }: Pick<Place, 'cursor' | 'rollups'>) => {
  const known = restored(kept);
  let newest: EpochMicros | null = known?.newest ?? null;
  let since: EpochMicros | null = known === undefined ? (cursor === 0 ? 0 : null) : known.since;
  const all = new Map((known?.series ?? []).map((s) => [seriesId(s.key), s]));

  /** Minutes that are no longer kept go into their hours, which tells nothing new of these. */
  const fold = (series: Series, isGone: (minute: Window) => boolean): void => {
    for (const minute of inTime(series.minutes.filter(isGone))) {
      const hour = windowAt(series.hours, floor(minute.from, HOUR_US));
      const { changed } = hour;
      hour.merge(minute).changed = changed;
    }
    series.minutes = series.minutes.filter((w) => !isGone(w));
  };
  /** What is to be written of a series; nothing more of it after that, until something changes. */
  const told = ({ key, minutes, hours }: Series, isOver: (end: EpochMicros) => boolean): readonly string[] => {
    const lines: string[] = [];
    const tell = (grain: Grain, window: Window): void => {
      if (since !== null && window.from >= since) lines.push(lineOf(key, grain, window, since));
    };
    for (const minute of minutes.filter((w) => w.changed && isOver(w.from + MINUTE_US))) {
      tell('minutes', minute);
      minute.changed = false;
    }
    for (const hour of hours.filter((w) => w.changed && isOver(w.from + HOUR_US))) {
      const open = inTime(minutes.filter((w) => floor(w.from, HOUR_US) === hour.from));
      tell(
        'hours',
        open.reduce((sum, w) => sum.merge(w), hour.copy()),
      );
      hour.changed = false;
    }
    return lines;
  };
  const settle = (): readonly string[] => {
    const now = newest;
    if (now === null) return [];
    const lines: string[] = [];
    for (const [id, series] of all) {
      for (const line of told(series, (end) => end + MARGIN <= now)) lines.push(line);
      fold(series, (w) => isGone(series, w.from + MINUTE_US, now));
      series.hours = series.hours.filter((w) => !isGone(series, w.from + HOUR_US, now));
      const isQuiet = series.minutes.length === 0 && series.hours.length === 0;
      if (isQuiet && (series.recent.at(-1)?.at ?? 0) + 2 * LOOKBACK <= now) all.delete(id);
    }
    return lines;
  };

  const seriesOf = (key: SeriesKey): Series | undefined => {
    const id = seriesId(key);
    const found = all.get(id);
    if (found !== undefined || all.size >= MOST_SERIES) return found;
    const { probe, field, subject } = key;
    const made: Series = { key: { probe, field, subject }, newest: 0, recent: [], minutes: [], hours: [] };
    all.set(id, made);
    return made;
  };
  const take = (series: Series, sample: Sample): void => {
    // What was exported before is of the time up to here.
    since ??= floor(sample.at + MARGIN, MINUTE_US) + MINUTE_US;
    if (newest === null) {
      // After the clock was set back: what lies ahead comes again, and is another then.
      for (const one of all.values()) {
        fold(one, (w) => w.from > sample.at + KEEP);
        one.hours = one.hours.filter((w) => w.from <= sample.at + KEEP);
      }
    }
    newest = Math.max(newest ?? sample.at, sample.at);
    series.newest = Math.max(series.newest, sample.at);
    if (isGone(series, floor(sample.at, MINUTE_US) + MINUTE_US, newest)) return;
    if ('value' in sample && !('note' in sample) && !Number.isFinite(sample.value)) return;
    minuteOf(series, sample.at).add(sample);
    if ('value' in sample && !('note' in sample)) paired(series, sample);
  };

  return {
    /** What is over with these entries. */
    linesOf: (entries: readonly Entry[]): readonly string[] => {
      const lines: string[] = [];
      for (const entry of entries) {
        if (entry.kind === 'samples') {
          const series = seriesOf(entry);
          if (series !== undefined) for (const sample of entry.samples) take(series, sample);
        } else if (entry.kind === 'gap' && entry.reason === 'clock-stepped' && entry.from === entry.to) {
          // Stamps of before and after do not compare.
          for (const line of settle()) lines.push(line);
          for (const series of all.values()) {
            for (const line of told(series, () => true)) lines.push(line);
            Object.assign(series, { newest: 0, recent: [] });
          }
          newest = null;
        }
      }
      for (const line of settle()) lines.push(line);
      return lines;
    },
    state: (): RollupState => ({ newest, since, series: [...all.values()].map(packed) }),
  };
};
