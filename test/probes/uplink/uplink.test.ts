import { describe, expect, it } from 'vitest';

import { MINUTE, SECOND } from '../../../src/domain/time.ts';
import { settablePace } from '../../../src/probes/pace.ts';
import type { Context, Observation, PaceWord } from '../../../src/probes/probe.ts';
import { uplink } from '../../../src/probes/uplink/uplink.ts';
import { HandClock, settle } from '../../support/clock.ts';
import { FakeNet, type EchoAsk, type Fate, type NetScript, type PathAsk } from '../../support/net.ts';

const ANCHORS = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
const GATEWAY = '192.168.1.1';
const aim = { subject: { target: 'dsl', via: 'dsl', vantage: 'home' }, address: GATEWAY };
/** A path that takes packets of so many bytes. */
const path =
  (mtu: number): NonNullable<NetScript['ask']> =>
  ({ ask }: PathAsk) => {
    if (ask.kind !== 'packets') throw new Error(`asked for ${ask.kind}`);
    return {
      kind: 'packets',
      packets: ask.sizes.map((bytes) => ({ bytes, outcome: bytes <= mtu ? ('arrived' as const) : ('lost' as const) })),
    };
  };
const setup = (script: (clock: HandClock) => Omit<NetScript, 'clock'>) => {
  const clock = new HandClock();
  const net = new FakeNet({ clock, ...script(clock) });
  const stop = new AbortController();
  const ctx: Context = { clock, net, signal: stop.signal };
  return { clock, net, stop, ctx, at: (ms: number) => ms * 1_000 + 1_780_000_000_000_000 };
};
type Setup = ReturnType<typeof setup>;
const follow = ({ ctx }: Setup, options: object, pace = settablePace('live')) => {
  const told: Observation[] = [];
  const asked: unknown = uplink.options.parse({ anchors: ANCHORS, ...options });
  const done = (async () => {
    const cadence = { every: SECOND, phase: 0 };
    for await (const o of uplink.follow(aim, asked as never, { ...ctx, cadence, pace })) told.push(o);
  })();
  const samples = (field: string) => told.flatMap((o) => ('field' in o && o.field === field ? [o.sample] : []));
  return { told, pace, done, samples };
};
const answers = (of: Readonly<Record<string, Fate | ((ask: EchoAsk) => Fate)>>) => (ask: EchoAsk) => {
  const fate = of[ask.request.address] ?? { rtt: 20 };
  return typeof fate === 'function' ? fate(ask) : fate;
};
const sentTo = ({ net }: Setup): readonly string[] => net.asked.echoes.map((e) => e.request.address);

describe('a line that is followed', () => {
  it('is asked by its anchors in turn, one echo a second, each told', async () => {
    const s = setup(() => ({ echo: answers({ '192.0.2.2': { rtt: 30 } }) }));
    const { samples } = follow(s, {});
    await s.clock.advance(5_999);
    expect(sentTo(s)).toEqual([...ANCHORS, ...ANCHORS]);
    expect(samples('rtt').map((x) => x.at)).toEqual([0, 1, 2, 3, 4, 5].map((n) => s.at(n * SECOND)));
    expect(samples('rtt').map((x) => 'value' in x && x.value)).toEqual([
      20_000, 30_000, 20_000, 20_000, 30_000, 20_000,
    ]);
    s.stop.abort();
    await settle();
    expect(s.clock.sleeping).toBe(0);
    expect(s.net.asked.streams.every((stream) => stream.ended)).toBe(true);
  });

  it('has its gateway, its resolver and its path MTU apart', async () => {
    const s = setup(() => ({
      echo: answers({ [GATEWAY]: { rtt: 1 } }),
      ask: path(1_492),
      datagram: ({ request }) => {
        const payload = Uint8Array.from(request.payload);
        payload[2] = 0x81; // an answer
        payload[3] = 0x82; // that it could not be found out
        return { rtt: 12, payload };
      },
    }));
    const { samples } = follow(s, { gateway: GATEWAY, resolver: '192.168.1.53' });
    await s.clock.advance(MINUTE);
    expect(samples('gateway')).toHaveLength(60);
    expect(samples('gateway')[0]).toEqual({ at: s.at(500), value: 1_000 });
    // A resolver that cannot tell has answered.
    expect(samples('dns')).toEqual([2, 32].map((n) => ({ at: s.at(n * SECOND), value: 12_000 })));
    expect(s.net.asked.datagrams[0]?.request).toMatchObject({ address: '192.168.1.53', port: 53 });
    expect(samples('mtu')).toEqual([{ at: s.at(3 * SECOND), value: 1_492 }]);
    s.stop.abort();
  });

  it('has its path MTU measured every hour', async () => {
    const s = setup(() => ({ echo: () => ({ rtt: 20 }), ask: path(1_500) }));
    const { samples } = follow(s, { live: '1m', standby: '1m' });
    await s.clock.advance(60 * MINUTE);
    expect(samples('mtu')).toHaveLength(1);
    await s.clock.advance(60 * MINUTE);
    expect(samples('mtu')).toHaveLength(2);
    s.stop.abort();
  });

  it('keeps to the phase of its cadence, and measures its path MTU once an anchor has answered, whenever it begins', async () => {
    const s = setup(() => ({ echo: () => ({ rtt: 20 }), ask: path(1_500) }));
    await s.clock.advance(1_234_567);
    const { samples } = follow(s, {});
    await s.clock.advance(10 * SECOND);
    expect(samples('rtt').map((x) => x.at - s.at(1_235_000))).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => n * 1e6),
    );
    expect(samples('mtu')).toEqual([{ at: s.at(1_238_000), value: 1_500 }]);
    s.stop.abort();
  });

  it('has a resolver that says nothing as lost, and no path MTU while nothing comes through', async () => {
    const s = setup(() => ({ echo: () => ({ lost: true }) }));
    const { samples } = follow(s, { resolver: '192.168.1.53' });
    await s.clock.advance(10 * SECOND);
    expect(samples('dns')).toEqual([{ at: s.at(2_000), lost: 'timeout' }]);
    expect(s.net.asked.path).toEqual([]);
    s.stop.abort();
  });

  it('tells a reply that comes late, as the sign of life that it is', async () => {
    const s = setup(() => ({
      echo: ({ seq, sentAt }) => (sentAt === s.at(2_000) ? { lost: true, lateAt: 7_000 } : { rtt: 20 + seq }),
    }));
    const { samples } = follow(s, {});
    await s.clock.advance(10 * SECOND);
    expect(samples('rtt').filter((x) => x.at === s.at(2_000))).toEqual([
      { at: s.at(2_000), lost: 'timeout' },
      { at: s.at(2_000), note: 'late', value: 7_000_000 },
    ]);
    expect(s.net.asked.streams[0]).toMatchObject({ request: { count: 1 }, ended: false });
    await s.clock.advance(SECOND);
    expect(s.net.asked.streams[0]?.ended).toBe(true);
    s.stop.abort();
    await settle();
    expect(s.clock.sleeping).toBe(0);
  });

  it('sets a dead anchor aside while most of the others answer, and takes it back', async () => {
    let isDead = true;
    const s = setup(() => ({ echo: answers({ '192.0.2.2': () => (isDead ? { lost: true } : { rtt: 20 }) }) }));
    const { samples } = follow(s, {});
    await s.clock.advance(2 * MINUTE);
    // Two losses until it is known; then the others have its turns, and it is asked every ten seconds.
    expect(samples('rtt').filter((x) => 'lost' in x)).toHaveLength(2);
    expect(samples('rtt').length).toBeGreaterThan(110);
    const late = s.net.asked.echoes.filter((e) => e.sentAt >= s.at(MINUTE) && e.request.address === '192.0.2.2');
    expect(late.length).toBe(7); // at 60 s, 70 s … 120 s
    isDead = false;
    await s.clock.advance(MINUTE);
    const after = s.net.asked.echoes.filter((e) => e.sentAt >= s.at(2.8 * MINUTE)).map((e) => e.request.address);
    expect(after.filter((a) => a === '192.0.2.2').length).toBeGreaterThanOrEqual(4);
    expect(samples('rtt').filter((x) => 'lost' in x)).toHaveLength(2);
    s.stop.abort();
  });

  it('is dark when all anchors are: each loss counts', async () => {
    const s = setup((clock) => ({ echo: () => (clock.elapsed() < 10_000 ? { rtt: 20 } : { lost: true }) }));
    const { samples } = follow(s, {});
    await s.clock.advance(30 * SECOND - 1);
    expect(samples('rtt').filter((x) => 'value' in x)).toHaveLength(10);
    expect(samples('rtt').filter((x) => 'lost' in x)).toHaveLength(18); // the last two are still out
    s.stop.abort();
  });

  const paced = async (options: object, script: readonly (readonly [PaceWord, number])[]) => {
    const s = setup(() => ({ echo: () => ({ rtt: 900 }) }));
    const [[first] = ['live' as PaceWord]] = script;
    const line = follow(s, options, settablePace(first));
    const sent: number[] = [];
    for (const [word, ms] of script) {
      line.pace.set(word);
      const before = s.net.asked.echoes.length;
      await s.clock.advance(ms);
      sent.push(s.net.asked.echoes.length - before);
    }
    line.pace.set('standby');
    await s.clock.advance(5.95 * SECOND);
    s.stop.abort();
    await settle();
    return { sent, settled: line.samples('rtt').length, asked: s.net.asked.echoes.length };
  };

  it('is asked as often as its pace has it, at once when that becomes faster, and forgets none that is out', async () => {
    const { sent, settled, asked } = await paced({ live: '1s', standby: '10s' }, [
      ['standby', 30 * SECOND],
      ['live', 10 * SECOND],
      ['standby', 20 * SECOND],
      ['live', 10 * SECOND],
    ]);
    expect(sent).toEqual([4, 10, 2, 10].map((n, i) => expect.closeTo(n, i === 0 ? 0 : -0.5)));
    expect(settled).toBe(asked);
  });

  it('is asked ten times a second more while it is alert, for thirty seconds and no longer', async () => {
    const { sent, settled, asked } = await paced({}, [
      ['live', 10 * SECOND],
      ['alert', 5 * SECOND],
      ['live', 10 * SECOND],
      ['alert', MINUTE],
      ['live', 10 * SECOND],
      ['alert', 5 * SECOND],
    ]);
    expect(sent.map((n) => Math.round(n / 5))).toEqual([2, 11, 2, 72, 2, 11]);
    expect(settled).toBe(asked);
  });

  it('is asked only once a second more where it is metered', async () => {
    const { sent } = await paced({ metered: true }, [
      ['live', 10 * SECOND],
      ['alert', 10 * SECOND],
    ]);
    expect(sent).toEqual([11, 20]);
  });

  it('is asked only once a second more while it is wary, also from the middle of an alert on', async () => {
    const { sent } = await paced({}, [
      ['alert', 5 * SECOND],
      ['wary', 10 * SECOND],
      ['alert', 5 * SECOND],
    ]);
    expect(sent.map((n) => Math.round(n / 5))).toEqual([11, 4, 11]);
  });

  it('measures no path MTU on metered standby, and does so once it is live', async () => {
    const s = setup(() => ({ echo: () => ({ rtt: 20 }), ask: path(1_500) }));
    const { samples, pace } = follow(s, { metered: true, standby: '10s' }, settablePace('standby'));
    await s.clock.advance(2 * 60 * MINUTE);
    expect(samples('mtu')).toEqual([]);
    pace.set('live');
    await s.clock.advance(SECOND);
    expect(samples('mtu')).toHaveLength(1);
    s.stop.abort();
  });

  it('is asked by TCP where there is no engine', async () => {
    const s = setup(() => ({
      engineMissing: { why: 'no rights', remedy: 'setcap' },
      connect: ({ address }) => (address === '192.0.2.1' ? { ok: false, reason: 'timeout', detail: '' } : { rtt: 15 }),
    }));
    const { samples } = follow(s, {});
    await s.clock.advance(3_500);
    expect(s.net.asked.connects.map((c) => [c.address, c.port])).toEqual([...ANCHORS, '192.0.2.1'].map((a) => [a, 53]));
    // In the order in which they are settled: a timeout takes two seconds.
    expect(samples('rtt')).toEqual([
      { at: s.at(1_000), value: 15_000 },
      { at: s.at(0), lost: 'timeout' },
      { at: s.at(2_000), value: 15_000 },
    ]);
    s.stop.abort();
  });

  it('throws a bug on', async () => {
    const s = setup(() => ({
      datagram: () => {
        throw new TypeError('a bug');
      },
    }));
    const { done } = follow(s, { resolver: '192.168.1.53' });
    const failed = expect(done).rejects.toThrow('a bug');
    await s.clock.advance(3 * SECOND);
    await failed;
  });
});

describe('a line that is checked once', () => {
  const check = async (script: Omit<NetScript, 'clock'>, options: object = {}) => {
    const s = setup(() => ({ ask: path(1_500), ...script }));
    const asked = uplink.options.parse({ anchors: ANCHORS, gateway: GATEWAY, ...options });
    const outcome = uplink.run(aim, asked, s.ctx);
    await s.clock.advance(MINUTE);
    expect(s.clock.sleeping).toBe(0);
    const { status, findings, ...rest } = await outcome;
    return { status, codes: findings.map((f) => f.code), ...rest };
  };
  it('is well', async () => {
    expect(await check({ echo: answers({ [GATEWAY]: { rtt: 2 } }) })).toMatchObject({
      status: 'measured',
      codes: [],
      values: { rtt: 20_000, gateway: 2_000, mtu: 1_500, sent: 15, received: 15, lossRatio: 0 },
      report: { how: 'echo', pathMtu: 1_500, gateway: { address: GATEWAY, sent: 5, answered: 5, rtt: 2_000 } },
    });
  });
  it('is not blamed for one anchor', async () => {
    expect(await check({ echo: answers({ '192.0.2.2': { lost: true } }) })).toMatchObject({
      codes: [],
      values: { sent: 10, received: 10 },
      report: { anchors: [{ answered: 5 }, { answered: 0, lost: 'timeout' }, { answered: 5 }] },
    });
  });
  const silent = answers(Object.fromEntries(ANCHORS.map((a) => [a, { lost: true } as const])));
  it.each([
    ['the gateway answers', { echo: silent }, {}, ['gateway-up-no-internet']],
    ['the gateway is silent', { echo: () => ({ lost: true }) as const }, {}, ['gateway-silent']],
    ['there is no gateway', { echo: () => ({ lost: true }) as const }, { gateway: undefined }, ['line-dark']],
    ['its resolver is silent', { echo: answers({}) }, { resolver: '192.168.1.53' }, ['line-dns-dead']],
    [
      'it loses much',
      {
        echo: answers(
          Object.fromEntries(
            ANCHORS.map((a) => [
              a,
              ({ sentAt }: EchoAsk) => (sentAt % 400_000 === 0 ? ({ lost: true } as const) : { rtt: 20 }),
            ]),
          ),
        ),
      },
      {},
      ['line-degraded'],
    ],
  ])('tells when %s', async (_, script, options, codes) => {
    expect(await check(script, options)).toMatchObject({ status: 'measured', codes });
  });
  it('cannot be measured where there is no way out', async () => {
    expect(await check({ echo: () => ({ notSent: 'ENETUNREACH' }) })).toMatchObject({
      status: 'failed',
      reason: 'no-route',
      codes: [],
    });
  });
  it('is asked by TCP where there is no engine, and what would help is told', async () => {
    const engineMissing = { why: 'no rights', remedy: 'setcap' };
    expect(await check({ engineMissing, connect: () => ({ rtt: 9 }) })).toMatchObject({
      status: 'measured',
      codes: ['icmp-not-allowed'],
      values: { rtt: 9_000 },
      report: { how: 'tcp' },
    });
  });
  it('asks the usual anchors where only `internet` is named, and else the place alone', () => {
    expect(uplink.usualTarget).toBe('internet');
    const asked = uplink.options.parse({ anchors: '192.0.2.1, 2001:DB8::1' });
    expect(asked.anchors).toEqual(['192.0.2.1', '2001:db8::1']);
  });
});
