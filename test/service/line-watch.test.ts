import { duplexPair } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { parseConfig } from '../../src/config/parse.ts';
import type { Event, Run } from '../../src/domain/entry.ts';
import { SECOND } from '../../src/domain/time.ts';
import { PROBES } from '../../src/probes/index.ts';
import { startScheduler } from '../../src/scheduler/scheduler.ts';
import { watchLines } from '../../src/service/line-watch.ts';
import { orders } from '../../src/service/orders.ts';
import { mainFieldOf } from '../../src/service/known.ts';
import { rulesFor } from '../../src/watch/lines/rules.ts';
import { runWatcher } from '../../src/watch/run.ts';
import { targetState } from '../../src/watch/target-state.ts';
import { frameDns } from '../../src/wire/dns-frames.ts';
import { HandClock, settle } from '../support/clock.ts';
import { dnsAnswer } from '../support/dns-message.ts';
import { memoryStore } from '../support/memory-store.ts';
import { FakeNet, type NetScript } from '../support/net.ts';
import { stunAnswer } from '../support/stun.ts';

const CONFIG = `
vantage: home
uplinks:
  dsl: {kind: dsl, via: {device: ppp0}, gateway: 192.168.1.1, home_name: home.example}
  mobile: {kind: 5g, via: {device: wwan0}}
egress: {stun: ["192.0.2.1:3478"], http: ["http://192.0.2.1/"]}
`;
const [DSL, MOBILE] = ['84.56.7.8', '109.250.1.2'];
const START = 1_780_000_000_000_000;
const S = 1_000_000;
/** So long all is well. */
const WELL = 70 * SECOND;

interface World {
  dslCarries: boolean;
  house: 'dsl' | 'mobile' | undefined;
}
/** A house whose router goes over one of two lines; on this machine each is a device. */
const script = (clock: HandClock, world: World): NetScript => {
  const lineOf = (device: string | undefined): World['house'] => {
    if (device === undefined) return world.house;
    return device === 'ppp0' ? 'dsl' : 'mobile';
  };
  const carries = (device: string | undefined): World['house'] => {
    const line = lineOf(device);
    return line === 'dsl' && !world.dslCarries ? undefined : line;
  };
  return {
    clock,
    echo: ({ request, binding }) => {
      if (request.address === '192.168.1.1') return { rtt: 1 };
      const line = carries(binding.device);
      if (request.ttl !== undefined) return { lost: true };
      return line === undefined ? { lost: true } : { rtt: line === 'dsl' ? 18 : 42 };
    },
    datagram: ({ request, binding }) => {
      const line = carries(binding.device);
      if (request.address.includes(':')) return { ok: false, reason: 'no-route', detail: 'no IPv6 here' };
      if (line === undefined || request.port === 53) return { ok: false, reason: 'timeout', detail: 'nobody answers' };
      return { rtt: 20, payload: stunAnswer(request.payload, line === 'dsl' ? DSL : MOBILE, 40_000) };
    },
    ask: ({ ask, binding }) => {
      if (ask.kind !== 'packets') return { kind: 'route', unsupported: 'not scripted' };
      const mtu = carries(binding.device) === 'dsl' ? 1_492 : carries(binding.device) === 'mobile' ? 1_420 : 0;
      return {
        kind: 'packets',
        packets: ask.sizes.map((bytes) => ({ bytes, outcome: bytes <= mtu ? 'arrived' : 'lost' })),
      };
    },
    routes: [
      { after: 0, v4: '192.168.1.1 ppp0' },
      { after: WELL + 9 * SECOND, v4: '10.64.0.1 wwan0' },
    ],
    resolve: { 'home.example': [DSL] },
    stream: () => {
      const [ours, theirs] = duplexPair();
      theirs.on('error', () => undefined);
      theirs.on('data', (bytes: Buffer) => {
        // It was made by way of the DSL line, and is known nowhere else.
        if (world.dslCarries) theirs.write(frameDns(dnsAnswer(Uint8Array.from(bytes.subarray(2)), [])));
      });
      return { rtt: 18, stream: ours };
    },
  };
};

const live = (config = CONFIG) => {
  const clock = new HandClock(START);
  const world: World = { dslCarries: true, house: 'dsl' };
  const net = new FakeNet(script(clock, world));
  const store = memoryStore();
  const parsed = parseConfig(config, { probes: PROBES, vantage: 'elsewhere' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const reading = new AbortController();
  const bugs: unknown[] = [];
  const onBug = (error: unknown): void => void bugs.push(error);
  const { signal } = reading;
  const { journal } = store;
  const watching = watchLines({
    config: parsed.config,
    probes: PROBES,
    journal,
    clock,
    startCheck: orders(net, clock, journal),
    signal,
    onBug,
  });
  const states = runWatcher(targetState(mainFieldOf(PROBES), rulesFor(parsed.config.uplinks)), journal, signal, onBug);
  const scheduler = startScheduler({
    checks: parsed.config.targets.flatMap((t) => t.checks.map(watching.paced)),
    net,
    clock,
    append: (entries) => journal.append(entries),
    onBug,
  });
  const stop = async (): Promise<void> => {
    const stopping = scheduler.stop();
    await clock.advance(20 * SECOND);
    await stopping;
    reading.abort();
    await clock.advance(SECOND);
    await Promise.all([...watching.done, states.done]);
  };
  const events = (type: string): readonly Event[] =>
    store.entries.filter((e): e is Event => e.kind === 'event' && e.type === type);
  const runs = (probe: string): readonly Run[] =>
    store.entries.filter((e): e is Run => e.kind === 'run' && e.probe === probe);
  const sentOver = (device: string, ms: number): number =>
    net.asked.echoes.filter(
      ({ binding, request, sentAt }) =>
        binding.device === device &&
        request.address !== '192.168.1.1' &&
        // What looks for the first hop is of the probes of addresses.
        request.ttl === undefined &&
        sentAt >= clock.now() - ms * 1_000,
    ).length;
  return { clock, world, net, store, watching, stop, events, runs, bugs, sentOver };
};

describe('a house with two lines', () => {
  it('is told of a failover, what it cost, and whom to blame', async () => {
    const s = live();
    await s.clock.advance(WELL);
    expect(s.events('live-changed').map((e) => e.evidence['to'])).toEqual(['dsl']);
    expect(s.watching.lines?.().live).toMatchObject({ line: 'dsl' });
    // The metered one stands by: an echo every ten seconds.
    expect(s.sentOver('wwan0', 30 * SECOND)).toBeLessThanOrEqual(4);
    expect(s.sentOver('ppp0', 30 * SECOND)).toBeGreaterThanOrEqual(29);

    s.world.dslCarries = false;
    await s.clock.advance(9 * SECOND);
    // Nobody waits until it is sure: the dead line is asked ten times a second.
    expect(s.sentOver('ppp0', 3 * SECOND)).toBeGreaterThan(20);
    s.world.house = 'mobile';
    await s.clock.advance(20 * SECOND);

    const failovers = s.events('failover');
    expect(failovers).toHaveLength(1);
    const evidence: Event['evidence'] = failovers[0]?.evidence ?? {};
    expect(evidence).toMatchObject({
      from: 'dsl',
      to: 'mobile',
      addressFrom: DSL,
      addressTo: MOBILE,
      mtuFrom: 1_492,
      mtuTo: 1_420,
      connection: 'broken',
    });
    const dark = [START + 70 * S, START + 79 * S] as const;
    expect(Number(evidence['lastGood'])).toBeGreaterThan(dark[0] - 1.1 * S);
    expect(Number(evidence['lastGood'])).toBeLessThanOrEqual(dark[0] + 0.1 * S);
    expect(Number(evidence['firstGood'])).toBeGreaterThan(dark[1]);
    expect(Number(evidence['firstGood'])).toBeLessThan(dark[1] + 0.5 * S);
    expect(Number(evidence['darkSeconds'])).toBeCloseTo(
      (Number(evidence['firstGood']) - Number(evidence['lastGood'])) / S,
      3,
    );
    expect(s.watching.lines?.()).toMatchObject({ live: { line: 'mobile' }, believed: 'mobile' });

    const down = s.events('state-changed').find((e) => e.subject?.target === 'dsl' && e.evidence['to'] === 'down');
    expect(down?.subject).toEqual({ target: 'dsl', via: 'dsl', vantage: 'home' });
    expect(s.events('line-finding').map((e) => e.evidence['code'])).toContain('gateway-up-no-internet');
    await s.stop();
    expect(s.bugs).toEqual([]);
  });

  it('is diagnosed once when an incident asks for it, over the line that it is of', async () => {
    const s = live(CONFIG.replace('home_name: home.example', ''));
    await s.clock.advance(WELL);
    s.world.dslCarries = false;
    await s.clock.advance(9 * SECOND);
    s.world.house = 'mobile';
    await s.clock.advance(30 * SECOND);
    const opened = s.events('incident-opened');
    expect(opened.map((e) => [e.evidence['cause'], e.evidence['of'], e.evidence['diagnose']])).toEqual([
      ['line', 'dsl', 'dsl'],
    ]);
    expect(s.watching.incidents()).toMatchObject([{ cause: 'line', of: 'dsl' }]);
    const [run, ...more] = s.runs('mtu');
    expect(more).toEqual([]);
    expect(run?.subject).toEqual({ target: 'dsl', via: 'dsl', vantage: 'home' });
    expect(run?.at).toBeGreaterThanOrEqual(opened[0]?.at ?? Infinity);
    await s.stop();
    expect(s.bugs).toEqual([]);
  });

  it('is diagnosed by nobody where its owner says so', async () => {
    const s = live(`${CONFIG}diagnose_on_down: false\n`);
    await s.clock.advance(WELL);
    s.world.dslCarries = false;
    s.world.house = 'mobile';
    await s.clock.advance(30 * SECOND);
    expect(s.events('incident-opened').length).toBeGreaterThan(0);
    expect(s.runs('mtu')).toEqual([]);
    await s.stop();
  });
});

describe('a house without lines', () => {
  it('has incidents all the same, and no lines', async () => {
    const s = live('targets: {a: {address: 192.0.2.77}}');
    await s.clock.advance(10 * SECOND);
    expect(s.watching.lines).toBeUndefined();
    expect(s.watching.incidents()).toEqual([]);
    await settle();
    await s.stop();
  });
});
