import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { bisect } from '../../src/diagnose/bisect.ts';
import { ask, type Plan } from '../../src/diagnose/plan.ts';

/** Runs a bisection in which that passes; counts what it tried. */
const run = (
  bounds: { low: number; high: number; width: number; guess?: number; doubts?: number },
  passes: (size: number) => boolean,
) => {
  let tried = 0;
  function* trySizes(sizes: readonly number[]): Plan<readonly boolean[]> {
    yield* ask({ kind: 'route', to: '192.0.2.1' });
    tried += sizes.length;
    return sizes.map(passes);
  }
  const plan = bisect(bounds, trySizes);
  let step = plan.next();
  for (let asks = 0; step.done !== true && asks < 100; asks += 1) step = plan.next({ kind: 'route' });
  if (step.done !== true) throw new Error('it does not end');
  return { ...step.value, tried };
};

it('finds any limit, with few tries', () => {
  fc.assert(
    fc.property(fc.integer({ min: 536, max: 1_459 }), fc.integer({ min: 2, max: 12 }), (limit, width) => {
      const { working, isClear, tried } = run({ low: 536, high: 1_460, width }, (size) => size <= limit);
      expect({ working, isClear }).toEqual({ working: limit, isClear: true });
      expect(tried).toBeLessThanOrEqual(45);
    }),
  );
});
it('a guess that is right costs four tries', () => {
  expect(run({ low: 576, high: 1_500, width: 9, guess: 1_380 }, (s) => s <= 1_380)).toMatchObject({
    working: 1_380,
    tried: 4,
  });
});
it('a guess that is wrong is forgotten', () => {
  expect(run({ low: 576, high: 1_500, width: 9, guess: 1_380 }, (s) => s <= 1_300)).toMatchObject({
    working: 1_300,
    isClear: true,
  });
});
it('is not clear where nothing passes', () => {
  expect(run({ low: 536, high: 1_460, width: 9 }, () => false).isClear).toBe(false);
});
it('a size that passes now and then is no limit where it is doubted', () => {
  const seldom = () => {
    let tries = 0;
    return (size: number) => {
      if (size <= 1_300) return true;
      tries += size === 1_301 ? 1 : 0;
      return size === 1_301 && tries % 5 === 0;
    };
  };
  const bounds = { low: 576, high: 1_500, width: 9, guess: 1_300 };
  expect(run(bounds, seldom())).toMatchObject({ working: 1_300, isClear: true });
  expect(run({ ...bounds, doubts: 8 }, seldom())).not.toMatchObject({ working: 1_300, isClear: true });
});
