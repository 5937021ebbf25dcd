import { rankOf } from './quantile.ts';
import { packBins, unpackBins } from './sketch-bytes.ts';

/** Every percentile lies within this share of the nearest-rank one. */
export const SKETCH_ERROR = 0.01;
/** Edges of bins grow by this: the middle of a bin, as `valueOf` tells it, is within the error of all that it holds. */
const GAMMA = (1 + SKETCH_ERROR) / (1 - SKETCH_ERROR);
/** Bins a unit of the natural logarithm. */
const SCALE = 1 / Math.log(GAMMA);
/** What is smaller counts as zero, what is larger as this large: no latency in microseconds comes near either. */
const LEAST = 1e-9;
const MOST = 1e18;
const FIRST = Math.ceil(Math.log(LEAST) * SCALE);
/** Keys run from minus this to this. */
const LAST_KEY = Math.ceil(Math.log(MOST) * SCALE) - FIRST + 1;

/** The bin of a value: 0 for zero, above it the positive ones in order, below it the negative ones. */
const keyOf = (value: number): number => {
  const size = Math.abs(value);
  if (size < LEAST) return 0;
  const key = Math.max(1, Math.ceil(Math.log(Math.min(size, MOST)) * SCALE) - FIRST + 1);
  return value < 0 ? -key : key;
};
/** The same in SQL, over an expression without side effects. */
export const keySql = (value: string): string =>
  `cast(case when abs(${value}) < ${LEAST} then 0 else sign(${value})
    * greatest(1, ceil(ln(least(abs(${value}), ${MOST})) * ${SCALE}) - ${FIRST} + 1) end as smallint)`;

const valueOf = (key: number): number => {
  if (key === 0) return 0;
  const size = (2 * GAMMA ** (Math.abs(key) + FIRST - 1)) / (GAMMA + 1);
  return key < 0 ? -size : size;
};

/**
 * How values are spread, in bins of equal width on a log scale: at most 6,221 of them. Sketches merge without loss, so
 * that a percentile over a year of hours is as good as one over an hour: within 1% (`SKETCH_ERROR`) of the nearest-rank
 * percentile (quantile.ts) of the values themselves, for sizes from 1e-9 to 1e18, zero exactly, and below zero alike.
 * Where all values are whole the answer is too, so that it may be half a unit further away.
 * After DDSketch (Masson, Rim, Lee, VLDB 2019), with a fixed set of bins in place of a limit that merges the lowest.
 */
export class Sketch {
  /** How many values it holds. */
  n = 0;
  /** Whether all of them are whole numbers. */
  whole = true;
  /** The counts of the keys from `#from` on: as wide as what has been met, or up to twice that. */
  #from = 0;
  #counts = new Float64Array(0);

  static of(values: Iterable<number>): Sketch {
    const sketch = new Sketch();
    for (const v of values) sketch.add(v);
    return sketch;
  }
  /** Throws a `SketchError` for what `encode` did not make. */
  static decode(bytes: Uint8Array): Sketch {
    const sketch = new Sketch();
    sketch.addEncoded(bytes);
    return sketch;
  }
  /** Empty again, with the room that it has. */
  clear(): void {
    this.n = 0;
    this.whole = true;
    this.#counts.fill(0);
  }
  add(value: number): void {
    this.addBin(keyOf(value), 1, Number.isSafeInteger(value));
  }
  /** What `keySql` counted. */
  addBin(key: number, count: number, whole: boolean): void {
    this.whole &&= whole;
    this.n += count;
    const at = key - this.#from;
    if (at < 0 || at >= this.#counts.length) this.#reach(key);
    this.#counts[key - this.#from]! += count;
  }
  merge(other: Sketch): void {
    this.whole &&= other.whole;
    other.#each((key, count) => this.addBin(key, count, true));
  }
  /** Merges without unpacking. Throws a `SketchError` for what `encode` did not make; it is of no use then. */
  addEncoded(bytes: Uint8Array): void {
    const whole = unpackBins(bytes, LAST_KEY, (key, count) => this.addBin(key, count, true));
    this.whole &&= whole;
  }
  /** A version, then the bins packed: see sketch-bytes.ts. */
  encode(): Uint8Array {
    const bins: [key: number, count: number][] = [];
    this.#each((key, count) => bins.push([key, count]));
    return packBins(bins, LAST_KEY, this.whole);
  }
  /**
   * Percentiles of 1 to 100, whole numbers, ascending; clipped by the least and the greatest value, which the caller
   * knows. None where there are no values.
   */
  quantiles(percents: readonly number[], min: number, max: number): readonly number[] {
    const found: number[] = [];
    let counted = 0;
    this.#each((key, count) => {
      counted += count;
      for (let p = percents[found.length]; p !== undefined && rankOf(this.n, p) <= counted; p = percents[found.length])
        found.push(Math.min(max, Math.max(min, this.#told(key))));
    });
    return found;
  }
  /** What each bin stands for, ascending, and how many values are in it. */
  values(): readonly (readonly [value: number, count: number])[] {
    const found: [number, number][] = [];
    this.#each((key, count) => found.push([this.#told(key), count]));
    return found;
  }
  #told(key: number): number {
    return this.whole ? Math.round(valueOf(key)) : valueOf(key);
  }
  #each(visit: (key: number, count: number) => void): void {
    const counts = this.#counts;
    for (let i = 0; i < counts.length; i += 1) {
      const count = counts[i] ?? 0;
      if (count > 0) visit(this.#from + i, count);
    }
  }
  /** Makes room for a key, and some more towards where it lies. */
  #reach(key: number): void {
    const had = this.#counts;
    const spare = Math.max(16, had.length >> 1);
    const isFirst = had.length === 0;
    const isBelow = key < this.#from;
    const from = isFirst || isBelow ? key - spare : this.#from;
    const end = isFirst || !isBelow ? key + spare : this.#from + had.length;
    this.#counts = new Float64Array(end - from);
    this.#counts.set(had, isFirst ? 0 : this.#from - from);
    this.#from = from;
  }
}
