import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { clockWatch, gapSinceLastRun } from '../../src/scheduler/gaps.ts';
import { closingEntries, openingEntries } from '../../src/scheduler/service.ts';
import { HandClock } from '../support/clock.ts';

const T0 = 1_780_000_000_000_000;
const at = (seconds: number): number => T0 + seconds * 1e6;
const watched = (parts: { readonly boot?: boolean; readonly floor?: number } = {}) => {
  const clock = new HandClock(T0);
  const boot = parts.boot === false ? undefined : clock.boot;
  const look = clockWatch({ clock, boot, every: 1_000, floor: parts.floor });
  return { clock, look };
};

describe('clockWatch', () => {
  it('says nothing while the clocks agree', async () => {
    const { clock, look } = watched();
    for (let i = 0; i < 10; i += 1) {
      await clock.advance(1_000);
      expect(look()).toEqual([]);
    }
    await clock.stall(2_900); // late, but no more than 2 s
    clock.step(400);
    expect(look()).toEqual([]);
  });
  it('tells a stopped process from the last look to now', async () => {
    const { clock, look } = watched();
    await clock.stall(30_000);
    expect(look()).toEqual([{ kind: 'gap', from: T0, to: at(30), reason: 'stalled' }]);
    await clock.advance(1_000);
    expect(look()).toEqual([]);
  });
  it('tells a suspended machine', async () => {
    const { clock, look } = watched();
    await clock.advance(1_000);
    expect(look()).toEqual([]);
    await clock.advance(400);
    clock.suspend(3_600_000);
    await clock.advance(600);
    expect(look()).toEqual([{ kind: 'gap', from: at(1), to: at(3_602), reason: 'suspended' }]);
  });
  it('calls it a stepped clock where nothing tells the time since boot', async () => {
    const { clock, look } = watched({ boot: false });
    clock.suspend(3_600_000);
    await clock.advance(1_000);
    expect(look()).toEqual([{ kind: 'gap', from: at(1), to: at(3_601), reason: 'clock-stepped' }]);
  });
  it('tells a step forwards by the times that never came', async () => {
    const { clock, look } = watched();
    await clock.advance(1_000);
    clock.step(7_200_000);
    expect(look()).toEqual([{ kind: 'gap', from: at(1), to: at(7_201), reason: 'clock-stepped' }]);
  });
  it('does not reach back over what an earlier run recorded', async () => {
    const clock = new HandClock(0); // no battery clock: it starts in 1970
    const look = clockWatch({ clock, boot: clock.boot, every: 1_000, floor: at(-60) });
    clock.step(T0 / 1_000);
    expect(look()).toEqual([{ kind: 'gap', from: at(-60), to: T0, reason: 'clock-stepped' }]);
  });
  it('tells a step backwards at the new time, without length: nothing went unwatched', async () => {
    const { clock, look } = watched();
    await clock.advance(1_000);
    clock.step(-7_200_000);
    expect(look()).toEqual([{ kind: 'gap', from: at(-7_199), to: at(-7_199), reason: 'clock-stepped' }]);
  });
  it('keeps a sleep and a clock that was set on waking apart', async () => {
    const { clock, look } = watched();
    clock.suspend(600_000);
    clock.step(-100_000);
    await clock.advance(1_000);
    expect(look()).toEqual([
      { kind: 'gap', from: T0, to: at(601), reason: 'suspended' },
      { kind: 'gap', from: at(501), to: at(501), reason: 'clock-stepped' },
    ]);
  });
  it('does not take readings that were torn apart for a step', async () => {
    const clock = new HandClock(T0);
    let tear = false;
    const torn = {
      now: () => {
        if (tear) void clock.stall(1_500);
        tear = false;
        return clock.now();
      },
      elapsed: () => clock.elapsed(),
      sleep: clock.sleep.bind(clock),
    };
    const look = clockWatch({ clock: torn, boot: clock.boot, every: 1_000 });
    tear = true;
    expect(look()).toEqual([]);
    await clock.advance(1_000);
    expect(look()).toEqual([]);
  });
  it('always tells gaps with from ≤ to, and a time asleep whole', () => {
    const move = fc.record({
      ran: fc.integer({ min: 0, max: 100_000 }),
      asleep: fc.integer({ min: 0, max: 100_000 }),
      step: fc.integer({ min: -100_000, max: 100_000 }),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 20 }), fc.boolean(), (moves, boot) => {
        const { clock, look } = watched({ boot });
        for (const m of moves) {
          void clock.stall(m.ran);
          clock.suspend(m.asleep);
          clock.step(m.step);
          const gaps = look();
          for (const g of gaps) expect(g.from).toBeLessThanOrEqual(g.to);
          const away = gaps.find((g) => g.reason === 'suspended');
          if (boot) expect(away !== undefined).toBe(m.asleep > 500);
          if (away !== undefined) {
            const off = Math.abs(away.to - away.from - (m.ran + m.asleep) * 1_000);
            expect(off).toBeLessThanOrEqual(500_000);
          }
        }
      }),
    );
  });
});

describe('the gap since the last run', () => {
  it('goes from the last stamp to now', () => {
    expect(gapSinceLastRun(at(-60), T0)).toEqual({ kind: 'gap', from: at(-60), to: T0, reason: 'stopped' });
  });
  it('is not there on the very first start', () => {
    expect(gapSinceLastRun(undefined, T0)).toBeUndefined();
  });
  it('has no length when the clock was set back: nobody knows how long it was', () => {
    expect(gapSinceLastRun(at(3_600), T0)).toEqual({ kind: 'gap', from: T0, to: T0, reason: 'stopped' });
  });
  it('opens the record of a run, and an event closes it', () => {
    expect(openingEntries(undefined, T0, { version: '1.0.0' })).toEqual([
      { kind: 'event', at: T0, type: 'service-started', severity: 'info', evidence: { version: '1.0.0' } },
    ]);
    expect(openingEntries(at(-5), T0, {}).map((e) => (e.kind === 'gap' ? e.reason : e.kind))).toEqual([
      'stopped',
      'event',
    ]);
    expect(closingEntries(T0, { signal: 'SIGTERM' })).toEqual([
      { kind: 'event', at: T0, type: 'service-stopped', severity: 'info', evidence: { signal: 'SIGTERM' } },
    ]);
  });
});
