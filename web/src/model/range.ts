// What part of time is on the chart, and how the address bar says it.
// `?range=1h` follows now; `?from=…&to=…` stands still; neither is the last hour, or as much of it as there is.

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The spans one can follow live, shortest first (µs). */
export const SPANS = {
  '10m': 10 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '14d': 14 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
  '1y': 365 * DAY,
} as const;
export type Span = keyof typeof SPANS;
export const SPAN_KEYS = Object.keys(SPANS) as Span[];
export const SPAN_WORDS: Readonly<Record<Span, string>> = {
  '10m': '10 minutes',
  '15m': '15 minutes',
  '1h': 'hour',
  '6h': '6 hours',
  '24h': '24 hours',
  '7d': '7 days',
  '14d': '14 days',
  '30d': '30 days',
  '90d': '90 days',
  '1y': 'year',
};
/** Those that are offered; the others are in old links. */
export const PICKS: readonly Span[] = ['10m', '1h', '6h', '24h', '7d', '30d', '90d', '1y'];
const DEFAULT_SPAN: Span = '1h';
const LONGEST: Span = '1y';

export type ViewRange =
  | {
      readonly live: true;
      readonly span: Span;
      /** Nothing is known from before this (µs): no more is shown, but for ten minutes at least. */
      readonly since?: number;
    }
  | { readonly live: false; readonly from: number; readonly to: number };
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** No closer than ten seconds; no further than ten years, which is what the api answers. */
export const MIN_SPAN = 10_000_000;
export const MAX_DAYS = 3_650;
export const MAX_SPAN = MAX_DAYS * DAY;

const isSpan = (text: string | null): text is Span => text !== null && Object.hasOwn(SPANS, text);

/** ISO 8601, or epoch milliseconds (13 digits), or epoch microseconds (16). Undefined when it is none of them. */
const parseMoment = (text: string | null): number | undefined => {
  if (text === null || text.length > 40) return undefined;
  if (/^\d{16}$/.test(text)) return Number(text);
  if (/^\d{13}$/.test(text)) return Number(text) * 1_000;
  const ms = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(ms) && ms >= 0 ? ms * 1_000 : undefined;
};

/** Reads the query of an address; what does not parse is the default view, which begins no earlier than `since`. */
export const parseRange = (query: URLSearchParams, since?: number): ViewRange => {
  const from = parseMoment(query.get('from'));
  const to = parseMoment(query.get('to'));
  if (from !== undefined && to !== undefined && to > from) return fixed({ from, to });
  const span = query.get('range');
  if (isSpan(span)) return { live: true, span };
  return { live: true, span: DEFAULT_SPAN, ...(since === undefined ? {} : { since }) };
};

const momentText = (micros: number): string => new Date(micros / 1_000).toISOString().replace('.000Z', 'Z');

/** The parameters that say this range, in the order of the address bar. */
export const rangeParams = (range: ViewRange): [string, string][] => {
  if (!range.live) {
    return [
      ['from', momentText(range.from)],
      ['to', momentText(range.to)],
    ];
  }
  return range.since === undefined ? [['range', range.span]] : [];
};

/** Where the range lies when it is `now`. */
export const windowOf = (range: ViewRange, now: number): Window => {
  if (!range.live) return { from: range.from, to: range.to };
  const from = now - SPANS[range.span];
  if (range.since === undefined) return { from, to: now };
  return { from: Math.max(from, Math.min(range.since, now - SPANS['10m'])), to: now };
};

/** Whether a live view is shorter than its span, because there is no more yet. */
export const isGrowing = (range: ViewRange, now: number): boolean =>
  range.live && windowOf(range, now).from > now - SPANS[range.span];

/**
 * Where a first view should begin: at the oldest of the last hour's minutes (µs), now where there is none; undefined
 * when the whole hour is there.
 */
export const beginningOf = (minutes: readonly { readonly at: number }[], now: number): number | undefined => {
  const first = minutes[0]?.at ?? now;
  return first <= now - HOUR + 2 * MINUTE ? undefined : first;
};

/** The offered span that is on the chart; undefined when it is another length, or stands still. */
export const shownPick = (range: ViewRange, now: number): Span | undefined => {
  if (!range.live) return undefined;
  const w = windowOf(range, now);
  return PICKS.find((k) => Math.abs(SPANS[k] - (w.to - w.from)) < 1_000);
};

/** Whole milliseconds (what the address keeps), and a span within bounds, around the same middle. */
export const fixed = (w: Window): ViewRange => {
  const span = Math.min(MAX_SPAN, Math.max(MIN_SPAN, w.to - w.from));
  const from = Math.max(0, Math.round(((w.from + w.to) / 2 - span / 2) / 1_000) * 1_000);
  return { live: false, from, to: from + Math.round(span / 1_000) * 1_000 };
};

/** The shortest span to follow live that shows at least this much. */
export const spanAtLeast = (micros: number): Span => PICKS.find((k) => SPANS[k] >= micros * 0.999) ?? LONGEST;

/** Keeps a window from running into the future. */
const notAfter = (w: Window, now: number): Window => {
  const over = w.to - now;
  return over > 0 ? { from: w.from - over, to: now } : w;
};

/** Moves by a fraction of what is shown; leftwards is negative. Following live, it lets go of now. */
export const pan = (range: ViewRange, fraction: number, now: number): ViewRange => {
  if (range.live && fraction >= 0) return range;
  const w = windowOf(range, now);
  const by = (w.to - w.from) * fraction;
  return fixed(notAfter({ from: w.from + by, to: w.to + by }, now));
};

/** The time just before (-1) or just after (1) what is shown. What would reach now follows it. */
export const step = (range: ViewRange, direction: -1 | 1, now: number): ViewRange => {
  if (range.live || direction < 0) return pan(range, direction, now);
  const long = range.to - range.from;
  return range.to + long > now - MIN_SPAN ? { live: true, span: spanAtLeast(long) } : pan(range, 1, now);
};

/** Shows less (factor < 1) or more (> 1). Following live, it steps through the offered spans and stays live. */
export const zoom = (range: ViewRange, factor: number, now: number): ViewRange => {
  const w = windowOf(range, now);
  if (range.live) {
    const shown = w.to - w.from;
    const closer = PICKS[PICKS.findIndex((k) => SPANS[k] >= shown) - 1];
    const span = factor < 1 ? closer : PICKS.find((k) => SPANS[k] > shown);
    if (span !== undefined) return { live: true, span };
    if (factor > 1) return range;
  }
  const half = ((w.to - w.from) / 2) * factor;
  const middle = (w.from + w.to) / 2;
  return fixed(notAfter({ from: middle - half, to: middle + half }, now));
};

/** What a key does to the range; undefined: not ours. */
export const keyed = (range: ViewRange, key: string, now: number): ViewRange | undefined => {
  switch (key) {
    case 'ArrowLeft':
      return pan(range, -0.25, now);
    case 'ArrowRight':
      return pan(range, 0.25, now);
    case '+':
    case '=':
      return zoom(range, 0.5, now);
    case '-':
    case '_':
      return zoom(range, 2, now);
    case '0':
      return { live: true, span: DEFAULT_SPAN };
    case 'Home': {
      const w = windowOf(range, now);
      const start = now - SPANS[LONGEST];
      return fixed(notAfter({ from: start, to: start + (w.to - w.from) }, now));
    }
    case 'End':
      return { live: true, span: range.live ? range.span : spanAtLeast(range.to - range.from) };
    default:
      return undefined;
  }
};

export const sameRange = (a: ViewRange, b: ViewRange): boolean =>
  a.live ? b.live && a.span === b.span && a.since === b.since : !b.live && a.from === b.from && a.to === b.to;
