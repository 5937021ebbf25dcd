import { describe, expect, it } from 'vitest';

import type { Observation } from '../../src/probes/probe.ts';
import { tcp } from '../../src/probes/tcp.ts';
import { HandClock } from '../support/clock.ts';
import { FakeNet, type NetScript } from '../support/net.ts';

const aim = { subject: { target: 'a', vantage: 'v' }, address: 'a.test' };
const defaults = tcp.options.parse({});
const setUp = (script: Omit<NetScript, 'clock'>) => {
  const clock = new HandClock();
  const net = new FakeNet({ clock, resolve: { 'a.test': ['192.0.2.1', '2001:db8::1'] }, ...script });
  const stop = new AbortController();
  return { clock, net, stop, ctx: { clock, net, signal: stop.signal } };
};

describe('the tcp probe, as a stream', () => {
  const stream = async (script: Omit<NetScript, 'clock'>, ms: number, options = defaults) => {
    const { clock, net, stop, ctx } = setUp(script);
    const start = clock.now();
    const got: Observation[] = [];
    const done = (async () => {
      const cadence = { every: 1000, phase: 500 };
      for await (const o of tcp.follow(aim, options, { ...ctx, cadence })) got.push(o);
    })();
    await clock.advance(ms);
    stop.abort();
    await done;
    expect(clock.sleeping).toBe(0);
    const samples = got.flatMap((o) => ('sample' in o ? [{ ...o.sample, at: (o.sample.at - start) / 1e3 }] : []));
    return { net, got, samples };
  };

  it('connects at every slot; a refusal counts as an answer', async () => {
    const { net, got, samples } = await stream({ connect: ({ at }) => ({ rtt: 20, refused: at % 2e6 === 0 }) }, 3000);
    expect(samples).toEqual([500, 1500, 2500].map((at) => ({ at, value: 20_000 })));
    expect(got.every((o) => 'notice' in o || o.field === 'connect')).toBe(true);
    expect(net.asked.connects.map((c) => [c.address, c.port, c.timeout])).toEqual(
      Array.from({ length: 3 }, () => ['192.0.2.1', 443, 2000]),
    );
  });

  it('counts a refusal as a loss where the service is meant and not the machine', async () => {
    const options = tcp.options.parse({ refused: 'lost' });
    const { samples } = await stream({ connect: ({ at }) => ({ rtt: 20, refused: at % 2e6 !== 5e5 }) }, 2000, options);
    expect(samples).toMatchObject([{ value: 20_000 }, { lost: 'unreachable' }]);
  });

  it('goes on while an earlier one is out, and loses that at its timeout', async () => {
    let first = true;
    const connect: NetScript['connect'] = () => {
      const slow = first;
      first = false;
      return slow ? { ok: false, reason: 'timeout', detail: '' } : { rtt: 20 };
    };
    const { samples } = await stream({ connect }, 4000);
    expect(samples).toEqual([
      { at: 1500, value: 20_000 },
      { at: 500, lost: 'timeout' },
      { at: 2500, value: 20_000 },
      { at: 3500, value: 20_000 },
    ]);
  });

  it.each([
    ['unreachable', 'unreachable'],
    ['reset', 'unreachable'],
    ['no-route', 'send-failed'],
    ['unsupported', 'send-failed'],
  ] as const)('%s is lost as %s', async (reason, lost) => {
    const { samples } = await stream({ connect: () => ({ ok: false, reason, detail: '' }) }, 600);
    expect(samples).toEqual([{ at: 500, lost }]);
  });

  it('looks the name up again when the address stops answering', async () => {
    let asked = 0;
    const { net, got } = await stream(
      {
        resolve: () => ({ addresses: [(asked += 1) === 1 ? '192.0.2.1' : '192.0.2.2'], ttl: 600 }),
        connect: ({ address }) =>
          address === '192.0.2.1' ? { ok: false, reason: 'unreachable', detail: '' } : { rtt: 5 },
      },
      15_000,
    );
    expect(got.filter((o) => 'notice' in o)).toMatchObject([
      { evidence: { from: '', using: '192.0.2.1' } },
      { evidence: { from: '192.0.2.1', using: '192.0.2.2' } },
    ]);
    expect(net.asked.connects.at(-1)?.address).toBe('192.0.2.2');
  });

  it('loses its slots while the name has no address', async () => {
    const { samples, net } = await stream({ resolve: {} }, 3000);
    expect(samples.map((s) => 'lost' in s && s.lost)).toEqual(['no-address', 'no-address', 'no-address']);
    expect(net.asked.connects).toEqual([]);
  });
});

describe('the tcp probe, once', () => {
  const once = async (script: Omit<NetScript, 'clock'>, options = defaults, abortAfter?: number) => {
    const { clock, net, stop, ctx } = setUp(script);
    const lines: string[] = [];
    const result = tcp.run(aim, options, { ...ctx, progress: (line) => lines.push(line) });
    if (abortAfter !== undefined) await clock.advance(abortAfter);
    if (abortAfter !== undefined) stop.abort();
    await clock.advance(60_000);
    return { net, lines, outcome: await result };
  };

  it('gives the median of five', async () => {
    const rtts = [30, 10, 20, 50, 40];
    const { outcome, net, lines } = await once({ connect: () => ({ rtt: rtts.shift() ?? 0 }) });
    expect(outcome).toMatchObject({ status: 'measured', values: { connect: 30_000 }, findings: [] });
    expect(net.asked.connects).toHaveLength(5);
    expect(lines[0]).toBe('192.0.2.1 port 443: 30 ms, accepted');
    if (outcome.status === 'measured') expect(tcp.report.parse(outcome.report)).toEqual(outcome.report);
  });

  it('has failed where the port is closed and the service is meant', async () => {
    const { outcome } = await once({ connect: () => ({ rtt: 5, refused: true }) }, { ...defaults, refused: 'lost' });
    expect(outcome).toEqual({ status: 'failed', reason: 'refused', detail: 'port 443 is closed', findings: [] });
  });

  it('tells a part that is lost, and takes the wanted family', async () => {
    let n = 0;
    const { outcome, net } = await once(
      { connect: () => ((n += 1) === 2 ? { ok: false, reason: 'timeout', detail: 'silent' } : { rtt: 5 }) },
      { ...defaults, family: 6, port: 53 },
    );
    expect(outcome).toMatchObject({
      status: 'measured',
      findings: [{ code: 'packet-loss', severity: 'warn', evidence: { sent: 5, lost: 1 } }],
      report: { address: '2001:db8::1', port: 53 },
    });
    expect(net.asked.connects[0]).toMatchObject({ address: '2001:db8::1', port: 53 });
  });

  it.each([
    ['timeout', 'timeout', 5],
    ['failed', 'unreachable', 5],
    ['reset', 'refused', 5],
    ['unsupported', 'unsupported', 1],
  ] as const)('%s all the time has failed as %s', async (reason, failed, tries) => {
    const { outcome, net } = await once({ connect: () => ({ ok: false, reason, detail: 'so it is' }) });
    expect(outcome).toEqual({ status: 'failed', reason: failed, detail: 'so it is', findings: [] });
    expect(net.asked.connects).toHaveLength(tries);
  });

  it('says that the name does not resolve', async () => {
    const { outcome } = await once({ resolve: {} });
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: 'no-address',
      findings: [{ code: 'name-not-resolved' }],
    });
  });

  it('stops when cancelled', async () => {
    const { outcome, net } = await once({ connect: () => ({ rtt: 100 }) }, defaults, 150);
    expect(outcome).toMatchObject({ status: 'failed', reason: 'cancelled' });
    expect(net.asked.connects.length).toBeLessThanOrEqual(2);
  });

  it('refuses options out of bounds, with what was expected', () => {
    const issues = tcp.options.safeParse({ port: 0, timeout: '2m', family: 5 }).error?.issues ?? [];
    expect(issues.map((i) => `${i.path.join('.')}: ${i.message}`)).toEqual([
      'port: a port from 1 to 65535',
      'timeout: a duration from 10ms to 1m, such as 250ms, 5s, 10m or 1h',
      'family: 4 or 6',
    ]);
  });
});
