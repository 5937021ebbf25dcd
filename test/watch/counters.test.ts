import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { LOSS_REASONS, NOTE_KINDS, type Sample } from '../../src/domain/sample.ts';
import { seriesId } from '../../src/domain/series-id.ts';
import { runCounters } from '../../src/watch/counters.ts';
import { counted, DURATION_BOUNDS, noneCounted, recentCounts, totalLost } from '../../src/watch/series-counters.ts';
import { HandClock, settle } from '../support/clock.ts';
import { memoryStore } from '../support/memory-store.ts';
import { at, samples, T0 } from './support.ts';

const KEY = { probe: 'ping', field: 'rtt', subject: { target: 'router', vantage: 'home' } };
const none = noneCounted(KEY);

const anySample = fc.oneof(
  fc.record({
    at: fc.integer({ min: T0, max: T0 + 3e8 }),
    value: fc.oneof(fc.nat(60_000_000), fc.constantFrom(...DURATION_BOUNDS)),
  }),
  fc.record({ at: fc.integer({ min: T0, max: T0 + 3e8 }), lost: fc.constantFrom(...LOSS_REASONS) }),
  fc.record({ at: fc.integer({ min: T0, max: T0 + 3e8 }), note: fc.constantFrom(...NOTE_KINDS), value: fc.nat(9_000) }),
) satisfies fc.Arbitrary<Sample>;

describe('the counters of a series', () => {
  it('count every sample once, however they come in parts', () => {
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 60 }), fc.nat(60), (all, cut) => {
        const whole = counted(none, all, 5);
        expect(counted(counted(none, all.slice(0, cut), 5), all.slice(cut), 5)).toEqual(whole);
        const answers = all.flatMap((s) => ('note' in s || 'lost' in s ? [] : [s.value]));
        expect(whole.answered).toBe(answers.length);
        expect(whole.sum).toBe(answers.reduce((a, b) => a + b, 0));
        expect(totalLost(whole)).toBe(all.filter((s) => 'lost' in s).length);
        expect(Object.values(whole.notes).reduce((a, b) => a + b, 0)).toBe(all.filter((s) => 'note' in s).length);
        for (const [i, n] of whole.buckets.entries()) {
          const [low = -1, high = Infinity] = [DURATION_BOUNDS[i - 1], DURATION_BOUNDS[i]];
          expect(n).toBe(answers.filter((v) => v > low && v <= high).length);
        }
      }),
    );
  });
  it('leave what they were as it is', () => {
    const before = structuredClone(none);
    counted(
      none,
      [
        { at: T0, value: 1 },
        { at: T0, lost: 'timeout' },
        { at: T0, note: 'late', value: 9 },
      ],
      1,
    );
    expect(none).toEqual(before);
  });
  it('hold as last what was sent last, not what was known last', () => {
    const after = counted(
      none,
      [
        { at: at(3), value: 1 },
        { at: at(1), lost: 'timeout' },
      ],
      1,
    );
    expect(after.last).toEqual({ at: at(3), value: 1 });
  });
  it('go on after the clock was set back by an hour', () => {
    const before = Array.from({ length: 100 }, (_, i): Sample => ({ at: at(i * 5), lost: 'timeout' }));
    const after = counted(counted(none, before, 1), [{ at: at(-3_600), value: 7 }], 2);
    expect(after.last).toEqual({ at: at(-3_600), value: 7 });
    expect(recentCounts(after, at(-3_599), 60_000)).toMatchObject({ settled: 1, lost: 0 });
  });
  it('forget after a minute what counts as recent', () => {
    const early = Array.from({ length: 20 }, (_, i): Sample => ({ at: at(i), lost: 'timeout' }));
    const late = Array.from({ length: 20 }, (_, i): Sample => ({ at: at(100 + i), value: 1 }));
    expect(recentCounts(counted(none, [...early, ...late], 1), at(120), 60_000)).toMatchObject({
      settled: 20,
      lost: 0,
    });
  });
  it('are not read anew by a note alone', () => {
    expect(counted({ ...none, readAt: 3 }, [{ at: T0, note: 'late', value: 1 }], 9).readAt).toBe(3);
  });
});

describe('counting', () => {
  it('begins at the head, goes on with what is appended, and ends when aborted', async () => {
    const { journal } = memoryStore();
    const clock = new HandClock();
    const end = new AbortController();
    await journal.append([samples('router', { at: T0, value: 1 })]);
    const { counters, done } = runCounters(journal, clock, end.signal);
    await clock.advance(40);
    await journal.append([
      samples('router', { at: T0, value: 2 }),
      samples('far', { at: T0, lost: 'timeout' }),
      { kind: 'gap', from: T0, to: T0 + 3e6, reason: 'stalled' },
      { kind: 'gap', from: T0, to: T0 + 1e6, reason: 'stalled' },
    ]);
    await settle();
    expect(counters.series.get(seriesId(KEY))).toMatchObject({ answered: 1, sum: 2, readAt: 40 });
    expect(counters.series.size).toBe(2);
    expect(counters.gaps.stalled).toEqual({ count: 2, seconds: 4 });
    expect(counters.gaps.stopped).toEqual({ count: 0, seconds: 0 });
    end.abort();
    await done;
  });
  it('follows a bounded number of series: the one silent longest goes', async () => {
    const { journal } = memoryStore();
    const end = new AbortController();
    const { counters } = runCounters(journal, new HandClock(), end.signal);
    const many = Array.from({ length: 4_096 }, (_, i) => samples(`t${i}`, { at: T0, value: 1 }));
    await journal.append([...many, samples('t0', { at: T0, value: 1 }), samples('new', { at: T0, value: 1 })]);
    await settle();
    expect(counters.series.size).toBe(4_096);
    const names = [...counters.series.values()].map((s) => s.subject.target);
    expect(names).toContain('t0');
    expect(names).toContain('new');
    expect(names).not.toContain('t1');
    end.abort();
  });
  it('rejects when the journal can not be read', async () => {
    const tail = (): never => {
      throw new Error('disk gone');
    };
    const { done } = runCounters({ head: () => 0, tail }, new HandClock(), new AbortController().signal);
    await expect(done).rejects.toThrow('disk gone');
  });
});
