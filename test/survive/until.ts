import { setTimeout as sleep } from 'node:timers/promises';

import type { Millis } from '../../src/domain/time.ts';

const EVERY: Millis = 20;

/** Asks until the answer is neither undefined nor false; throws with `what` when that takes too long. */
export const until = async <T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  within: Millis = 30_000,
): Promise<T> => {
  const end = performance.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`not within ${within / 1_000} s: ${what}`);
    await sleep(EVERY);
  }
};

/** What must hold; says what does not. */
export function holds(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}
