import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { AnyOnce } from '../../src/probes/probe.ts';
import { orders } from '../../src/service/orders.ts';
import { HandClock } from '../support/clock.ts';
import { memoryCache } from '../support/memory-cache.ts';
import { memoryStore } from '../support/memory-store.ts';
import { FakeNet } from '../support/net.ts';

const setup = (run: AnyOnce['run'], cache?: ReturnType<typeof memoryCache>, longest?: number) => {
  const clock = new HandClock();
  const store = memoryStore();
  const net = new FakeNet({ clock });
  const probe: AnyOnce = {
    name: 'x',
    title: 'X',
    every: 1_000,
    options: z.object({}),
    values: {},
    report: z.null(),
    ...(longest === undefined ? {} : { longest }),
    run,
  };
  const aim = { subject: { target: 't', vantage: 'v' }, address: '192.0.2.1' };
  const stop = new AbortController();
  const order = { probe, aim, options: {}, binding: { device: 'wan' } };
  return {
    clock,
    store,
    stop,
    start: (progress?: (line: string) => void) =>
      orders(net, clock, store.journal, cache)(order, stop.signal, progress),
  };
};

describe('a check that was ordered', () => {
  it('runs over its binding, and is in the journal when it is answered', async () => {
    const { clock, store, start } = setup(async (_aim, _options, ctx) => {
      await ctx.clock.sleep(40, ctx.signal);
      return {
        status: 'measured',
        values: { of: (ctx.net as FakeNet).binding.device === 'wan' ? 1 : 0 },
        findings: [],
        report: null,
      };
    });
    const run = start();
    await clock.advance(40);
    expect(await run).toMatchObject({
      probe: 'x',
      subject: { target: 't' },
      tookMs: 40,
      outcome: { values: { of: 1 } },
    });
    expect(store.entries).toEqual([await run]);
  });

  it('has what is kept for it', async () => {
    const cache = memoryCache();
    let given: unknown;
    const { start } = setup((_aim, _options, ctx) => {
      given = ctx.cache;
      return Promise.resolve({ status: 'measured', values: {}, findings: [], report: null });
    }, cache);
    await start();
    expect(given).toBe(cache);
  });

  it.each([
    ['a minute', undefined, 60],
    ['as long as the probe takes by its nature', 180_000, 180],
  ])('is bounded in time, whatever the probe does: %s', async (_, longest, seconds) => {
    const { clock, store, start } = setup(() => new Promise(() => undefined), undefined, longest);
    const run = start();
    await clock.advance(seconds * 1_000 - 1);
    expect(store.entries).toEqual([]);
    await clock.advance(1);
    expect(await run).toMatchObject({
      outcome: { status: 'failed', reason: 'timeout', detail: `not done after ${seconds} s` },
    });
    expect(store.entries).toHaveLength(1);
    expect(clock.sleeping).toBe(0);
  });

  it('ends when whoever asked has gone', async () => {
    const { stop, start } = setup(() => new Promise(() => undefined));
    const run = start();
    stop.abort();
    expect(await run).toMatchObject({ outcome: { status: 'failed', reason: 'cancelled' } });
  });

  it('says that its time was over where that is why it was ended', async () => {
    const { stop, start } = setup((_aim, _options, { signal }) => {
      const outcome = { status: 'failed', reason: 'cancelled', detail: 'cancelled', findings: [] } as const;
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(outcome), { once: true }));
    });
    const run = start();
    stop.abort(new DOMException('not done after 60 s', 'TimeoutError'));
    expect(await run).toMatchObject({
      outcome: { status: 'failed', reason: 'timeout', detail: 'not done after 60 s' },
    });
  });

  it('tells how far it is to who asks', async () => {
    const { start } = setup((_aim, _options, { progress }) => {
      progress?.('1 of 2');
      progress?.('2 of 2');
      return Promise.resolve({ status: 'measured', values: {}, findings: [], report: null });
    });
    const lines: string[] = [];
    await start((line) => lines.push(line));
    expect(lines).toEqual(['1 of 2', '2 of 2']);
  });

  it('lets a bug through', async () => {
    const { clock, start } = setup(() => Promise.reject(new Error('bug')));
    await expect(start()).rejects.toThrow('bug');
    expect(clock.sleeping).toBe(0);
  });
});
