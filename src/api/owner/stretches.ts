import type { EpochMicros } from '../../domain/time.ts';
import { MAX_ROWS, type Range } from '../../store/journal.ts';

/** Answers with what lies in a range, `limit` of it at most. */
export type Ask<T> = (range: Range, limit: number) => Promise<readonly T[]>;

/**
 * All of a range, in stretches that follow on and hold `most` each at most, so that nobody's memory has to hold it: a
 * stretch that holds more is asked for again, half as long. Nothing is told twice and nothing left out.
 */
export async function* inStretches<T>(range: Range, most: number, ask: Ask<T>): AsyncGenerator<readonly T[]> {
  let width = range.to - range.from;
  let from: EpochMicros = range.from;
  while (from < range.to) {
    const to = Math.min(range.to, from + width);
    const found = await ask({ from, to }, most + 1);
    if (found.length > most && to - from > 1) {
      width = Math.ceil((to - from) / 2);
      continue;
    }
    // More than that at one and the same microsecond: as many as any answer holds.
    yield found.length > most ? await ask({ from, to }, MAX_ROWS) : found;
    if (found.length < most / 4) width *= 2;
    from = to;
  }
}
