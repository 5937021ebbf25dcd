import { describe, expect, it } from 'vitest';

import { SECOND } from '../../src/domain/time.ts';
import { ping } from '../../src/probes/ping.ts';
import type { Context, Observation } from '../../src/probes/probe.ts';
import { HandClock, settle } from '../support/clock.ts';
import { FakeNet, type NetScript } from '../support/net.ts';

const aimAt = (address: string) => ({ subject: { target: 'host', vantage: 'home' }, address });
const setup = (script: (clock: HandClock) => Omit<NetScript, 'clock'>) => {
  const clock = new HandClock();
  const net = new FakeNet({ clock, ...script(clock) });
  const stop = new AbortController();
  const lines: string[] = [];
  const ctx: Context = { clock, net, signal: stop.signal, progress: (line) => lines.push(line) };
  return { clock, net, stop, ctx, lines };
};
/** Reads what `follow` tells, once a second, for as long as the clock is moved. */
const follow = (address: string, options: unknown, { ctx }: ReturnType<typeof setup>): Observation[] => {
  const told: Observation[] = [];
  const cadence = { every: SECOND, phase: 0 };
  void (async () => {
    for await (const o of ping.follow(aimAt(address), ping.options.parse(options), { ...ctx, cadence })) told.push(o);
  })();
  return told;
};
const shortly = (told: readonly Observation[]): readonly unknown[] =>
  told.map((o) => {
    if ('notice' in o) return `${o.notice} ${o.evidence['from']} ${o.evidence['to']}`;
    return 'value' in o.sample ? ('note' in o.sample ? o.sample.note : o.sample.value) : o.sample.lost;
  });

describe('ping options', () => {
  it('have the defaults of the design', () => {
    expect(ping.options.parse({})).toEqual({ timeout: 2_000, size: 56, count: 10, interval: 200 });
  });
  it.each([{ size: 15 }, { size: 65_508 }, { ttl: 0 }, { family: 5 }, { count: 1_001 }, { timeout: '1 week' }])(
    'refuse %j',
    (options) => expect(ping.options.safeParse(options).success).toBe(false),
  );
});

describe('ping that follows', () => {
  it('tells every event of the engine in the words of a series', async () => {
    const s = setup(() => ({
      echo: ({ seq }) =>
        [
          { rtt: 20.0004 },
          { lost: true, lateAt: 1_700 } as const,
          { error: 'unreachable', rtt: 3, icmp: { from: '10.0.0.1' } } as const,
          { notSent: 'ENETUNREACH' },
          { rtt: 20, duplicateAt: 30 },
        ][seq] ?? { rtt: 20 },
    }));
    const told = follow('192.0.2.1', { timeout: '1500ms' }, s);
    await s.clock.advance(4_900);
    expect(shortly(told)).toEqual([20_000, 'unreachable', 'timeout', 'late', 'send-failed', 20_000, 'duplicate']);
    expect(told[1]).toMatchObject({ field: 'rtt', sample: { lost: 'unreachable', saidBy: '10.0.0.1' } });
    s.stop.abort();
    await settle();
    expect(s.net.asked.streams.every((x) => x.ended)).toBe(true);
  });
  it('hands on what shapes the packet', async () => {
    const s = setup(() => ({}));
    follow('192.0.2.1', { size: 1_000, ttl: 9, df: true, timeout: '1s' }, s);
    await s.clock.advance(100);
    expect(s.net.asked.streams[0]?.request).toMatchObject({ size: 1_000, ttl: 9, df: true, timeout: 1_000 });
    s.stop.abort();
  });
  it('looks the name up again when five echoes in a row are lost, and moves', async () => {
    let address = '192.0.2.1';
    const s = setup(() => ({
      resolve: () => ({ addresses: [address], ttl: 3_600 }),
      echo: ({ request }) => (request.address === address ? { rtt: 10 } : { lost: true }),
    }));
    const told = follow('host.example', { timeout: 500 }, s);
    await s.clock.advance(20_000);
    expect(s.net.asked.resolves).toHaveLength(1);
    address = '192.0.2.2';
    await s.clock.advance(8_000);
    expect(s.net.asked.resolves).toHaveLength(2);
    expect(shortly(told).slice(-8)).toEqual([
      'timeout',
      'timeout',
      'timeout',
      'timeout',
      'timeout',
      'address-changed 192.0.2.1 192.0.2.2',
      10_000,
      10_000,
    ]);
    s.stop.abort();
  });
  it('doubts an address that stays at most every ten seconds', async () => {
    const s = setup(() => ({
      resolve: () => ({ addresses: ['192.0.2.1'], ttl: 3_600 }),
      echo: () => ({ lost: true }),
    }));
    follow('host.example', { timeout: 500 }, s);
    await s.clock.advance(60_000);
    expect(s.net.asked.resolves.length).toBeGreaterThanOrEqual(5);
    expect(s.net.asked.resolves.length).toBeLessThanOrEqual(7);
    s.stop.abort();
  });
  it('loses every slot as long as the name has no address, and goes on trying', async () => {
    let known = false;
    const s = setup(() => ({
      resolve: () => (known ? { addresses: ['192.0.2.1'] } : { ok: false, reason: 'no-address', detail: 'none' }),
      echo: () => ({ rtt: 10 }),
    }));
    const told = follow('host.example', {}, s);
    await s.clock.advance(3_500);
    expect(shortly(told)).toEqual(['no-address', 'no-address', 'no-address', 'no-address']);
    known = true;
    await s.clock.advance(6_000);
    expect(shortly(told).at(-1)).toBe(10_000);
    s.stop.abort();
  });
});

describe('ping that runs once', () => {
  const run = async (script: Omit<NetScript, 'clock'>, options: unknown = {}, address = '192.0.2.1') => {
    const s = setup(() => script);
    const done = ping.run(aimAt(address), ping.options.parse(options), s.ctx);
    await s.clock.advance(60_000);
    return { outcome: await done, ...s };
  };
  it('sends ten and tells what they brought, by which engine', async () => {
    const { outcome, net, lines } = await run({
      echo: ({ seq }) => (seq === 3 ? { lost: true } : { rtt: 10, ttl: 60 }),
    });
    expect(net.asked.echoes).toHaveLength(10);
    expect(outcome).toMatchObject({
      status: 'measured',
      values: { sent: 10, received: 9, lossRatio: 0.1, rttP50: 10_000, jitter: 0 },
      findings: [{ code: 'packet-loss' }],
      report: { address: '192.0.2.1', engine: 'kernel', how: 'scripted', stamps: 'kernel-tx-rx', ttl: 60 },
    });
    if (outcome.status === 'measured') expect(ping.report.parse(outcome.report)).toEqual(outcome.report);
    expect(lines).toHaveLength(10);
    expect(lines).toContain('192.0.2.1 echo 1: 10.000 ms');
    expect(lines).toContain('192.0.2.1 echo 4: no answer');
  });
  it('fails as not-allowed with the remedy where there is no engine', async () => {
    const engineMissing = { why: 'no socket', remedy: 'sudo sysctl' };
    expect((await run({ engineMissing })).outcome).toMatchObject({
      status: 'failed',
      reason: 'not-allowed',
      findings: [{ code: 'icmp-not-allowed', remedy: 'sudo sysctl' }],
    });
  });
  it('fails as no-address for a name that does not resolve', async () => {
    expect((await run({}, {}, 'nosuch.example')).outcome).toMatchObject({
      status: 'failed',
      reason: 'no-address',
      findings: [{ code: 'name-not-resolved' }],
    });
  });
  it('fails as no-route when nothing could be sent', async () => {
    expect((await run({ echo: () => ({ notSent: 'no way' }) })).outcome).toMatchObject({
      status: 'failed',
      reason: 'no-route',
      detail: 'no way',
    });
  });
  it('tells what it has when it is interrupted, and fails as cancelled when that is nothing', async () => {
    const s = setup(() => ({ echo: () => ({ rtt: 10 }) }));
    const done = ping.run(aimAt('192.0.2.1'), ping.options.parse({}), s.ctx);
    await s.clock.advance(500);
    s.stop.abort();
    expect(await done).toMatchObject({ status: 'measured', values: { sent: 3, received: 3 }, findings: [] });
    const early = setup(() => ({ echo: () => ({ rtt: 10 }) }));
    const none = ping.run(aimAt('192.0.2.1'), ping.options.parse({}), early.ctx);
    await early.clock.advance(5);
    early.stop.abort();
    expect(await none).toMatchObject({ status: 'failed', reason: 'cancelled' });
  });
});
