import { Sketch } from '../../domain/sketch.ts';
import type { Sample } from '../../domain/sample.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { ROLLED, rolledField, sinceField, sketchField } from './names.ts';
import { fieldsPart, type FieldValue } from './protocol.ts';

/** Begin, whether it is to be written (again), then the sums in the order of `ROLLED`, then the sketch in base64. */
type PackedWindow = readonly [from: EpochMicros, changed: 0 | 1, sums: readonly number[], sketch: string];
/** One series: who it is, its latest stamp, its last answers (how long after the one before, value, and so on) and its open windows. */
export type PackedSeries = readonly [
  who: readonly [probe: string, field: string, target: string | null, via: string | null, vantage: string],
  newest: EpochMicros,
  recent: readonly number[],
  minutes: readonly PackedWindow[],
  hours: readonly PackedWindow[],
];
/** JSON, and bounded: some 1 kB a series. */
export interface RollupState {
  /** The latest stamp seen; null before the first. */
  readonly newest: EpochMicros | null;
  /** Windows that begin before it are not whole; null as long as that is not known. */
  readonly since: EpochMicros | null;
  readonly series: readonly PackedSeries[];
}

const NAMES = Object.keys(ROLLED) as readonly (keyof typeof ROLLED)[];
type Sums = Record<keyof typeof ROLLED, number>;
const NONE: Sums = {
  n: 0,
  lost_n: 0,
  late_n: 0,
  duplicate_n: 0,
  reordered_n: 0,
  min: 0,
  max: 0,
  sum: 0,
  diff_sum: 0,
  diff_n: 0,
};

/** A minute or an hour of one series. */
export class Window {
  readonly from: EpochMicros;
  /** Whether it is to be written (again). */
  changed: boolean;
  #sums: Sums;
  readonly #sketch: Sketch;
  #packed: PackedWindow | undefined;

  constructor(from: EpochMicros, changed = true, sums = NONE, sketch = new Sketch()) {
    this.from = from;
    this.changed = changed;
    this.#sums = { ...sums };
    this.#sketch = sketch;
  }
  /** Throws where it is no packed window. */
  static unpack([from, changed, numbers, sketch]: PackedWindow): Window {
    if (numbers.length !== NAMES.length || !numbers.every(Number.isFinite) || !Number.isSafeInteger(from))
      throw new TypeError(`a window of ${numbers.length} finite numbers, expected ${NAMES.length}`);
    const sums = Object.fromEntries(NAMES.map((name, i) => [name, numbers[i] ?? 0])) as Sums;
    return new Window(from, changed === 1, sums, Sketch.decode(Buffer.from(sketch, 'base64')));
  }
  pack(): PackedWindow {
    const changed = this.changed ? 1 : 0;
    if (this.#packed?.[1] !== changed)
      this.#packed = [this.from, changed, NAMES.map((name) => this.#sums[name]), this.#base64()];
    return this.#packed;
  }
  add(sample: Sample): void {
    const sums = this.#touched();
    if ('note' in sample) sums[`${sample.note}_n`] += 1;
    else {
      sums.n += 1;
      if ('lost' in sample) sums.lost_n += 1;
      else this.#spread(sample.value, sample.value, sample.value).#sketch.add(sample.value);
    }
  }
  /** A pair of answers more or (for one that came between) less, whose later one is in this window. */
  pair(diff: number, count: 1 | -1): void {
    const sums = this.#touched();
    sums.diff_n += count;
    sums.diff_sum = sums.diff_n === 0 ? 0 : Math.max(0, sums.diff_sum + count * diff);
  }
  merge(other: Window): this {
    const sums = this.#touched();
    const theirs = other.#sums;
    if (other.#sketch.n > 0) this.#spread(theirs.min, theirs.max, theirs.sum);
    for (const name of ['n', 'lost_n', 'late_n', 'duplicate_n', 'reordered_n', 'diff_sum', 'diff_n'] as const)
      sums[name] += theirs[name];
    this.#sketch.merge(other.#sketch);
    return this;
  }
  /** A copy, to merge others into. */
  copy(): Window {
    return new Window(this.from, this.changed).merge(this);
  }
  /** Of a point. Without any answer there is nothing to tell of them. */
  fields(field: string, sinceMs: number): string {
    const isAnswered = this.#sketch.n > 0;
    const told: Record<string, FieldValue> = {};
    for (const name of NAMES) {
      const value = this.#sums[name];
      if (ROLLED[name] === 'integer') told[rolledField(field, name)] = { integer: value };
      else if (isAnswered) told[rolledField(field, name)] = value;
    }
    if (isAnswered) told[sketchField(field)] = this.#base64();
    return fieldsPart({ ...told, [sinceField(field)]: { integer: sinceMs } });
  }
  #base64(): string {
    return Buffer.from(this.#sketch.encode()).toString('base64');
  }
  #touched(): Sums {
    this.changed = true;
    this.#packed = undefined;
    return this.#sums;
  }
  /** Before the sketch has them: the first ones are the least and the greatest. */
  #spread(min: number, max: number, sum: number): this {
    const isFirst = this.#sketch.n === 0;
    this.#sums.min = isFirst ? min : Math.min(this.#sums.min, min);
    this.#sums.max = isFirst ? max : Math.max(this.#sums.max, max);
    this.#sums.sum += sum;
    return this;
  }
}
