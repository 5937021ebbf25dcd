import { describe, expect, it } from 'vitest';

import type { Entry, Event, SeriesKey } from '../../src/domain/entry.ts';
import { outbox, type OutboxParts } from '../../src/scheduler/outbox.ts';
import { settle } from '../support/clock.ts';

const seriesOf = (target: string): SeriesKey => ({ probe: 'ping', field: 'rtt', subject: { target, vantage: 'home' } });
const eventAt = (at: number): Event => ({
  kind: 'event',
  at,
  type: 'check-failed',
  severity: 'warn',
  evidence: {},
});

/** A journal whose answers come by hand. */
const slowJournal = (parts: Pick<OutboxParts, 'most'> = {}) => {
  const batches: (readonly Entry[])[] = [];
  const answers: { readonly take: () => void; readonly refuse: (error: unknown) => void }[] = [];
  const refused: unknown[] = [];
  const box = outbox({
    append: (entries) => {
      batches.push(entries);
      return new Promise<void>((take, refuse) => answers.push({ take, refuse }));
    },
    onRefused: (error) => refused.push(error),
    ...parts,
  });
  const next = async (how: 'take' | Error): Promise<void> => {
    const answer = answers.shift();
    if (how === 'take') answer?.take();
    else answer?.refuse(how);
    await settle();
  };
  return { box, batches, refused, next };
};
const stamps = (entries: readonly Entry[] | undefined): unknown[] =>
  (entries ?? []).map((e) => {
    if (e.kind === 'samples') return [e.subject.target, e.samples.map((s) => s.at)];
    return e.kind === 'gap' ? ['gap', e.from, e.to] : [e.kind, e.at];
  });

describe('the outbox', () => {
  it('hands on one entry a series, gaps first, then samples, then the rest', () => {
    const { box, batches } = slowJournal();
    box.put(eventAt(9));
    box.sample(seriesOf('a'), { at: 1, value: 5 });
    box.sample(seriesOf('b'), { at: 2, lost: 'timeout' });
    box.sample(seriesOf('a'), { at: 3, value: 6 });
    box.flush([{ kind: 'gap', from: 0, to: 0, reason: 'stalled' }]);
    expect(batches.map(stamps)).toEqual([
      [
        ['gap', 0, 0],
        ['a', [1, 3]],
        ['b', [2]],
        ['event', 9],
      ],
    ]);
    expect(box.waiting).toBe(5);
  });
  it('hands on nothing when there is nothing', async () => {
    const { box, batches } = slowJournal();
    box.flush();
    await box.drain();
    expect(batches).toEqual([]);
  });
  it('has one batch out at a time and sends what came meanwhile, in order, as soon as the journal is free', async () => {
    const { box, batches, next } = slowJournal();
    box.sample(seriesOf('a'), { at: 1, value: 5 });
    box.flush();
    box.sample(seriesOf('a'), { at: 2, value: 5 });
    box.flush();
    box.sample(seriesOf('a'), { at: 3, value: 5 });
    box.flush([{ kind: 'gap', from: 2, to: 3, reason: 'suspended' }]);
    expect(batches.map(stamps)).toEqual([[['a', [1]]]]);
    await next('take');
    expect(stamps(batches[1])).toEqual([
      ['a', [2]],
      ['gap', 2, 3],
      ['a', [3]],
    ]);
    await next('take');
    expect(batches).toHaveLength(2);
    expect(box.waiting).toBe(0);
  });
  it('is bounded: it drops what is new and says so with a gap a subject', async () => {
    const { box, batches, next } = slowJournal({ most: 3 });
    box.sample(seriesOf('a'), { at: 1, value: 5 });
    box.flush();
    for (const at of [2, 3, 4, 5, 6]) box.sample(seriesOf('a'), { at, value: 5 });
    box.sample(seriesOf('b'), { at: 5, value: 5 });
    box.put(eventAt(7));
    expect(box.waiting).toBe(3);
    expect(box.dropped).toBe(5);
    box.flush();
    await next('take');
    expect(stamps(batches[1])).toEqual([['a', [2, 3]]]); // full until now: the gap waits for room too
    await next('take');
    box.sample(seriesOf('a'), { at: 8, value: 5 });
    box.flush();
    expect(stamps(batches[2])).toEqual([
      ['a', [8]],
      ['gap', 4, 6],
      ['gap', 5, 5],
      ['gap', 7, 7],
    ]);
    expect(batches[2]?.[1]).toEqual({
      kind: 'gap',
      from: 4,
      to: 6,
      reason: 'stalled',
      subject: { target: 'a', vantage: 'home' },
    });
    await next('take');
    expect(box.waiting).toBe(0);
  });
  it('keeps what the journal refused and tries again at the next flush, telling it once', async () => {
    const { box, batches, refused, next } = slowJournal();
    box.sample(seriesOf('a'), { at: 1, value: 5 });
    box.flush();
    await next(new Error('disk full'));
    box.sample(seriesOf('a'), { at: 2, value: 5 });
    box.flush();
    await next(new Error('disk full'));
    expect(refused).toEqual([new Error('disk full')]);
    box.flush();
    expect(stamps(batches[2])).toEqual([
      ['a', [1]],
      ['a', [2]],
    ]);
    await next('take');
    expect(box.waiting).toBe(0);
    box.put(eventAt(3));
    box.flush();
    await next(new Error('disk full again'));
    expect(refused).toHaveLength(2);
  });
  it('leaves out only what can not be stored', async () => {
    const kept: Entry[] = [];
    const refused: unknown[] = [];
    const box = outbox({
      append: (entries) => {
        if (entries.some((e) => e.kind === 'event' && e.at === 13))
          return Promise.reject(new RangeError('event: too big'));
        kept.push(...entries);
        return Promise.resolve();
      },
      onRefused: (error) => refused.push(error),
    });
    for (let at = 10; at < 20; at += 1) box.put(eventAt(at));
    await box.drain();
    expect(stamps(kept).map((s) => (s as number[])[1])).toEqual([10, 11, 12, 14, 15, 16, 17, 18, 19]);
    expect(refused).toHaveLength(1);
    expect(box.waiting).toBe(0);
  });
  it('drains everything, also what came while the journal was busy', async () => {
    const { box, batches, next } = slowJournal();
    box.put(eventAt(1));
    box.flush();
    box.put(eventAt(2));
    let drained = false;
    const done = box.drain().then(() => (drained = true));
    await next('take');
    expect(drained).toBe(false);
    await next('take');
    await done;
    expect(batches.map(stamps)).toEqual([[['event', 1]], [['event', 2]]]);
  });
  it('gives up draining when the journal refuses', async () => {
    const { box, next } = slowJournal();
    box.put(eventAt(1));
    const done = box.drain();
    await next(new Error('closed'));
    await done;
    expect(box.waiting).toBe(1);
  });
});
