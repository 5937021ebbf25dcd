import { expect, it } from 'vitest';

import { limitQuery, QueryLimit } from '../../src/api/limited-query.ts';
import type { Gap } from '../../src/domain/entry.ts';
import { HandClock } from '../support/clock.ts';
import { memoryStore } from '../support/memory-store.ts';

it('asks four questions at once, lets 256 wait, and turns the next away at once', async () => {
  const clock = new HandClock();
  const answers: ((gaps: readonly Gap[]) => void)[] = [];
  const slow = { ...memoryStore().query, gaps: () => new Promise<readonly Gap[]>((resolve) => answers.push(resolve)) };
  const query = limitQuery(slow, clock);
  const ask = () => query.gaps({ from: 0, to: 1 });
  const asked = Array.from({ length: 4 + 256 }, ask);
  await clock.advance(0);
  expect(answers).toHaveLength(4);
  await expect(ask()).rejects.toThrow('too many requests wait for the store');
  await expect(ask()).rejects.toBeInstanceOf(QueryLimit);
  // As each is answered the next takes its place.
  for (let i = 0; i < asked.length; i += 1) {
    await clock.advance(0);
    answers[i]?.([]);
  }
  expect(await Promise.all(asked)).toHaveLength(260);
  expect(clock.sleeping).toBe(0);
});
