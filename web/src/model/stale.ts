// How old what we show is. The page must know by itself, also when nothing arrives any more.
import { formatDuration } from './format.ts';

/** A moment when the service told us its time, by the page's two clocks (ms). */
export interface Sync {
  readonly server: number;
  readonly mono: number;
  readonly wall: number;
}
export interface Reading {
  readonly mono: number;
  readonly wall: number;
}

/**
 * Milliseconds since the sync. The monotonic clock stands still while a tablet sleeps and the wall clock may be
 * stepped: whichever says that more time has passed is believed, and the next word from the service mends it.
 */
export const elapsedSince = (sync: Pick<Sync, 'mono' | 'wall'>, now: Reading): number =>
  Math.max(0, now.mono - sync.mono, now.wall - sync.wall);

/** The service's time now (µs), as far as we can tell. */
export const serverNow = (sync: Sync, now: Reading): number => sync.server + elapsedSince(sync, now) * 1_000;

/** Data older than this many milliseconds is stale: three intervals, fifteen seconds at least. */
export const staleAfter = (everyMs: number): number => Math.max(15_000, 3 * everyMs);

/** The service says something every 5 s; after three of these in silence it is gone. */
export const SILENCE = 15_000;

/** Whether what was true at `at` (µs) says nothing of now: too old, or stamped so far ahead that its age is not known. */
export const isStale = (at: number | undefined, everyMs: number, nowMicros: number): boolean =>
  at === undefined || Math.abs(nowMicros - at) > staleAfter(everyMs) * 1_000;

/** `stale 40 s`; `stamped 58 min ahead` where a clock was set. */
export const staleWords = (at: number, nowMicros: number): string => {
  const age = formatDuration(Math.floor(Math.abs(nowMicros - at) / 1_000_000) * 1_000);
  return at > nowMicros ? `stamped ${age} ahead` : `stale ${age}`;
};

/** How old what was measured at `at` is, where that is too old; nothing while it says something of now. */
export const ageWords = (at: number | undefined, everyMs: number, nowMicros: number): string =>
  at === undefined || !isStale(at, everyMs, nowMicros) ? '' : staleWords(at, nowMicros);
