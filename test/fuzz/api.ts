import { buildApi } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import type { Target as Watched } from '../../src/config/config.ts';
import type { Clock } from '../../src/domain/clock.ts';
import type { Entry } from '../../src/domain/entry.ts';
import { KEEP } from '../../src/domain/keep.ts';
import { fakePing, fakeProbes } from '../support/fake-probes.ts';
import { memoryStore } from '../support/memory-store.ts';

export const NOW = 1_780_000_000_000_000;
export const TOKEN = 'correct-horse-battery-staple';
/** Each look at it is later than the one before, so that what waits for its time to pass does not for long. */
const fastClock = (): Clock => {
  let looks = 0;
  return {
    now: () => NOW + (looks += 1) * 100_000,
    elapsed: () => (looks += 1) * 100,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, Math.min(ms, 200));
        signal.addEventListener('abort', end);
      }),
  };
};
const nothing = { count: 0, seconds: 0 };
/** A target of the config that is pinged. */
export const watched = (name: string, label: string, address: string): Watched => {
  const aim = { subject: { target: name, vantage: 'here' }, address };
  const check = { probe: fakePing, aim, options: {}, every: 1_000, binding: {} };
  return { name, label, role: 'anchor', address, checks: [check] };
};
/** The api over a store in memory, with what it met of bugs. */
export const api = (targets: readonly Watched[], series: ApiDeps['counters']['series'], entries: readonly Entry[]) => {
  const bugs: unknown[] = [];
  const store = memoryStore();
  void store.journal.append(entries);
  const stop = new AbortController();
  const lagSeconds = { mean: 0, p50: 0, p90: 0, p99: 0, max: 0 };
  const gaps = { stopped: nothing, suspended: nothing, stalled: nothing, 'clock-stepped': nothing, restored: nothing };
  const app = buildApi({
    config: {
      vantage: 'here',
      listen: { host: '127.0.0.1', port: 8137 },
      token: TOKEN,
      protectReading: false,
      apiMayProbe: ['192.0.2.1'],
      uplinks: [],
      diagnoseOnDown: true,
      keep: KEEP,
      targets,
    },
    version: '0.0.0-test',
    startedAt: NOW,
    clock: fastClock(),
    query: store.query,
    journal: store.journal,
    probes: fakeProbes,
    net: {
      engine: undefined,
      engineMissing: { why: 'in a test', remedy: 'none' },
      resolve: () => Promise.resolve({ ok: false, reason: 'no-address', detail: 'no names in this test' }),
    },
    states: () => new Map(),
    resolved: () => new Map(),
    routes: () => ({ v4: true, v6: false }),
    counters: { series, gaps, events: new Map() },
    storeHealth: () => ({ ok: true, pending: 0 }),
    processFigures: () => ({ cpuSeconds: 1, residentBytes: 1, startedAtSeconds: 1, lagSeconds }),
    ailments: () => [],
    startCheck: ({ probe, aim: { subject } }) =>
      Promise.resolve({
        kind: 'run',
        id: 'r1',
        at: NOW,
        tookMs: 5,
        probe: probe.name,
        subject,
        outcome: { status: 'failed', reason: 'timeout', detail: 'in a test', findings: [] },
      }),
    onBug: (error) => bugs.push(error),
    staticRoot: '/nonexistent',
    signal: stop.signal,
  });
  return { app, bugs, stop };
};
