import { describe, expect, it } from 'vitest';

import type { Entry } from '../../../src/domain/entry.ts';
import type { Target } from '../../../src/config/config.ts';
import { SECOND, type EpochMicros } from '../../../src/domain/time.ts';
import { Fleet } from '../../../src/service/read-only/fleet.ts';
import { Feed } from '../../../src/service/read-only/feed.ts';
import { Follower } from '../../../src/service/read-only/follow.ts';
import type { FleetQuery, TargetOfPlace } from '../../../src/store/influx/query/fleet.ts';
import { BASE, gap, run, SECOND_US, SERIES } from '../../contracts/store-entries.ts';
import { HandClock } from '../../support/clock.ts';
import { fakeProbes } from '../../support/fake-probes.ts';
import { memoryStore } from '../../support/memory-store.ts';

const OTHER = { target: 'router', vantage: 'office' };
const samples = (subject: typeof SERIES.subject, at: EpochMicros): Entry => ({
  kind: 'samples',
  ...SERIES,
  subject,
  samples: [{ at, value: 9 }],
});
const changed = (subject: typeof SERIES.subject, to: string, at: EpochMicros): Entry => ({
  kind: 'event',
  at,
  type: 'state-changed',
  severity: 'fail',
  probe: 'ping',
  subject,
  evidence: { field: 'rtt', from: 'up', to, since: at - 5 },
});
/** What the database answers, over entries in memory. */
const over = (entries: readonly Entry[], told: readonly TargetOfPlace[] = []): FleetQuery => ({
  targets: () => Promise.resolve(told),
  paces: () =>
    Promise.resolve([
      { series: SERIES, every: 503 },
      { series: { ...SERIES, subject: OTHER }, every: 0 },
    ]),
  lastEvents: (type) =>
    Promise.resolve(
      entries.flatMap((e) =>
        e.kind === 'event' && e.type === type && e.subject !== undefined
          ? [{ probe: e.probe, subject: e.subject, at: e.at, evidence: e.evidence }]
          : [],
      ),
    ),
  ran: () => Promise.resolve([{ probe: 'route', subject: SERIES.subject }]),
  recent: ({ from, to }) =>
    Promise.resolve(
      entries.flatMap((e) =>
        e.kind === 'samples'
          ? [
              {
                probe: e.probe,
                field: e.field,
                subject: e.subject,
                samples: e.samples.filter((s) => s.at >= from && s.at < to),
              },
            ]
          : [],
      ),
    ),
});
const described: readonly Target[] = [
  { name: 'router', label: 'My router', role: 'gateway', address: '192.168.1.1', checks: [] },
];
const fleetOf = async (entries: readonly Entry[], told: readonly TargetOfPlace[] = [], vantage = 'elsewhere') => {
  const { journal, query } = memoryStore();
  await journal.append(entries);
  const clock = new HandClock(BASE);
  const fleet = new Fleet({
    query,
    fleet: over(entries, told),
    probes: fakeProbes,
    clock,
    vantage,
    described,
    late: 5 * SECOND,
  });
  await fleet.discover();
  return { fleet, clock };
};

describe('what several places see', () => {
  it('is a target for each, with what is measured of it and how often', async () => {
    const { fleet } = await fleetOf([samples(SERIES.subject, BASE - SECOND_US), samples(OTHER, BASE - SECOND_US)]);
    expect(fleet.targets.map((t) => [t.name, t.label, t.place])).toEqual([
      ['router@home', 'router · home', { label: 'router', ...SERIES.subject, same: '["router",""]' }],
      ['router@office', 'router · office', { label: 'router', ...OTHER, same: '["router",""]' }],
    ]);
    const checks = fleet.targets.map((t) => t.checks.map((c) => [c.probe.name, c.every]));
    const usual = fakeProbes.map((p) => [p.name, p.every]);
    expect(checks).toEqual([
      [['ping', 500], usual.find(([name]) => name === 'route')],
      [usual.find(([n]) => n === 'ping')],
    ]);
    expect(fleet.find('router@office')).toEqual(OTHER);
  });
  it('is described by its own place, and by the config of this reader in its own place alone', async () => {
    const entries = [samples(SERIES.subject, BASE - SECOND_US), samples(OTHER, BASE - SECOND_US)];
    const of = async (told: readonly TargetOfPlace[], vantage: string) => {
      const { fleet } = await fleetOf(entries, told, vantage);
      const shared = new Set(fleet.targets.map((t) => t.place?.same)).size === 1;
      return [...fleet.targets.map((t) => [t.address, t.role, t.place?.label]), shared];
    };
    expect(await of([], 'elsewhere')).toEqual([['', 'target', 'router'], ['', 'target', 'router'], true]);
    expect(await of([], 'home')).toEqual([['192.168.1.1', 'gateway', 'My router'], ['', 'target', 'router'], false]);
    const told = { name: 'router', vantage: 'office', address: 'fw.example', role: 'target', label: 'Firewall' };
    expect(await of([told], 'home')).toEqual([
      ['192.168.1.1', 'gateway', 'My router'],
      ['fw.example', 'target', 'Firewall'],
      false,
    ]);
    const both = [told, { ...told, vantage: 'home', label: 'Office' }];
    expect(await of(both, 'home')).toEqual([
      ['fw.example', 'target', 'Office'],
      ['fw.example', 'target', 'Firewall'],
      true,
    ]);
  });
  it.each(['gateway', 'gateway-v6', 'first-hop', 'resolver-2', 'loopback'])(
    'is another machine at every place where it is called %s and no more is known',
    async (target) => {
      const subjects = ['home', 'office'].map((vantage) => ({ target, vantage }));
      const { fleet } = await fleetOf(subjects.map((s) => samples(s, BASE - SECOND_US)));
      expect(new Set(fleet.targets.map((t) => t.place?.same)).size).toBe(2);
    },
  );
  it('fares as its last change says, and is unknown when nothing new comes from there', async () => {
    const entries = [
      ...[SERIES.subject, OTHER].flatMap((s) => [samples(s, BASE), changed(s, 'up', BASE - 100)]),
      changed(OTHER, 'down', BASE - 50),
    ];
    const { fleet, clock } = await fleetOf(entries);
    expect(Object.fromEntries(fleet.states())).toEqual({
      'router@home': { word: 'up', since: BASE - 105 },
      'router@office': { word: 'down', since: BASE - 55 },
    });
    expect(fleet.seen().map((s) => [s.subject.vantage, s.word])).toEqual([
      ['home', 'up'],
      ['office', 'down'],
    ]);
    // Asked for each of thousands of targets, it is reckoned once.
    expect(fleet.states()).toBe(fleet.states());
    expect(fleet.resolved()).toBe(fleet.resolved());
    await clock.advance(20 * SECOND);
    fleet.take([samples(OTHER, BASE + 20 * SECOND_US), changed(OTHER, 'up', BASE + 20 * SECOND_US)]);
    await clock.advance(1);
    expect(Object.fromEntries(fleet.states())).toMatchObject({
      'router@home': { word: 'unknown', since: BASE, reason: 'nothing new from home' },
      'router@office': { word: 'up' },
    });
    await clock.advance(30 * SECOND);
    expect(fleet.states().get('router@office')?.word).toBe('unknown');
  });
});

describe('following what is written', () => {
  it('tells each entry once, also one that settled after its successors', async () => {
    const { journal, query } = memoryStore();
    const entries: Entry[] = [];
    const add = async (...more: readonly Entry[]): Promise<void> => {
      entries.push(...more);
      await journal.append(more);
    };
    const follower = new Follower(query, { recent: (range) => over(entries).recent(range) });
    const at = (s: number): EpochMicros => BASE + s * SECOND_US;
    await add(
      samples(SERIES.subject, at(-1)),
      changed(OTHER, 'down', at(-2)),
      gap(at(-9_000), at(-1)),
      run(at(-3), 'a'),
    );
    expect((await follower.read(BASE)).map((e) => e.kind)).toEqual(['samples', 'event', 'run', 'gap']);
    expect(await follower.read(at(3))).toEqual([]);
    await add(samples(SERIES.subject, at(4)));
    expect(await follower.read(at(5))).toEqual([samples(SERIES.subject, at(4))]);
    const late: Entry = { kind: 'samples', ...SERIES, samples: [{ at: at(1), lost: 'timeout' }] };
    await add(late);
    expect(await follower.read(at(6))).toEqual([late]);
  });
  it('hands on to whoever reads, from where they are', async () => {
    const feed = new Feed();
    const stop = new AbortController();
    feed.put([samples(SERIES.subject, 1)]);
    const reader = feed.tail(feed.head(), stop.signal);
    feed.put([]);
    const waiting = reader.next();
    feed.put([samples(SERIES.subject, 2)]);
    expect(await waiting).toEqual({ done: false, value: { entries: [samples(SERIES.subject, 2)], next: 2 } });
    stop.abort();
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });
});
