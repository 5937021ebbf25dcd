import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { route } from '../../../src/probes/route/route.ts';
import { trace } from '../../../src/probes/route/trace.ts';
import { HandClock } from '../../support/clock.ts';
import { FakeNet, type EchoAsk, type Fate, type NetScript } from '../../support/net.ts';

const TARGET = '1.1.1.1';
const aim = { subject: { target: 'a', vantage: 'v' }, address: TARGET };

/** A path: routers by TTL (several for equal-cost paths, none for a silent one), then the target. */
const path =
  (hops: readonly (readonly string[])[], target: string | null = TARGET) =>
  ({ request, seq }: EchoAsk): Fate => {
    const ttl = request.ttl ?? 64;
    if (ttl > hops.length) return target === null ? { lost: true } : { rtt: 20 };
    const at = hops[ttl - 1] ?? [];
    const from = at[seq % Math.max(1, at.length)];
    return from === undefined ? { lost: true } : { error: 'time-exceeded', rtt: ttl, icmp: { from } };
  };

const run = async (script: Omit<NetScript, 'clock'>, options: unknown = {}, address = TARGET) => {
  const clock = new HandClock();
  const net = new FakeNet({ clock, ...script });
  const stop = new AbortController();
  const lines: string[] = [];
  const ctx = { clock, net, signal: stop.signal, progress: (l: string) => lines.push(l) };
  const result = route.run({ ...aim, address }, route.options.parse(options), ctx);
  const start = clock.elapsed();
  let took = Infinity;
  void result.then(() => (took = clock.elapsed() - start));
  await clock.advance(60_000);
  expect(clock.sleeping).toBe(0);
  return { outcome: await result, net, lines, took };
};

describe('the route probe', () => {
  it('lists the hops to the target, and where the internet begins', async () => {
    const hops = [['192.168.1.1'], ['100.64.0.1'], [], ['62.0.0.1', '62.0.0.2']];
    const { outcome, lines, net } = await run({ echo: path(hops) });
    expect(outcome).toMatchObject({
      status: 'measured',
      values: { hops: 5, firstPublicHopTtl: 4 },
      report: {
        address: TARGET,
        reached: true,
        hops: [
          { ttl: 1, addresses: [{ address: '192.168.1.1', rttMicros: [1000, 1000, 1000] }], lost: 0 },
          { ttl: 2, addresses: [{ address: '100.64.0.1' }], lost: 0 },
          { ttl: 3, addresses: [], lost: 3 },
          { ttl: 4, addresses: [{ address: '62.0.0.1', rttMicros: [4000, 4000] }, { address: '62.0.0.2' }] },
          { ttl: 5, addresses: [{ address: TARGET, rttMicros: [20_000, 20_000, 20_000] }], lost: 0 },
        ],
        firstPublicHop: { ttl: 4, address: '62.0.0.1' },
      },
    });
    if (outcome.status === 'measured') expect(route.report.parse(outcome.report)).toEqual(outcome.report);
    expect(lines).toContain('1  192.168.1.1 1 ms');
    expect(net.asked.streams.every((s) => s.ended)).toBe(true);
  });

  it('gives up after five silent hops in a row, soon', async () => {
    const { outcome, net, took } = await run({ echo: path([['192.168.1.1'], ['10.0.0.1']], null) });
    expect(outcome).toMatchObject({ status: 'measured', values: {}, report: { reached: false } });
    if (outcome.status === 'measured') expect(outcome.report.hops).toHaveLength(2);
    expect(Math.max(...net.asked.echoes.map((e) => e.request.ttl ?? 0))).toBeLessThanOrEqual(14);
    expect(took).toBeLessThan(3_000);
  });

  it('ends where a router says that it cannot go on', async () => {
    const unreachable = (ask: EchoAsk): Fate =>
      (ask.request.ttl ?? 0) < 2
        ? { error: 'time-exceeded', rtt: 1, icmp: { from: '192.168.1.1' } }
        : { error: 'unreachable', rtt: 2, icmp: { from: '62.0.0.9', type: 3, code: 13 } };
    const { outcome } = await run({ echo: unreachable });
    expect(outcome).toMatchObject({ values: { firstPublicHopTtl: 2 }, report: { reached: false } });
    if (outcome.status !== 'measured') return;
    expect(outcome.report.hops.map((h) => h.unreachable)).toEqual([undefined, { type: 3, code: 13 }]);
  });

  it('asks no further than the bound', async () => {
    const endless = (ask: EchoAsk): Fate => ({
      error: 'time-exceeded',
      rtt: 1,
      icmp: { from: `10.0.0.${ask.request.ttl}` },
    });
    const { outcome, net } = await run({ echo: endless }, { max_hops: 9 });
    if (outcome.status === 'measured') expect(outcome.report.hops).toHaveLength(9);
    expect(net.asked.echoes).toHaveLength(27);
  });

  it.each([
    [{ engineMissing: { why: 'no sockets', remedy: 'sudo x' } }, 'not-allowed', 'no sockets'],
    [{ echo: () => ({ notSent: 'Network is unreachable' }) }, 'no-route', 'Network is unreachable'],
    [{ echo: () => ({ lost: true }) }, 'timeout', 'no hop on the way to 1.1.1.1 answered'],
  ] as const)('fails as a value: %o', async (script, reason, detail) => {
    const { outcome } = await run(script as Omit<NetScript, 'clock'>);
    expect(outcome).toMatchObject({ status: 'failed', reason, detail });
  });

  it('tells the remedy where the system allows no echo, and the name that has no address', async () => {
    const missing = await run({ engineMissing: { why: 'no sockets', remedy: 'sudo x' } });
    expect(missing.outcome.findings).toEqual([
      { code: 'icmp-not-allowed', severity: 'warn', evidence: { why: 'no sockets' }, remedy: 'sudo x' },
    ]);
    const nameless = await run({}, {}, 'nowhere.test');
    expect(nameless.outcome).toMatchObject({ reason: 'no-address', findings: [{ code: 'name-not-resolved' }] });
  });

  it('is cancelled at once', async () => {
    const clock = new HandClock();
    const net = new FakeNet({ clock, echo: path([]) });
    const stop = new AbortController();
    const result = route.run(aim, route.options.parse({}), { clock, net, signal: stop.signal });
    await clock.advance(1);
    stop.abort();
    expect(await result).toMatchObject({ status: 'failed', reason: 'cancelled' });
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });
});

describe('a trace', () => {
  it('is the path, up to the target or five silent hops, whatever the path is', async () => {
    const router = fc.oneof(
      fc.constant([]),
      fc.nat({ max: 255 }).map((n) => [`10.0.0.${n}`]),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(router, { maxLength: 16 }), fc.boolean(), async (hops, answers) => {
        const clock = new HandClock();
        const net = new FakeNet({ clock, echo: path(hops, answers ? TARGET : null) });
        const found = trace(
          TARGET,
          { timeout: 500, maxHops: 30 },
          { clock, net, signal: new AbortController().signal },
        );
        await clock.advance(60_000);
        const { hops: got, reached } = await found;
        const whole = [...hops, ...(answers ? [[TARGET]] : [])];
        const heard = whole.slice(0, whole.findLastIndex((h) => h.length > 0) + 1);
        const addresses = got.map((h) => h.addresses.map((a) => a.address));
        const silence = heard.some((_, i) => i >= 4 && heard.slice(i - 4, i + 1).every((h) => h.length === 0));
        // Beyond five silent hops it may have heard of more, being several hops ahead.
        expect(addresses).toEqual(silence ? heard.slice(0, addresses.length) : heard);
        expect(reached).toBe(answers && addresses.length === whole.length);
        expect(addresses.at(-1)).not.toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('stops where it is enough', async () => {
    const clock = new HandClock();
    const net = new FakeNet({ clock, echo: path([['10.0.0.1'], ['62.0.0.1'], [], [], []]) });
    const enough = (hop: { readonly ttl: number }): boolean => hop.ttl === 2;
    const signal = new AbortController().signal;
    const found = trace(TARGET, { timeout: 1000, maxHops: 30, enough }, { clock, net, signal });
    await clock.advance(300);
    expect((await found).hops).toHaveLength(2);
  });
});
