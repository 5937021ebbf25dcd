import { expect, it } from 'vitest';

import { Clocks } from '../../../src/net/echo/clocks.ts';
import { openLibc } from '../../../src/net/libc/libc.ts';
import { monotonicMillis } from '../../../src/net/system-clock.ts';

const opened = await openLibc();

it.skipIf(!opened.ok)(`reads both clocks as the rest of the process does (${opened.ok ? 'libc' : opened.why})`, () => {
  if (!opened.ok) return;
  let [closest, difference] = [Number.POSITIVE_INFINITY, 0];
  const clocks = new Clocks(opened.libc);
  for (let i = 0; i < 100; i += 1) {
    const before = monotonicMillis();
    const now = clocks.now();
    const after = monotonicMillis();
    if (after - before >= closest) continue;
    closest = after - before;
    difference = now - (before + after) / 2;
  }
  expect(Math.abs(difference)).toBeLessThan(0.05);
  const earliest = Date.now();
  clocks.read();
  const wall = clocks.baseSeconds * 1_000 + clocks.wall / 1_000;
  expect(wall).toBeGreaterThanOrEqual(earliest);
  expect(wall).toBeLessThan(Date.now() + 1);
  expect(clocks.offset).toBeCloseTo(clocks.wall - clocks.mono * 1_000, -5);
});
