import { Sketch } from '../../domain/sketch.ts';
import type { Stats } from '../journal.ts';
import type { Grain } from './cover.ts';
import type { Counts, Sums } from './parts.ts';

export const countsOf = ({ n, lost, late, duplicate, reordered }: Counts): Pick<Stats, 'n' | 'lost' | 'notes'> => ({
  n,
  lost,
  notes: { late, duplicate, reordered },
});

const COUNTED = ['n', 'lost', 'late', 'duplicate', 'reordered'] as const;

/** Parts of one series that add up to one answer. */
export class Tally {
  #counts: { -readonly [K in keyof Counts]: Counts[K] } = { n: 0, lost: 0, late: 0, duplicate: 0, reordered: 0 };
  #sum = 0;
  #diffSum = 0;
  #diffs = 0;
  #hours = false;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  readonly sketch = new Sketch();

  add(part: Sums, of: Grain, sketches: Iterable<Uint8Array>): void {
    for (const name of COUNTED) this.#counts[name] += part[name];
    this.#hours ||= of === 'hours';
    this.#sum += part.sum ?? 0;
    this.#diffSum += part.diff_sum ?? 0;
    this.#diffs += part.diff_n;
    this.min = Math.min(this.min, part.min ?? this.min);
    this.max = Math.max(this.max, part.max ?? this.max);
    for (const sketch of sketches) this.sketch.addEncoded(sketch);
  }
  merge(other: Tally): void {
    for (const name of COUNTED) this.#counts[name] += other.#counts[name];
    this.#hours ||= other.#hours;
    this.#sum += other.#sum;
    this.#diffSum += other.#diffSum;
    this.#diffs += other.#diffs;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.sketch.merge(other.sketch);
  }
  stats(): Stats {
    const told: Stats = { resolution: this.#hours ? 'hour' : 'minute', ...countsOf(this.#counts) };
    const { min, max, sketch } = this;
    const [p10, p50, p90, p99] = sketch.quantiles([10, 50, 90, 99], min, max);
    if (p10 === undefined || p50 === undefined || p90 === undefined || p99 === undefined) return told;
    const values = { min, p10, p50, p90, p99, max, mean: this.#sum / sketch.n };
    return { ...told, ...values, ...(this.#diffs === 0 ? {} : { jitter: this.#diffSum / this.#diffs }) };
  }
}
