import { describe, expect, it } from 'vitest';

import type { Binding } from '../../src/net/net.ts';
import type { Observation } from '../../src/probes/probe.ts';
import { restartAfter } from '../../src/scheduler/stream.ts';
import { HandClock } from '../support/clock.ts';
import { FakeNet } from '../support/net.ts';
import { checkOf, fakeStream } from '../support/probes.ts';
import { bench } from './support.ts';

const reply = (at: number, value = 20_000): Observation => ({ field: 'rtt', sample: { at, value } });
const ticking = (clock: HandClock, every = 1_000) => fakeStream(() => reply(clock.now()), every);

describe('streams', () => {
  it('are spread over their interval, each class for itself, and a later one takes the largest hole', async () => {
    const { scheduler, clock } = bench((c) => [
      ...['a', 'b', 'c', 'd'].map((t) => checkOf(ticking(c), t)),
      ...['e', 'f'].map((t) => checkOf(ticking(c, 10_000), t)),
    ]);
    scheduler.add(checkOf(ticking(clock), 'g'));
    scheduler.add(checkOf(ticking(clock), 'h'));
    expect(scheduler.status().checks.map((c) => [c.subject.target, c.every, c.phase])).toEqual([
      ['a', 1_000, 0],
      ['b', 1_000, 250],
      ['c', 1_000, 500],
      ['d', 1_000, 750],
      ['e', 10_000, 0],
      ['f', 10_000, 5_000],
      ['g', 1_000, 125],
      ['h', 1_000, 375],
    ]);
    await scheduler.stop();
  });

  it('are handed on within a second, one entry a series', async () => {
    const { scheduler, clock, handed, all } = bench((c) =>
      ['a', 'b', 'c'].map((t) => checkOf(ticking(c, 200), t, 200)),
    );
    const began = clock.now();
    await clock.advance(60_500);
    await scheduler.stop();
    for (const { at, entries } of handed) {
      const targets = entries.map((e) => e.subject?.target);
      expect(new Set(targets).size).toBe(targets.length);
      for (const e of entries) {
        if (e.kind !== 'samples') throw new Error(`expected samples alone, got ${e.kind}`);
        for (const s of e.samples) expect(at - (s.at - began) / 1_000).toBeLessThanOrEqual(1_000);
      }
    }
    const ofA = all('samples').filter((e) => e.subject.target === 'a');
    expect(ofA.flatMap((e) => e.samples)).toHaveLength(303);
  });

  it('go out by the binding of their check', async () => {
    const clock = new HandClock();
    const seen: Binding[] = [];
    const stream = fakeStream((_slot, _target, ctx) => {
      if (ctx.net instanceof FakeNet) seen.push(ctx.net.binding);
      return undefined;
    });
    const { scheduler, clock: c } = bench(() => [{ ...checkOf(stream, 'a'), binding: { device: 'wan1' } }]);
    await c.advance(1_500);
    expect(seen).toEqual([{ device: 'wan1' }, { device: 'wan1' }]);
    await scheduler.stop();
    expect(clock.sleeping).toBe(0);
  });

  it('turn notices into events with the subject', async () => {
    const { scheduler, clock, all } = bench(() => [
      checkOf(
        fakeStream((slot) =>
          slot === 1
            ? { notice: 'address-changed', severity: 'info', evidence: { from: '192.0.2.1', to: '192.0.2.2' } }
            : undefined,
        ),
        'a',
      ),
    ]);
    const at = clock.now() + 1_000_000;
    await clock.advance(2_500);
    expect(all('event')).toEqual([
      {
        kind: 'event',
        at,
        type: 'address-changed',
        severity: 'info',
        subject: { target: 'a', vantage: 'home' },
        probe: 'ping',
        evidence: { from: '192.0.2.1', to: '192.0.2.2' },
      },
    ]);
    await scheduler.stop();
  });

  it('end when stopped, with what they told until then', async () => {
    const { scheduler, clock, all } = bench((c) => [checkOf(ticking(c), 'a')]);
    await clock.advance(2_300);
    await scheduler.stop();
    expect(all('samples').flatMap((e) => e.samples)).toHaveLength(3);
    expect(scheduler.status().checks.map((c) => c.state)).toEqual(['stopped']);
    expect(clock.sleeping).toBe(0);
    expect(() => scheduler.add(checkOf(ticking(clock), 'b'))).toThrow('stopped');
  });
});

describe('a bug in a stream', () => {
  it('is told once without secrets, and leaves the others alone', async () => {
    const { scheduler, clock, all, bugs } = bench((c) => [
      checkOf(
        fakeStream(() => {
          throw new TypeError('GET https://me:hunter2@example.net/x?token=abc failed\n    at secretPlace');
        }),
        'bad',
      ),
      checkOf(ticking(c), 'good'),
    ]);
    await clock.advance(900);
    await scheduler.stop();
    expect(all('event')).toEqual([
      expect.objectContaining({
        type: 'check-failed',
        severity: 'fail',
        probe: 'ping',
        subject: { target: 'bad', vantage: 'home' },
        evidence: { message: 'TypeError: GET https://…@example.net/x?… failed', restartInSeconds: 1 },
      }),
    ]);
    expect(bugs).toHaveLength(1);
    expect(all('samples').map((e) => e.subject.target)).toEqual(['good']);
  });

  it('makes it start again, ever later, up to five minutes', async () => {
    const { scheduler, clock, all } = bench(() => [
      checkOf(
        fakeStream(() => {
          throw new Error('no');
        }, 100),
        'bad',
        100,
      ),
    ]);
    await clock.advance(3_600_000);
    const times = all('event').map((e) => e.at / 1e6);
    const waits = times.slice(1).map((t, i) => Math.round(t - (times[i] ?? 0)));
    expect(waits.slice(0, 10)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
    expect(waits.slice(9).every((w) => w === 300)).toBe(true);
    expect(restartAfter(5_000)).toBe(300_000);
    await scheduler.stop();
    expect(clock.sleeping).toBe(0);
  });

  it('is forgiven after five minutes without', async () => {
    let told = 0;
    const { scheduler, clock, all } = bench((c) => [
      checkOf(
        fakeStream(() => {
          told += 1;
          if (told < 4 || told === 400) throw new Error('no');
          return reply(c.now());
        }),
        'bad',
      ),
    ]);
    await clock.advance(420_000);
    expect(all('event').map((e) => e.evidence['restartInSeconds'])).toEqual([1, 2, 4, 1]);
    await scheduler.stop();
  });

  it('is also an end without being asked, an unknown field, and a value that can not be kept', async () => {
    const wrong: readonly Observation[] = [
      { field: 'rtt', sample: { at: 1, value: Number.NaN } },
      { field: 'rtt', sample: { at: 1.5, value: 3 } },
      { field: 'jitter', sample: { at: 1, value: 3 } },
    ];
    const { scheduler, clock, all } = bench(() => [
      ...wrong.map((o, i) =>
        checkOf(
          fakeStream(() => o),
          `wrong${i}`,
        ),
      ),
      checkOf({ ...fakeStream(() => undefined), follow: async function* () {} }, 'ended'),
    ]);
    await clock.advance(999);
    await scheduler.stop();
    expect(all('event').map((e) => [e.subject?.target, e.evidence['message']])).toEqual([
      ['ended', 'Error: ping ended by itself'],
      ['wrong0', 'TypeError: rtt.value: expected a finite number, got NaN'],
      ['wrong1', 'TypeError: rtt.at: expected epoch µs, got 1.5'],
      ['wrong2', 'TypeError: field jitter: not among the values of ping'],
    ]);
    expect(all('samples')).toEqual([]);
  });

  it('ends what it had begun before it starts again', async () => {
    const signals: AbortSignal[] = [];
    const { scheduler, clock } = bench(() => [
      checkOf(
        fakeStream((_slot, _target, ctx) => {
          signals.push(ctx.signal);
          throw new Error('no');
        }),
        'bad',
      ),
    ]);
    await clock.advance(1_500);
    expect(signals.map((s) => s.aborted)).toEqual([true, true]);
    await scheduler.stop();
  });
});

describe('monitor gaps', () => {
  it('come before the samples of the same beat, so that no reader takes the silence for an outage', async () => {
    const { scheduler, clock, handed } = bench((c) => [checkOf(ticking(c), 'a')]);
    await clock.advance(3_900);
    const before = handed.length;
    const from = clock.now() - 300_000; // the last look, at 3.6 s
    clock.suspend(3_600_000);
    await clock.advance(900);
    const entries = handed.slice(before).flatMap((h) => h.entries);
    expect(entries.map((e) => e.kind)).toEqual(['gap', 'samples']);
    expect(entries[0]).toEqual({ kind: 'gap', from, to: from + 3_600_900_000, reason: 'suspended' });
    await scheduler.stop();
  });
  it('tell a stall, after which no slot is caught up', async () => {
    const { scheduler, clock, all } = bench((c) => [checkOf(ticking(c), 'a')]);
    await clock.advance(3_300);
    await clock.stall(60_000);
    await clock.advance(2_000);
    expect(all('gap').map((g) => [g.reason, (g.to - g.from) / 1e6])).toEqual([['stalled', 60.6]]);
    // 0 1 2 3 s, one for all that were missed (it wakes at 63.3 s), 64, 65 s.
    expect(all('samples').flatMap((e) => e.samples)).toHaveLength(6 + 1);
    await scheduler.stop();
  });
  it('are told on stopping too', async () => {
    const { scheduler, clock, all } = bench((c) => [checkOf(ticking(c), 'a')]);
    await clock.advance(1_300);
    clock.step(60_000);
    await scheduler.stop();
    expect(all('gap').map((g) => g.reason)).toEqual(['clock-stepped']);
  });
  it('are not made by a slow journal', async () => {
    const taken: (() => void)[] = [];
    const { scheduler, clock } = bench((c) => [checkOf(ticking(c), 'a')], {
      append: () => new Promise<void>((resolve) => taken.push(resolve)),
    });
    await clock.advance(30_500);
    expect(taken).toHaveLength(1);
    expect(scheduler.status().waiting).toBe(31);
    const stopped = scheduler.stop();
    for (let i = 0; i < 4; i += 1) {
      taken[i]?.();
      await clock.advance(100);
    }
    await stopped;
    expect(scheduler.status()).toMatchObject({ waiting: 0, dropped: 0 });
  });
});
