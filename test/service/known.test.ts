import { describe, expect, it } from 'vitest';

import type { Config } from '../../src/config/config.ts';
import { discover } from '../../src/config/discover.ts';
import type { Entry } from '../../src/domain/entry.ts';
import { PROBES } from '../../src/probes/index.ts';
import { knownAddresses, mainFieldOf, stateTeller, statesByTarget } from '../../src/service/known.ts';
import { targetState } from '../../src/watch/target-state.ts';
import { settle } from '../support/clock.ts';
import { memoryStore } from '../support/memory-store.ts';

const moved = (target: string, using: string, at: number): Entry => ({
  kind: 'event',
  at,
  type: 'address-changed',
  severity: 'info',
  subject: { target, vantage: 'v' },
  evidence: { from: '', to: using, using },
});

describe('the main field', () => {
  it('is the duration that a stream measures', () => {
    const of = mainFieldOf(PROBES);
    expect([of('ping'), of('tcp'), of('route'), of('none')]).toEqual(['rtt', 'connect', undefined, undefined]);
  });
});

const watcher = targetState(mainFieldOf(PROBES));
const sample = (target: string, vantage: string): Entry => ({
  kind: 'samples',
  probe: 'ping',
  field: 'rtt',
  subject: { target, vantage },
  samples: [{ at: 5_000_000, value: 10 }],
});

describe('states by target', () => {
  it('takes the main series, seen from here, and tells what it does not know', () => {
    const config = discover({ routes: [], resolvers: ['127.0.0.53'] }, { probes: PROBES, vantage: 'v' });
    const [state] = watcher.step(watcher.init, [sample('loopback', 'v'), sample('resolver', 'elsewhere')]);
    expect(Object.fromEntries(statesByTarget(config, state, 7))).toEqual({
      resolver: { word: 'unknown', since: 7 },
      loopback: { word: 'up', since: 5_000_000 },
    });
  });
});

describe('the teller of states', () => {
  it('makes them anew when the watcher knows more, or there are more targets', () => {
    const found = discover({ routes: [], resolvers: ['127.0.0.53'] }, { probes: PROBES, vantage: 'v' });
    let watched = watcher.init;
    let targets: Config['targets'] = found.targets.slice(0, 1);
    const config: Config = {
      ...found,
      get targets() {
        return targets;
      },
    };
    const states = stateTeller(config, () => watched, 7);
    const first = states();
    expect(states()).toBe(first);
    [watched] = watcher.step(watched, [sample(found.targets[0]?.name ?? '', 'v')]);
    expect([...states().values()]).toEqual([{ word: 'up', since: 5_000_000 }]);
    ({ targets } = found);
    expect([...states().keys()]).toEqual(found.targets.map((t) => t.name));
  });
});

describe('known addresses', () => {
  it('come from the past and follow what happens', async () => {
    const { journal, query } = memoryStore();
    await journal.append([moved('a', '192.0.2.1', 10), moved('b', '192.0.2.9', 11), moved('a', '192.0.2.2', 12)]);
    const stop = new AbortController();
    const { all, done } = await knownAddresses(journal, query, 100, stop.signal);
    expect(Object.fromEntries(all)).toEqual({
      a: '192.0.2.2',
      b: '192.0.2.9',
    });
    await journal.append([moved('b', '192.0.2.10', 101)]);
    await settle();
    expect(all.get('b')).toBe('192.0.2.10');
    stop.abort();
    await done;
  });
});
