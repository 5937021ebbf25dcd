import { describe, expect, it } from 'vitest';

import { cached } from '../../src/api/cached.ts';
import { happened } from '../../src/api/happened.ts';
import type { EventType } from '../../src/domain/entry.ts';
import { HandClock } from '../support/clock.ts';

describe('an answer that is kept', () => {
  it('is kept for its time, and no longer than until something happens that changes it', async () => {
    const clock = new HandClock();
    const events = new Map<EventType, number>();
    let asked = 0;
    const counters = { series: new Map(), gaps: {} as never, events };
    const ask = (): Promise<number> => Promise.resolve((asked += 1));
    const tell = cached(clock, 30_000, ask, happened({ counters }, 'site-finding'));
    expect([await tell(), await tell()]).toEqual([1, 1]);
    events.set('failover', 1);
    expect(await tell()).toBe(1);
    events.set('site-finding', 1);
    expect([await tell(), await tell()]).toEqual([2, 2]);
    await clock.advance(30_000);
    expect(await tell()).toBe(3);
  });
});
