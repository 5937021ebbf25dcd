import type { Bucket } from '../../../src/api/schema.ts';
import { lossLevel, type LossLevel } from './loss.ts';

/** A point of a chart: x in epoch ms, y in ms; null breaks the line. */
export interface Point {
  readonly x: number;
  readonly y: number | null;
}
/** What the smoke chart draws: five lines over the same x, and what was lost at each. */
export interface Smoke {
  readonly min: Point[];
  readonly p10: Point[];
  readonly p50: Point[];
  readonly p90: Point[];
  readonly max: Point[];
  readonly level: LossLevel[];
  /** True for a point without neighbours, which a line alone would not show. */
  readonly lone: boolean[];
}

/**
 * Whether so much time lies between two buckets that one is missing between them. A series measured less often than
 * the buckets are wide is not broken by the buckets that are empty in between.
 */
export const isBreak = (before: number, after: number, widthMicros: number, everyMs: number): boolean =>
  after - before > Math.max(widthMicros * 1.5, everyMs * 1_000 * 1.5 + widthMicros);

/** Buckets as lines: a null is put where a bucket is missing and where nothing was answered. */
export const smokeOf = (buckets: readonly Bucket[], widthMicros: number, everyMs: number): Smoke => {
  const smoke: Smoke = { min: [], p10: [], p50: [], p90: [], max: [], level: [], lone: [] };
  const put = (x: number, b: Bucket | undefined): void => {
    const y = (v: number | undefined): number | null => (v === undefined ? null : v / 1_000);
    smoke.min.push({ x, y: y(b?.min) });
    smoke.p10.push({ x, y: y(b?.p10) });
    smoke.p50.push({ x, y: y(b?.p50) });
    smoke.p90.push({ x, y: y(b?.p90) });
    smoke.max.push({ x, y: y(b?.max) });
    smoke.level.push(b === undefined ? 0 : lossLevel(b.n, b.lost));
  };
  let before: number | undefined;
  for (const b of buckets) {
    if (before !== undefined && isBreak(before, b.at, widthMicros, everyMs)) {
      put((before + widthMicros * 1.5) / 1_000, undefined);
    }
    put((b.at + widthMicros / 2) / 1_000, b);
    before = b.at;
  }
  smoke.p50.forEach((p, i) => {
    const alone = (j: number): boolean => (smoke.p50[j]?.y ?? null) === null;
    smoke.lone.push(p.y !== null && alone(i - 1) && alone(i + 1));
  });
  return smoke;
};

/** The bucket that a moment (µs) falls into, or the nearest within `reach`; undefined when there is none. */
export const bucketAt = (
  buckets: readonly Bucket[],
  micros: number,
  widthMicros: number,
  reach = widthMicros,
): Bucket | undefined => {
  let lo = 0;
  let hi = buckets.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((buckets[mid]?.at ?? 0) <= micros) lo = mid + 1;
    else hi = mid;
  }
  const distance = (b: Bucket): number => Math.abs(b.at + widthMicros / 2 - micros);
  return [buckets[lo - 1], buckets[lo]]
    .filter((b): b is Bucket => b !== undefined && distance(b) <= Math.max(reach, widthMicros / 2))
    .reduce<Bucket | undefined>(
      (best, b) => (best === undefined || distance(b) < distance(best) ? b : best),
      undefined,
    );
};

/** The top of the y axis (ms): all that was answered, or the body of it without the spikes. */
export const topOf = (buckets: readonly Bucket[], body: boolean): number => {
  if (!body) return buckets.reduce((top, b) => Math.max(top, b.max ?? 0), 0) / 1_000;
  const sorted = Float64Array.from(buckets, (b) => b.p90 ?? 0).sort(); // oxlint-disable-line unicorn/no-array-sort
  const high = sorted[Math.max(0, Math.ceil(sorted.length * 0.98) - 1)] ?? 0;
  return (high * 1.15) / 1_000;
};
