import { duplexPair, type Duplex } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { MINUTE, SECOND } from '../../../src/domain/time.ts';
import { egress } from '../../../src/probes/egress/egress.ts';
import { settablePace } from '../../../src/probes/pace.ts';
import type { Context, Observation } from '../../../src/probes/probe.ts';
import { frameDns } from '../../../src/wire/dns-frames.ts';
import { HandClock, settle } from '../../support/clock.ts';
import { dnsAnswer, textBytes } from '../../support/dns-message.ts';
import { FakeNet, type DatagramAsk, type NetScript } from '../../support/net.ts';
import { stunAnswer } from '../../support/stun.ts';

const aim = { subject: { target: 'internet', vantage: 'home' }, address: 'internet' };
const PLACES = { stun: ['192.0.2.1:3478', '192.0.2.2:3478'], http: ['http://192.0.2.9/who'], anchors: ['9.9.9.9'] };
const [DSL, MOBILE] = ['84.56.7.8', '109.250.1.2'];
const TEXTS: Readonly<Record<string, string>> = {
  '8.7.56.84.origin.asn.cymru.com': '3209 | 84.56.0.0/13 | DE | ripencc | 2004-01-01',
  'AS3209.asn.cymru.com': '3209 | DE | ripencc | 1994-01-01 | VODANET, DE',
  '2.1.250.109.origin.asn.cymru.com': '6805 | 109.250.0.0/16 | DE | ripencc | 2009-01-01',
  'AS6805.asn.cymru.com': '6805 | DE | ripencc | 1996-01-01 | TDDE-ASN1, DE',
};
const nameIn = (query: Uint8Array): string => {
  const labels: string[] = [];
  for (let at = 12; (query[at] ?? 0) > 0; at += 1 + (query[at] ?? 0))
    labels.push(Buffer.from(query.subarray(at + 1, at + 1 + (query[at] ?? 0))).toString('latin1'));
  return labels.join('.');
};
interface World {
  /** How we are seen; undefined: nobody answers. */
  address: string | undefined;
  stunIsBlocked?: boolean;
  dnsIsDead?: boolean;
}
const setup = (world: World, more: Omit<NetScript, 'clock'> = {}) => {
  const clock = new HandClock();
  const datagram = ({ request }: DatagramAsk) => {
    const silent = { ok: false, reason: 'timeout', detail: 'nobody answers' } as const;
    const { address } = world;
    if (request.address.includes(':')) return { ok: false, reason: 'no-route', detail: 'no IPv6' } as const;
    if (address === undefined) return silent;
    if (request.port === 53) {
      const text = world.dnsIsDead === true ? undefined : TEXTS[nameIn(request.payload)];
      if (text === undefined) return silent;
      return { rtt: 10, payload: dnsAnswer(request.payload, [{ type: 16, data: textBytes(text) }]) };
    }
    return world.stunIsBlocked === true ? silent : { rtt: 25, payload: stunAnswer(request.payload, address, 40_000) };
  };
  const net = new FakeNet({ clock, datagram, ...more });
  const stop = new AbortController();
  const ctx: Context = { clock, net, signal: stop.signal };
  const stunAsked = (): number =>
    new Set(net.asked.datagrams.filter((d) => d.request.port !== 53).map((d) => d.at)).size;
  return { clock, net, stop, ctx, stunAsked, world };
};
const follow = ({ ctx }: ReturnType<typeof setup>, options: object = {}, pace = settablePace('live')) => {
  const told: Observation[] = [];
  const asked: unknown = egress.options.parse({ ...PLACES, ...options });
  void (async () => {
    const cadence = { every: MINUTE, phase: 40 * SECOND };
    for await (const o of egress.follow(aim, asked as never, { ...ctx, cadence, pace })) told.push(o);
  })();
  const notices = (type: string) => told.flatMap((o) => ('notice' in o && o.notice === type ? [o.evidence] : []));
  const samples = () => told.flatMap((o) => ('field' in o ? [o.sample] : []));
  return { told, pace, notices, samples };
};
/** The other end of connections: answers each question, until it is told not to. */
const resolver = () => {
  const ends: Duplex[] = [];
  const far = { answers: true };
  const stream = () => {
    const [ours, theirs] = duplexPair();
    ends.push(theirs);
    theirs.on('error', () => undefined);
    theirs.on('data', (bytes: Buffer) => {
      if (far.answers) theirs.write(frameDns(dnsAnswer(Uint8Array.from(bytes.subarray(2)), [])));
    });
    return { rtt: 5, stream: ours };
  };
  return { stream, ends, far };
};

describe('the egress address that is followed', () => {
  it('is told at first, at once, and then what else there is to know of it', async () => {
    const s = setup(
      { address: DSL },
      {
        ask: () => ({
          kind: 'packets',
          packets: [
            { bytes: 1_500, outcome: 'arrived' },
            { bytes: 1_492, outcome: 'arrived' },
          ],
        }),
      },
    );
    const { notices, samples } = follow(s);
    await s.clock.advance(30);
    const first = { family: 4, from: '', to: DSL, how: 'stun' };
    expect(notices('egress-changed')).toEqual([first]);
    expect(samples()).toMatchObject([{ value: 25_000 }]);
    await s.clock.advance(5 * SECOND);
    expect(notices('egress-changed').slice(1)).toEqual([
      { ...first, from: DSL, asn: 3209, asName: 'VODANET, DE', pathMtu: 1_500 },
    ]);
    await s.clock.advance(10 * MINUTE);
    expect(notices('egress-changed')).toHaveLength(2);
    expect(samples()).toHaveLength(11);
    s.stop.abort();
    await settle();
    expect(s.clock.sleeping).toBe(0);
  });

  it('is told when it changes, with what is known of it from before', async () => {
    const s = setup({ address: DSL });
    const { notices, told } = follow(s);
    await s.clock.advance(MINUTE / 2);
    for (const address of [MOBILE, DSL]) {
      s.world.address = address;
      await s.clock.advance(MINUTE);
    }
    const changes = notices('egress-changed').filter((e) => e['from'] !== e['to'] && e['from'] !== '');
    expect(changes).toEqual([
      { family: 4, from: DSL, to: MOBILE, how: 'stun' },
      { family: 4, from: MOBILE, to: DSL, how: 'stun', asn: 3209, asName: 'VODANET, DE' },
    ]);
    expect(told.filter((o) => 'notice' in o && o.severity === 'warn')).toHaveLength(2);
    s.stop.abort();
  });

  it('is lost in the words of a series while nobody answers, and no change', async () => {
    const s = setup({ address: DSL });
    const { notices, samples } = follow(s);
    await s.clock.advance(MINUTE - SECOND);
    s.world.address = undefined;
    await s.clock.advance(2 * MINUTE);
    const words = samples().map((x) => ('lost' in x ? x.lost : 'heard'));
    // Three more soon after the first that nobody answers, then by the pace.
    expect(words).toEqual(['heard', ...Array.from({ length: 5 }, () => 'timeout')]);
    expect(notices('egress-changed').every((e) => e['to'] === DSL)).toBe(true);
    s.stop.abort();
  });

  it('is looked for every second while it is alert, and seldom on standby', async () => {
    const s = setup({ address: DSL });
    const { pace } = follow(s, { metered: true }, settablePace('standby'));
    await s.clock.advance(5 * 60 * MINUTE);
    expect(s.stunAsked()).toBe(1);
    pace.set('alert');
    await s.clock.advance(10 * SECOND - 1);
    expect(s.stunAsked()).toBe(11);
    // An alert that nobody ends is over after a minute.
    await s.clock.advance(9 * MINUTE + 50 * SECOND);
    expect(s.stunAsked()).toBeLessThanOrEqual(72);
    pace.set('standby');
    await s.clock.advance(60 * MINUTE);
    expect(s.stunAsked()).toBeLessThanOrEqual(72);
    s.stop.abort();
    await settle();
    expect(s.clock.sleeping).toBe(0);
  });

  it('is asked of a page where STUN is blocked, after three looks', async () => {
    const page = { status: 200, bodyBytes: 20, bodyHash: '', body: `fl=1\nip=${DSL}\nts=1` };
    const s = setup(
      { address: DSL, stunIsBlocked: true },
      {
        ask: ({ ask }) =>
          ask.kind === 'exchange'
            ? { kind: 'exchange', stage: 'done', end: 'done', tookMs: 9, stallMs: 0, http: page }
            : { kind: 'packets', packets: [] },
      },
    );
    const { notices, samples } = follow(s);
    await s.clock.advance(15 * SECOND - 1);
    expect(notices('egress-changed')).toEqual([]);
    await s.clock.advance(10 * SECOND);
    expect(notices('egress-changed')[0]).toEqual({ family: 4, from: '', to: DSL, how: 'http' });
    // That it was answered is told, too: an address that is still so is one that is known to be.
    expect(samples().map((x) => ('lost' in x ? x.lost : x))).toEqual([
      'timeout',
      'timeout',
      'timeout',
      { at: expect.any(Number) as number, value: 9_000 },
    ]);
    const exchange = s.net.asked.path.find(({ ask }) => ask.kind === 'exchange')?.ask;
    expect(exchange).toMatchObject({
      to: '192.0.2.9',
      port: 80,
      mostBytes: 4_096,
      http: { host: '192.0.2.9', path: '/who' },
    });
    s.stop.abort();
  });

  it('of both families is asked at the first look, where a server has an address of one alone', async () => {
    const s = setup(
      { address: DSL },
      {
        datagram: ({ request: { address, port, payload } }) =>
          port === 53
            ? { ok: false, reason: 'timeout', detail: '' }
            : { rtt: 25, payload: stunAnswer(payload, address.includes(':') ? '2003::5' : DSL, 40_000) },
      },
    );
    const { notices } = follow(s, { stun: ['192.0.2.1:3478', '192.0.2.2:3478', '[2001:db8::1]:3478'] });
    await s.clock.advance(30);
    expect(notices('egress-changed').map((e) => e['to'])).toEqual([DSL, '2003::5']);
    s.stop.abort();
  });

  it('is no longer where the family has no way out any more', async () => {
    let isGone = false;
    const s = setup({ address: DSL });
    const net = new FakeNet({
      ...s.net.script,
      datagram: (ask) =>
        isGone
          ? { ok: false, reason: 'no-route', detail: 'gone' }
          : (s.net.script.datagram?.(ask) ?? { ok: false, reason: 'timeout', detail: '' }),
    });
    const { notices, samples } = follow({ ...s, ctx: { ...s.ctx, net } });
    await s.clock.advance(MINUTE - SECOND);
    isGone = true;
    await s.clock.advance(MINUTE);
    expect(notices('egress-changed').at(-1)).toEqual({ family: 4, from: DSL, to: '' });
    expect(samples().at(-1)).toMatchObject({ lost: 'send-failed' });
    s.stop.abort();
  });

  it('goes by names that were known before, when DNS is dead', async () => {
    let dns = true;
    const s = setup(
      { address: DSL },
      {
        resolve: ({ family }) =>
          dns && family === 4 ? { addresses: ['192.0.2.1'] } : { ok: false, reason: 'timeout', detail: '' },
      },
    );
    const { samples } = follow(s, { stun: ['stun.example.org:3478'] });
    await s.clock.advance(SECOND);
    dns = false;
    await s.clock.advance(3 * 60 * MINUTE);
    expect(samples().length).toBeGreaterThan(170);
    expect(samples().every((x) => 'value' in x)).toBe(true);
    s.stop.abort();
  });

  it('of the house: routes are told, and looked after at once and every second for a while', async () => {
    const s = setup(
      { address: DSL },
      {
        routes: [
          { after: 0, v4: '192.168.1.1 eth0' },
          { after: 30_000, v4: '192.168.8.1 wwan0', v6: 'fe80::1 wwan0' },
        ],
        stream: resolver().stream,
      },
    );
    const { notices } = follow(s, { house: true });
    await s.clock.advance(30 * SECOND - 1);
    expect(s.stunAsked()).toBe(1);
    s.world.address = MOBILE;
    await s.clock.advance(100);
    expect(notices('route-changed')).toEqual([
      { family: 4, from: '', to: '192.168.1.1 eth0' },
      { family: 4, from: '192.168.1.1 eth0', to: '192.168.8.1 wwan0' },
      { family: 6, from: '', to: 'fe80::1 wwan0' },
    ]);
    expect(notices('egress-changed')).toContainEqual({ family: 4, from: DSL, to: MOBILE, how: 'stun' });
    await s.clock.advance(MINUTE);
    expect(s.stunAsked()).toBeGreaterThanOrEqual(11);
    expect(s.stunAsked()).toBeLessThanOrEqual(14);
    s.stop.abort();
    await settle();
    expect(s.clock.sleeping).toBe(0);
  });

  it.each([
    ['survived', (): undefined => undefined],
    ['broken', ({ far }: ReturnType<typeof resolver>) => (far.answers = false)],
    ['broken', ({ ends }: ReturnType<typeof resolver>) => ends.at(-1)?.destroy(new Error('reset'))],
    ['unknown', ({ ends }: ReturnType<typeof resolver>) => ends.at(-1)?.end()],
  ])('of the house: a connection that stood is told as %s', async (word, happen) => {
    const far = resolver();
    const s = setup({ address: DSL }, { stream: far.stream });
    const { notices } = follow(s, { house: true });
    await s.clock.advance(55.5 * SECOND);
    happen(far);
    await s.clock.advance(10);
    s.world.address = MOBILE;
    await s.clock.advance(8 * SECOND);
    const told = notices('egress-changed').flatMap((e) => ('connection' in e ? [e['connection']] : []));
    expect(told).toEqual([word]);
    s.stop.abort();
    await settle();
    expect(s.clock.sleeping).toBe(0);
  });
});

describe('the egress address that is checked once', () => {
  const check = async (world: World, more: Omit<NetScript, 'clock'> = {}) => {
    const s = setup(world, more);
    const outcome = egress.run(aim, egress.options.parse(PLACES), s.ctx);
    await s.clock.advance(MINUTE);
    expect(s.clock.sleeping).toBe(0);
    return outcome;
  };
  it('is told with all that is known of it, and why a family has none', async () => {
    expect(await check({ address: DSL })).toMatchObject({
      status: 'measured',
      values: { rtt: 25_000 },
      report: {
        egress: [{ family: 4, address: DSL, how: 'stun', asn: 3209, asName: 'VODANET, DE' }],
        missing: [{ family: 6 }],
      },
    });
    expect(await check({ address: DSL, dnsIsDead: true })).toMatchObject({
      report: { egress: [{ family: 4, address: DSL, how: 'stun' }] },
    });
  });
  it.each(['127.0.0.1', '0.0.0.0', '224.0.0.1', '240.1.2.3', '255.255.255.255'])(
    'is not what no line can have: %s',
    async (address) => {
      expect(await check({ address })).toMatchObject({
        status: 'failed',
        detail: expect.stringMatching(new RegExp(`says ${address}, which no line can have`)) as string,
      });
    },
  );
  it('may be private, and is loopback where this machine is asked', async () => {
    const seen = (address: string) => ({ report: { egress: [{ family: 4, address }] } });
    expect(await check({ address: '10.1.2.3' })).toMatchObject(seen('10.1.2.3'));
    const s = setup({ address: '127.0.0.1' });
    const asked = egress.options.parse({ ...PLACES, stun: ['127.0.0.1:3478'] });
    const outcome = egress.run(aim, asked, s.ctx);
    await s.clock.advance(MINUTE);
    expect(await outcome).toMatchObject(seen('127.0.0.1'));
  });
  it('cannot be measured where nobody answers, or nothing can be sent', async () => {
    expect(await check({ address: undefined })).toMatchObject({ status: 'failed', reason: 'timeout' });
    const noRoute = () => ({ ok: false, reason: 'no-route', detail: 'there is no route' }) as const;
    expect(await check({ address: DSL }, { datagram: noRoute })).toMatchObject({
      status: 'failed',
      reason: 'no-route',
      detail: 'there is no route',
    });
  });
});
