import { logEdges } from '../domain/quantile.ts';
import { Sketch } from '../domain/sketch.ts';
import type { Bin, Stats } from './journal.ts';

export interface Counts {
  readonly n: number;
  readonly lost: number;
  readonly late: number;
  readonly duplicate: number;
  readonly reordered: number;
}
/** What adds up to the statistics of a series, but for the percentiles. NULL where nothing was answered. */
export interface Sums extends Counts {
  readonly series: number;
  /** The number of the minute, hour or bucket since the epoch. */
  readonly slot: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number | null;
  readonly diff_sum: number | null;
  readonly diff_n: number;
}
/** A row of a rollup. */
export interface Part extends Sums {
  readonly sketch: Uint8Array | null;
}
export const countsOf = ({ n, lost, late, duplicate, reordered }: Counts): Pick<Stats, 'n' | 'lost' | 'notes'> => ({
  n,
  lost,
  notes: { late, duplicate, reordered },
});
const PERCENTS = [10, 50, 90, 99];

/** Parts of one series that add up to one answer. */
export class Tally {
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #counts: Counts = { n: 0, lost: 0, late: 0, duplicate: 0, reordered: 0 };
  #hours = false;
  #sum = 0;
  #diffSum = 0;
  #diffs = 0;
  readonly #sketches: Uint8Array[] = [];

  add(part: Sums, hours: boolean): void {
    this.#hours ||= hours;
    this.#count(part);
    this.#sum += part.sum ?? 0;
    this.#diffSum += part.diff_sum ?? 0;
    this.#diffs += part.diff_n;
    this.min = Math.min(this.min, part.min ?? this.min);
    this.max = Math.max(this.max, part.max ?? this.max);
  }
  /** As it is stored. */
  addSketch(packed: Uint8Array): void {
    this.#sketches.push(packed);
  }
  merge(other: Tally): void {
    this.#count(other.#counts);
    this.#hours ||= other.#hours;
    this.#sum += other.#sum;
    this.#diffSum += other.#diffSum;
    this.#diffs += other.#diffs;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    for (const packed of other.#sketches) this.#sketches.push(packed);
  }
  /** Unpacked into one that is cleared for it: thousands of tallies at once need not have one each. */
  sketch(into = new Sketch()): Sketch {
    into.clear();
    for (const packed of this.#sketches) into.addEncoded(packed);
    return into;
  }
  part(series: number, slot: number): Part {
    const told = { series, slot, ...this.#counts, diff_n: this.#diffs };
    const sketch = this.sketch();
    if (sketch.n === 0) return { ...told, min: null, max: null, sum: null, diff_sum: null, sketch: null };
    const { min, max } = this;
    return { ...told, min, max, sum: this.#sum, diff_sum: this.#diffSum, sketch: sketch.encode() };
  }
  stats(scratch?: Sketch): Stats {
    const resolution = this.#hours ? 'hour' : 'minute';
    const { n, lost, notes } = countsOf(this.#counts);
    const { min, max } = this;
    const [p10, p50, p90, p99] = this.sketch(scratch).quantiles(PERCENTS, min, max);
    if (p10 === undefined || p50 === undefined || p90 === undefined || p99 === undefined)
      return { resolution, n, lost, notes };
    const mean = this.#sum / (n - lost);
    const jitter = this.#diffSum / this.#diffs;
    // Spelt out: spreading would cost more than all the rest, sixty thousand times.
    if (this.#diffs === 0) return { resolution, n, lost, notes, min, p10, p50, p90, p99, max, mean };
    return { resolution, n, lost, notes, min, p10, p50, p90, p99, max, mean, jitter };
  }
  #count({ n, lost, late, duplicate, reordered }: Counts): void {
    const had = this.#counts;
    this.#counts = {
      n: had.n + n,
      lost: had.lost + lost,
      late: had.late + late,
      duplicate: had.duplicate + duplicate,
      reordered: had.reordered + reordered,
    };
  }
}

/** Of what their sketch stands for. */
export const binsOf = (tally: Tally, bins: number): readonly Bin[] => {
  const { min, max } = tally;
  const values = tally
    .sketch()
    .values()
    .map(([v, n]) => [Math.min(max, Math.max(min, v)), n] as const);
  if (values.length === 0) return [];
  const low = min > 0 ? min : values.find(([v]) => v > 0)?.[0];
  const edges = logEdges(low === undefined ? { min, max } : { min, max, minPositive: low }, bins);
  return edges.slice(1).map((hi, i): Bin => {
    const lo = edges[i] ?? 0;
    const n = values.reduce((sum, [v, count]) => (v >= lo && v < hi ? sum + count : sum), 0);
    return { lo, hi, n };
  });
};
