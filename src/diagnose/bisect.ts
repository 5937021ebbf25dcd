import type { Plan } from './plan.ts';

export interface Bisected {
  /** The largest size that passed; all that were tried above it failed. */
  readonly working: number;
  /** False: one size failed again and again while a larger one passed: no limit by size alone. */
  readonly isClear: boolean;
  readonly rounds: number;
  /** Each size as often as it was tried, in that order. */
  readonly probed: readonly { readonly size: number; readonly passed: boolean }[];
}

/** Asks for several sizes at once, in that order; whether each got across. */
export type TrySizes = (sizes: readonly number[]) => Plan<readonly boolean[]>;

export interface Bounds {
  /** Passes; and fails. Both were tried before. */
  readonly low: number;
  readonly high: number;
  /** Sizes at once. */
  readonly width: number;
  /** What another question has found: tried first. */
  readonly guess?: number | undefined;
  /** How often the first size that fails is tried beyond two times: what fails by chance shows itself. */
  readonly doubts?: number;
}

/** Chance may make a size fail; that often it is begun again from the limit that proved too low. */
const STARTS = 3;

/** The largest size in [low, high) that gets across, many at once, and the limit once more in the end. */
export function* bisect({ low, high, width, guess, doubts = 0 }: Bounds, tryThem: TrySizes): Plan<Bisected> {
  const probed: { readonly size: number; readonly passed: boolean }[] = [];
  const trySizes: TrySizes = function* noting(sizes) {
    const through = yield* tryThem(sizes);
    probed.push(...sizes.map((size, i) => ({ size, passed: through[i] === true })));
    return through;
  };
  let rounds = 0;
  let working = low;
  for (let start = 0; start < STARTS; start += 1) {
    const guessed = start === 0 && guess !== undefined && guess >= low && guess + 1 <= high;
    const narrowed = guessed ? { working: guess, rounds: 1 } : yield* narrow({ low: working, high, width }, trySizes);
    rounds += narrowed.rounds;
    const over = narrowed.working + 1;
    const [a, b, c, ...rest] = yield* trySizes([
      narrowed.working,
      over,
      narrowed.working,
      over,
      ...Array.from({ length: doubts }, () => over),
    ]);
    const [passes, above] = [a === true || c === true, b === true || rest.includes(true)];
    // What is claimed of a limit was seen at the limit.
    if (passes && !above) return { working: narrowed.working, isClear: true, rounds, probed };
    if (above && !guessed) working = narrowed.working + 1;
    if (!above && !guessed) return { working: narrowed.working, isClear: false, rounds, probed };
  }
  return { working, isClear: false, rounds, probed };
}

function* narrow(
  { low: from, high: to, width }: Bounds,
  trySizes: TrySizes,
): Plan<{ readonly working: number; readonly rounds: number }> {
  let [low, high, rounds] = [from, to, 0];
  while (high - low > 1) {
    rounds += 1;
    const sizes = between(low, high, width);
    const through = yield* trySizes(sizes);
    const passed = sizes.filter((_, i) => through[i] === true);
    low = Math.max(low, ...passed);
    const largest = low;
    high = Math.min(high, ...sizes.filter((s) => s > largest));
  }
  return { working: low, rounds };
}

const between = (low: number, high: number, width: number): readonly number[] => {
  const count = Math.min(width, high - low - 1);
  const step = (high - low) / (count + 1);
  return Array.from({ length: count }, (_, i) => Math.round(low + step * (i + 1)));
};
