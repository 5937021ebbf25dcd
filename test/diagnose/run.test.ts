import { describe, expect, it } from 'vitest';

import type { Ask, Seen } from '../../src/domain/ask.ts';
import { invent, type World } from '../../src/diagnose/invented.ts';
import { runDiagnosis } from '../../src/diagnose/run.ts';
import { HandClock } from '../support/clock.ts';

const goal = { host: '192.0.2.10', path: '/', resolvers: [] };

/** A run in a world that there is not, on a clock driven by hand. */
const running = (world: World, slow?: (ask: Ask) => boolean) => {
  const clock = new HandClock();
  const stop = new AbortController();
  const progress: string[] = [];
  const ask = async (asked: Ask, signal: AbortSignal): Promise<Seen> => {
    const { seen, tookMs } = invent(asked, world);
    await clock.sleep(slow?.(asked) === true ? 600_000 : tookMs, signal);
    return seen;
  };
  const ended = runDiagnosis(goal, { clock, signal: stop.signal, ask, progress: (text) => progress.push(text) });
  return { clock, stop, progress, ended };
};

describe('a diagnosis', () => {
  it('goes on to its verdict, telling what it asks', async () => {
    const { clock, ended, progress } = running({});
    await clock.advance(60_000);
    expect((await ended)?.verdict.code).toBe('no-fault');
    expect(progress.some((text) => text.includes('download of at most'))).toBe(true);
    expect(clock.sleeping).toBe(0);
  });
  it('is inconclusive after 90 s, with what was seen by then', async () => {
    const { clock, ended } = running({}, (ask) => ask.kind !== 'resolve' && ask.kind !== 'route');
    await clock.advance(89_999);
    expect(clock.sleeping).toBeGreaterThan(0);
    await clock.advance(1);
    const diagnosis = await ended;
    expect(diagnosis?.verdict).toMatchObject({ code: 'inconclusive', severity: 'warn', evidence: { seconds: 90 } });
    expect(diagnosis?.verdict.summary).toMatch(/^Not settled within 90 s; the last thing asked was: .*192\.0\.2\.10/);
    expect(diagnosis?.steps).toContainEqual({
      name: 'route',
      family: 4,
      told: 'from 192.0.2.1 over eth0, path MTU 1500 of 1500',
    });
    expect(clock.sleeping).toBe(0);
  });
  it('says nothing when it is ended', async () => {
    const { clock, stop, ended } = running({}, () => true);
    await clock.advance(10);
    stop.abort();
    expect(await ended).toBeUndefined();
    expect(clock.sleeping).toBe(0);
  });
  it('throws a bug', async () => {
    const signal = new AbortController().signal;
    const ask = () => Promise.reject(new TypeError('a bug'));
    await expect(runDiagnosis(goal, { clock: new HandClock(), signal, ask })).rejects.toThrow('a bug');
  });
});
