/** Microseconds since the Unix epoch, by the wall clock. Fits a double exactly until the year 2255. */
export type EpochMicros = number;
/** A duration or a monotonic reading in milliseconds; fractions allowed. */
export type Millis = number;

export const SECOND: Millis = 1_000;
export const MINUTE: Millis = 60 * SECOND;
export const HOUR: Millis = 60 * MINUTE;
export const DAY: Millis = 24 * HOUR;

export const microsOf = (ms: Millis): number => Math.round(ms * 1_000);
export const millisOf = (micros: number): Millis => micros / 1_000;
