import { describe, expect, it } from 'vitest';

import { SECOND, type Millis } from '../../src/domain/time.ts';
import { atPace, settablePace } from '../../src/probes/pace.ts';
import { HandClock, settle } from '../support/clock.ts';

const setup = (every: Readonly<Record<string, Millis | undefined>>) => {
  const clock = new HandClock();
  const stop = new AbortController();
  const pace = settablePace('live');
  const acted: Millis[] = [];
  void atPace(
    { clock, pace, signal: stop.signal, phase: 0 },
    (word) => every[word],
    () => void acted.push(clock.elapsed()),
  );
  return { clock, stop, pace, acted };
};

describe('what is done at a pace', () => {
  it('does not drift, and makes up for nothing that was missed', async () => {
    const { clock, stop, acted } = setup({ live: SECOND });
    await clock.advance(2_500);
    await clock.stall(3_000);
    await clock.advance(2_000);
    expect(acted).toEqual([0, 1_000, 2_000, 5_500, 6_500, 7_500]);
    stop.abort();
    await settle();
    expect(clock.sleeping).toBe(0);
  });
  it('is done at once where it becomes faster and the last was long ago, and later where it becomes slower', async () => {
    const { clock, pace, acted } = setup({ live: SECOND, standby: 10 * SECOND, alert: undefined });
    await clock.advance(500);
    pace.set('standby');
    await clock.advance(5_000);
    expect(acted).toEqual([0]);
    pace.set('live');
    await clock.advance(100);
    expect(acted).toEqual([0, 5_500]);
    pace.set('alert'); // not now
    await clock.advance(60 * SECOND);
    expect(acted).toEqual([0, 5_500]);
    pace.set('live');
    await clock.advance(1);
    expect(acted).toHaveLength(3);
  });
});
describe('a pace that is set', () => {
  it('wakes whoever waits, only when it becomes another', async () => {
    const pace = settablePace('standby');
    let woken = 0;
    const wait = (signal: AbortSignal): void => void pace.changed(signal).then(() => (woken += 1));
    const stop = new AbortController();
    wait(stop.signal);
    wait(new AbortController().signal);
    pace.set('standby');
    await settle();
    expect(woken).toBe(0);
    stop.abort();
    await settle();
    expect(woken).toBe(1);
    pace.set('alert');
    await settle();
    expect(woken).toBe(2);
  });
});
