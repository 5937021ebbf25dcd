import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { bootMillis, monotonicMillis, systemClock, wallMicros } from '../../src/net/system-clock.ts';

describe('wallMicros', () => {
  it('agrees with the wall clock to the millisecond and never runs back while that does not', () => {
    const step = fc.record({
      micros: fc.integer({ min: 0, max: 5_000 }),
      stepMicros: fc.oneof(
        { weight: 9, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: -9_000_000, max: 9_000_000 }) },
      ),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        let mono = 123_456_789;
        let wall = 1_780_000_000_000_000;
        const now = wallMicros(
          () => Math.floor(wall / 1_000),
          () => mono / 1_000,
        );
        let told = now();
        for (const s of steps) {
          mono += s.micros;
          wall += s.micros + s.stepMicros;
          const next = now();
          expect(Math.floor(next / 1_000)).toBe(Math.floor(wall / 1_000));
          if (s.stepMicros === 0) expect(next).toBeGreaterThanOrEqual(told);
          told = next;
        }
      }),
    );
  });
  it('tells microseconds apart once a millisecond has turned', () => {
    let mono = 0;
    const now = wallMicros(
      () => Math.floor((1_780_000_000_000_400 + mono) / 1_000),
      () => mono / 1_000,
    );
    for (; mono < 700; mono += 1) now();
    expect(now()).toBe(1_780_000_000_001_100);
    mono += 123;
    expect(now()).toBe(1_780_000_000_001_223);
  });
});

describe('systemClock', () => {
  const clock = systemClock();
  it('tells the wall clock and the monotonic clock of this machine', () => {
    expect(Math.abs(clock.now() - Date.now() * 1_000)).toBeLessThan(100_000);
    expect(Math.abs(clock.elapsed() - monotonicMillis())).toBeLessThan(100);
    expect(Number.isInteger(clock.now())).toBe(true);
  });
  it('never wakes early', async () => {
    const { signal } = new AbortController();
    for (const ms of [0.2, 3.3, 10]) {
      const before = clock.elapsed();
      await clock.sleep(ms, signal);
      expect(clock.elapsed() - before).toBeGreaterThanOrEqual(ms);
    }
  });
  it('wakes at once on abort and leaves no timer behind', async () => {
    const before = clock.elapsed();
    const stop = new AbortController();
    const asleep = [clock.sleep(60_000, stop.signal), clock.sleep(1e12, stop.signal)];
    stop.abort();
    await Promise.all([...asleep, clock.sleep(60_000, stop.signal)]);
    expect(clock.elapsed() - before).toBeLessThan(1_000);
    expect(process.getActiveResourcesInfo().filter((r) => r === 'Timeout').length).toBeLessThan(3); // vitest's own
  });
});

describe('bootMillis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-boot-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  it('reads the first figure of /proc/uptime', () => {
    const path = join(folder, 'uptime');
    writeFileSync(path, '3471.05 6800.20\n');
    expect(bootMillis(path)).toBe(3_471_050);
    writeFileSync(path, 'nonsense\n');
    expect(bootMillis(path)).toBeUndefined();
  });
  it('is undefined where there is no such file', () => {
    expect(bootMillis(join(folder, 'missing'))).toBeUndefined();
  });
});
