import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Clock } from '../../src/domain/clock.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { longestRun } from '../../src/scheduler/once.ts';
import { runId } from '../../src/scheduler/run-id.ts';
import { HandClock } from '../support/clock.ts';
import { memoryCache } from '../support/memory-cache.ts';
import { checkOf, fakeOnce, measured } from '../support/probes.ts';
import { bench } from './support.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const START = new HandClock().now();

/** Notes when it starts, takes as long as told, and heeds the signal. */
const timed = (clock: HandClock, starts: number[], takes: () => number) =>
  fakeOnce(async (_target, ctx) => {
    starts.push(clock.elapsed());
    await clock.sleep(takes(), ctx.signal);
    return measured;
  });

describe('once-checks', () => {
  it('first run within a minute, spread, then at their rate without drift', async () => {
    const starts: number[] = [];
    const { scheduler, clock, all } = bench((c) =>
      ['a', 'b', 'c', 'd'].map((t) =>
        checkOf(
          timed(c, starts, () => 700),
          t,
          HOUR,
        ),
      ),
    );
    const began = clock.now();
    await clock.advance(3 * HOUR - 1);
    expect(starts).toEqual([0, 1, 2].flatMap((h) => [0, 15, 30, 45].map((s) => h * HOUR + s * 1_000)));
    expect(
      all('run')
        .map((r) => [r.subject.target, (r.at - began) / 1e3, r.tookMs])
        .slice(0, 3),
    ).toEqual([
      ['a', 0, 700],
      ['b', 15_000, 700],
      ['c', 30_000, 700],
    ]);
    expect(all('run')[0]).toMatchObject({ kind: 'run', probe: 'route', outcome: measured });
    await scheduler.stop();
    expect(clock.sleeping).toBe(0);
  });

  it('that rest are not run before their last run is so old, whoever starts the service again', async () => {
    const starts: number[] = [];
    const resting = {
      ...checkOf(
        timed(new HandClock(), [], () => 0),
        'a',
        10 * MINUTE,
      ),
      rests: 10 * MINUTE,
    };
    for (const [ago, first] of [
      [8 * MINUTE, 2 * MINUTE],
      [11 * MINUTE, 0],
      [-MINUTE, 0], // stamped by a clock that was ahead
      [undefined, 0],
    ] as const) {
      const { clock, stop } = bench(
        (c) => [
          { ...resting, probe: timed(c, starts, () => 700) },
          checkOf(
            timed(c, [], () => 1),
            'b',
            10 * MINUTE,
          ),
        ],
        { lastRun: ({ aim }) => (aim.subject.target === 'a' && ago !== undefined ? START - ago * 1_000 : undefined) },
      );
      await clock.advance(13 * MINUTE);
      expect(starts[0], String(ago)).toBe(first);
      expect(starts[1], String(ago)).toBe(first + 10 * MINUTE);
      starts.length = 0;
      await stop();
    }
  });

  it('have what is kept for them', async () => {
    const cache = memoryCache();
    const given: unknown[] = [];
    const probe = fakeOnce((_target, ctx) => {
      given.push(ctx.cache);
      return Promise.resolve(measured);
    });
    const { clock, stop } = bench(() => [checkOf(probe, 'a', HOUR)], { cache });
    await clock.advance(1_000);
    expect(given).toEqual([cache]);
    await stop();
  });
  it('run soon when added later, away from the others', async () => {
    const starts: number[] = [];
    const { scheduler, clock } = bench((c) => [
      checkOf(
        timed(c, starts, () => 1),
        'a',
        HOUR,
      ),
    ]);
    await clock.advance(100_000);
    scheduler.add(
      checkOf(
        timed(clock, starts, () => 1),
        'b',
        HOUR,
      ),
    );
    await clock.advance(60_000);
    expect(starts).toEqual([0, 150_000]);
    await scheduler.stop();
  });

  it('run at their slots alone, never two at once, and catch nothing up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1_000, max: 100_000 }),
        fc.array(fc.integer({ min: 0, max: 180_000 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.record({ advance: fc.nat(200_000), stall: fc.nat(300_000) }), { minLength: 1, maxLength: 6 }),
        async (every, takes, moves) => {
          let running = 0;
          let runs = 0;
          const starts: number[] = [];
          const woken = new Set<number>();
          const { stop, bugs, clock } = bench((c) => [
            checkOf(
              fakeOnce(async (_target, ctx) => {
                running += 1;
                expect(running).toBe(1);
                starts.push(c.elapsed());
                runs += 1;
                await c.sleep(takes[runs % takes.length] ?? 0, ctx.signal);
                running -= 1;
                return measured;
              }),
              'a',
              every,
            ),
          ]);
          for (const { advance, stall } of moves) {
            await clock.advance(advance);
            woken.add(clock.elapsed() + stall);
            await clock.stall(stall);
          }
          for (const at of starts) expect(at % every === 0 || woken.has(at)).toBe(true);
          const slots = starts.map((at) => Math.floor(at / every));
          expect(new Set(slots).size).toBe(slots.length);
          expect(bugs).toEqual([]);
          await stop();
          expect(clock.sleeping).toBe(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('wait on when they are woken early', async () => {
    const starts: number[] = [];
    const clock = new HandClock();
    const hasty: Clock = {
      now: () => clock.now(),
      elapsed: () => clock.elapsed(),
      sleep: (ms, signal) => clock.sleep(ms > 10 ? ms / 2 : ms, signal),
    };
    const { scheduler } = bench(
      () => [
        checkOf(
          timed(clock, starts, () => 0),
          'a',
          60_000,
        ),
      ],
      { clock: hasty },
    );
    await clock.advance(130_000);
    expect(starts).toEqual([0, 60_000, 120_000]);
    await scheduler.stop();
  });

  it('skip the slots that a long run covers', async () => {
    const starts: number[] = [];
    const { stop, clock } = bench((c) => [
      checkOf(
        timed(c, starts, () => 25_000),
        'a',
        20_000,
      ),
    ]);
    await clock.advance(119_000);
    expect(starts).toEqual([0, 40_000, 80_000]);
    await stop();
  });

  it('are told how many there were before, each check by itself', async () => {
    const turns: string[] = [];
    const noted = fakeOnce((target, { turn }) => {
      turns.push(`${target}${turn}`);
      return Promise.resolve(measured);
    });
    const { stop, clock } = bench(() => [checkOf(noted, 'a', 20_000), checkOf(noted, 'b', 40_000)]);
    await clock.advance(70_000);
    expect(turns.toSorted()).toEqual(['a0', 'a1', 'a2', 'a3', 'b0', 'b1']);
    await stop();
  });

  it('are not made up for after a stall', async () => {
    const starts: number[] = [];
    const { scheduler, clock } = bench((c) => [
      checkOf(
        timed(c, starts, () => 100),
        'a',
        10_000,
      ),
    ]);
    await clock.advance(10_500);
    await clock.stall(3 * HOUR);
    await clock.advance(20_000);
    expect(starts).toEqual([0, 10_000, 3 * HOUR + 10_500, 3 * HOUR + 20_000, 3 * HOUR + 30_000]);
    await scheduler.stop();
  });
});

describe('a run that takes too long', () => {
  it('is bounded by twice the interval and five minutes', () => {
    expect([1_000, 60_000, HOUR].map(longestRun)).toEqual([2_000, 120_000, 300_000]);
  });
  it('is aborted and told as a timeout', async () => {
    const starts: number[] = [];
    const { stop, clock, all, bugs } = bench((c) => [
      checkOf(
        timed(c, starts, () => 9 * HOUR),
        'a',
        HOUR,
      ),
    ]);
    await clock.advance(HOUR + 1);
    expect(all('run').map((r) => [r.tookMs, r.outcome])).toEqual([
      [300_000, { status: 'failed', reason: 'timeout', detail: 'not done after 300 s', findings: [] }],
    ]);
    expect(starts).toEqual([0, HOUR]);
    expect(bugs).toEqual([]);
    await stop();
  });
  it('is a bug when it does not heed the abort, and is not run again beside itself', async () => {
    let runs = 0;
    let end = (): void => undefined;
    const { stop, clock, all } = bench(() => [
      checkOf(
        fakeOnce(() => {
          runs += 1;
          return new Promise<Outcome<unknown>>((resolve) => (end = () => resolve(measured)));
        }),
        'a',
        60_000,
      ),
    ]);
    await clock.advance(610_000);
    expect(runs).toBe(1);
    expect(all('event').map((e) => e.evidence['message'])).toEqual([
      'Error: route goes on 10 s after it was aborted; it is not run again before it ends',
    ]);
    end();
    await clock.advance(60_000);
    expect(runs).toBe(2);
    expect(all('run')).toHaveLength(1); // what came after the timeout is not told
    await stop();
    expect(clock.sleeping).toBe(0);
  });
});

describe('a once-check with a bug', () => {
  it('is told and runs again at its next slot', async () => {
    let runs = 0;
    const { scheduler, clock, all, bugs } = bench(() => [
      checkOf(
        fakeOnce(() => {
          runs += 1;
          if (runs === 1) throw new RangeError('off by one');
          return Promise.resolve(measured);
        }),
        'a',
        60_000,
      ),
    ]);
    await clock.advance(59_000);
    expect(scheduler.status().checks[0]).toMatchObject({ kind: 'once', state: 'waiting', failures: 1 });
    await clock.advance(3_000);
    expect(all('event').map((e) => [e.type, e.evidence['message']])).toEqual([
      ['check-failed', 'RangeError: off by one'],
    ]);
    expect(all('run')).toHaveLength(1);
    expect(bugs).toHaveLength(1);
    expect(scheduler.status().checks[0]).toMatchObject({ failures: 0 });
    await scheduler.stop();
  });
});

describe('stopping', () => {
  it('lets a run in flight end, and keeps what it found', async () => {
    const starts: number[] = [];
    const { scheduler, clock, all } = bench((c) => [
      checkOf(
        timed(c, starts, () => 3_000),
        'a',
        HOUR,
      ),
    ]);
    await clock.advance(1_000);
    const stopped = scheduler.stop();
    await clock.advance(2_000);
    await stopped;
    expect(all('run').map((r) => r.outcome.status)).toEqual(['measured']);
    expect(clock.sleeping).toBe(0);
  });
  it('aborts after five seconds, and tells nothing of what was cut short', async () => {
    const starts: number[] = [];
    const { scheduler, clock, all, bugs } = bench((c) => [
      checkOf(
        timed(c, starts, () => 60_000),
        'a',
        HOUR,
      ),
    ]);
    await clock.advance(1_000);
    const stopped = scheduler.stop();
    expect(scheduler.stop()).toBe(stopped);
    await clock.advance(5_000);
    await stopped;
    expect([all('run'), all('event'), bugs]).toEqual([[], [], []]);
    expect(clock.sleeping).toBe(0);
  });
  it('ends whatever hangs: a run, a stream, the journal', async () => {
    const { scheduler, clock } = bench(
      (c) => [
        checkOf(
          fakeOnce(() => new Promise<Outcome<unknown>>(() => undefined)),
          'a',
          HOUR,
        ),
        checkOf(
          timed(c, [], () => 10),
          'b',
          HOUR,
        ),
      ],
      { append: () => new Promise(() => undefined) },
    );
    await clock.advance(61_000);
    let ended = false;
    const stopped = scheduler.stop().then(() => (ended = true));
    await clock.advance(11_001);
    await stopped;
    expect(ended).toBe(true);
    expect(scheduler.status().waiting).toBe(1);
    expect(clock.sleeping).toBe(0);
  });
});

describe('run ids', () => {
  it('sort by time as text and differ within a microsecond', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), fc.nat(Number.MAX_SAFE_INTEGER), (a, b) => {
        const [x, y] = [runId(a), runId(b)];
        expect(x).toMatch(/^[0-9a-z]{19}$/);
        expect(x).not.toBe(y);
        if (a !== b) expect(x < y).toBe(a < b);
      }),
    );
    expect(new Set(Array.from({ length: 1_000 }, () => runId(1))).size).toBe(1_000);
  });
});
