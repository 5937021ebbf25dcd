import { expect, it } from 'vitest';

import { processFigures } from '../../src/service/process-figures.ts';
import { HandClock } from '../support/clock.ts';

it('tells of this process what the system does', async () => {
  const clock = new HandClock();
  const figures = processFigures(clock);
  const first = figures();
  expect(first.cpuSeconds).toBeGreaterThan(0);
  expect(first.residentBytes).toBeGreaterThan(10e6);
  expect(first.openFds ?? 3).toBeGreaterThan(2);
  expect(first.startedAtSeconds).toBeLessThan(clock.now() / 1e6);
  expect(first.lagSeconds).toEqual({ mean: 0, p50: 0, p90: 0, p99: 0, max: 0 });
  await clock.advance(20_000);
  const then = figures().lagSeconds;
  expect(Object.values(then).every((s) => s >= 0 && Number.isFinite(s))).toBe(true);
  // Whoever asks soon after is told the same.
  expect(figures().lagSeconds).toBe(then);
});
