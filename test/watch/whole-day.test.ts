import { describe, expect, it } from 'vitest';

import type { Entry, Event } from '../../src/domain/entry.ts';
import { startScheduler } from '../../src/scheduler/scheduler.ts';
import { closingEntries, openingEntries } from '../../src/scheduler/service.ts';
import { runWatcher } from '../../src/watch/run.ts';
import { HandClock, settle } from '../support/clock.ts';
import { memoryStore } from '../support/memory-store.ts';
import { FakeNet } from '../support/net.ts';
import { checkOf, fakeStream } from '../support/probes.ts';
import { T0, watcher } from './support.ts';

/** Scheduler, journal and watcher together, as the service runs them, on a line that is cut by hand. */
const service = () => {
  const clock = new HandClock(T0);
  const store = memoryStore();
  const line = { cut: false };
  const ping = fakeStream(() => {
    const at = clock.now();
    return { field: 'rtt', sample: line.cut ? { at, lost: 'send-failed' as const } : { at, value: 20_000 } };
  });
  const start = async () => {
    const lastAt = await store.journal.lastAt();
    const stop = new AbortController();
    const watching = runWatcher(watcher, store.journal, stop.signal);
    await store.journal.append(openingEntries(lastAt, clock.now(), {}));
    const checks = [checkOf(ping, 'a')];
    const net = new FakeNet({ clock });
    const append = (entries: readonly Entry[]): Promise<number> => store.journal.append(entries);
    const scheduler = startScheduler({ checks, net, clock, boot: clock.boot, lastAt, append });
    return async () => {
      await scheduler.stop();
      await append(closingEntries(clock.now(), {}));
      await settle();
      stop.abort();
      await watching.done;
    };
  };
  const changes = (): readonly string[] =>
    store.entries
      .filter((e): e is Event => e.kind === 'event' && e.type === 'state-changed')
      .map((e) => `${String(e.evidence['to'])}@${((e.at - T0) / 1e6).toFixed(0)}`);
  return { clock, line, start, changes, store };
};

describe('a day of the service', () => {
  it('tells an outage, and makes none of a suspended machine whose network comes up late', async () => {
    const { clock, line, start, changes } = service();
    const stop = await start();
    await clock.advance(60_400);
    line.cut = true;
    await clock.advance(30_000);
    line.cut = false;
    await clock.advance(60_000);
    line.cut = true; // nothing can be sent on waking, and that is known at once
    clock.suspend(3_600_000);
    await clock.advance(8_000);
    line.cut = false;
    await clock.advance(60_000);
    await stop();
    const [up, down, again, unknown, last] = changes();
    expect([up, down, again]).toEqual(['up@0', 'down@70', 'up@91']);
    expect(unknown).toMatch(/^unknown@1(49|50)$/);
    expect(last).toBe('up@3759');
    expect(changes()).toHaveLength(5);
  });

  it('makes none of a stalled process, a clock set either way, or a service that was not running', async () => {
    const { clock, start, changes, store } = service();
    let stop = await start();
    await clock.advance(30_000);
    await clock.stall(600_000);
    await clock.advance(30_000);
    clock.step(86_400_000);
    await clock.advance(30_000);
    clock.step(-86_400_000);
    await clock.advance(30_000);
    await stop();
    await clock.stall(7_200_000);
    stop = await start();
    await clock.advance(30_000);
    await stop();
    expect(changes().map((c) => c.replace(/@.*/, ''))).toEqual(
      Array.from({ length: 9 }, (_, i) => (i % 2 === 0 ? 'up' : 'unknown')),
    );
    expect(store.entries.filter((e) => e.kind === 'gap').map((g) => g.reason)).toEqual([
      'stalled',
      'clock-stepped',
      'clock-stepped',
      'stopped',
    ]);
    expect(clock.sleeping).toBe(0);
  });
});
