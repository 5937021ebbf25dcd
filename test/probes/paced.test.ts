import { describe, expect, it } from 'vitest';

import { paced } from '../../src/probes/paced.ts';
import { HandClock } from '../support/clock.ts';

const cadence = { every: 100, phase: 0 };

describe('a paced sender', () => {
  it('sends on time while others are out, and yields by their ends', async () => {
    const clock = new HandClock();
    const stop = new AbortController();
    const [sent, got]: [number[], number[]] = [[], []];
    const done = (async () => {
      const results = paced(cadence, clock, stop.signal, async (over) => {
        const n = sent.push(clock.elapsed());
        await clock.sleep(n === 1 ? 250 : 10, over);
        return n;
      });
      for await (const n of results) got.push(n);
    })();
    await clock.advance(300);
    expect([sent, got]).toEqual([
      [0, 100, 200, 300],
      [2, 3, 1],
    ]);
    stop.abort();
    await done;
    expect(got).toEqual([2, 3, 1]);
    expect(clock.sleeping).toBe(0);
  });

  it('sends once after a stall, not once for each slot', async () => {
    const clock = new HandClock();
    const sent: number[] = [];
    const results = paced(cadence, clock, new AbortController().signal, () =>
      Promise.resolve(sent.push(clock.elapsed())),
    );
    await results.next();
    const next = results.next();
    await clock.stall(1_050);
    await next;
    expect(sent).toEqual([0, 1_050]);
    await results.return(undefined);
    expect(clock.sleeping).toBe(0);
  });

  it('throws on what is thrown', async () => {
    const clock = new HandClock();
    const results = paced(cadence, clock, new AbortController().signal, () => Promise.reject(new Error('a bug')));
    await expect(results.next()).rejects.toThrow('a bug');
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });
});
