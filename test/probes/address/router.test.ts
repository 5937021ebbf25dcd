import { describe, expect, it } from 'vitest';

import type { RouteSeen } from '../../../src/domain/ask.ts';
import { askRouter } from '../../../src/probes/address/router.ts';
import { HandClock } from '../../support/clock.ts';
import { actionAnswer, actionFault, description, natPmpAnswer, pcpAnswer, searchAnswer } from '../../support/igd.ts';
import { FakeNet, type FetchAsk, type NetScript } from '../../support/net.ts';

const GATEWAY = '192.168.1.1';
const LOCATION = `http://${GATEWAY}:5000/root.xml`;
const ANCHORS = ['2606:4700:4700::1111', '9.9.9.9'];
const route = (gateway: string | undefined, more: object = {}): RouteSeen => ({
  kind: 'route',
  route: {
    source: '192.168.1.2',
    device: 'eth0',
    pathMtu: 1_500,
    linkMtu: 1_500,
    isSelf: false,
    ...(gateway === undefined ? {} : { gateway }),
    ...more,
  },
});
const ask: NetScript['ask'] = ({ ask: about }) =>
  'to' in about && about.to === '9.9.9.9' ? route(GATEWAY) : route(undefined);
const isGroup = (address: string): boolean => address.startsWith('239.');
const isTold = 'its server (version 2) has run for 77 s; it tells its address only to whoever makes a mapping';
const post = ({ request }: FetchAsk): boolean => request.method === 'POST';

/** A router that says nothing but what is given. */
const asked = async (script: Omit<NetScript, 'clock'>, given: { readonly gateway?: string } = {}) => {
  const clock = new HandClock();
  const net = new FakeNet({ clock, ask, ...script });
  const stop = new AbortController();
  const began = clock.elapsed();
  let took = Infinity;
  const asking = askRouter({ anchors: ANCHORS, ...given }, { net, clock, signal: stop.signal }).then((told) => {
    took = clock.elapsed() - began;
    return told;
  });
  for (let i = 0; i < 100; i += 1) await clock.advance(50);
  const told = await asking;
  const view = (by: string) => told.views.find((v) => v.by === by);
  return { told, net, took, view, sleeping: clock.sleeping };
};
/** UPnP as it should be. */
const upnp = (answer: (action: string) => string | { readonly status: number; readonly body: string }) => ({
  group: () => [{ from: GATEWAY, payload: searchAnswer(LOCATION), after: 100 }],
  fetch: (fetched: FetchAsk) => {
    if (!post(fetched)) return { status: 200, body: description('/control') };
    const action = /#(\w+)"/.exec(fetched.request.headers?.['SOAPAction'] ?? '')?.[1] ?? '';
    const said = answer(action);
    return typeof said === 'string' ? { status: 200, body: said } : said;
  },
});
const telling = (address: string) =>
  upnp((action) =>
    actionAnswer(
      action,
      action === 'GetStatusInfo' ? { NewConnectionStatus: 'Connected' } : { NewExternalIPAddress: address },
    ),
  );

describe('the router of a line', () => {
  it('is asked by three protocols for its outer address, and maps nothing', async () => {
    const { told, net, took, sleeping } = await asked({
      ...telling('84.56.7.8'),
      datagram: ({ request }) => ({
        rtt: 3,
        payload: request.payload[0] === 0 ? natPmpAnswer('84.56.7.8') : pcpAnswer(),
      }),
    });
    expect(told).toEqual({
      gateway: GATEWAY,
      views: [
        { by: 'nat-pmp', address: '84.56.7.8' },
        { by: 'pcp', why: isTold },
        { by: 'upnp', address: '84.56.7.8', product: 'Box 7' },
      ],
    });
    expect(took).toBeLessThan(500);
    expect(sleeping).toBe(0);
    // What it was asked: nothing that could map.
    const packets = net.asked.datagrams.map(({ request }) => [request.port, ...request.payload.subarray(0, 2)]);
    expect(packets).toEqual([
      [5351, 0, 0],
      [5351, 2, 0],
    ]);
    expect(net.asked.fetches.map(({ request }) => [request.method, request.url, request.address])).toEqual([
      [undefined, LOCATION, GATEWAY],
      ['POST', `http://${GATEWAY}:5000/control`, GATEWAY],
    ]);
    expect(net.asked.groups.map(({ request }) => request.address)).toEqual([GATEWAY, '239.255.255.250']);
  });
  it('may say nothing at all: four seconds at most', async () => {
    const { told, took } = await asked({
      group: () => [],
      fetch: () => ({ ok: false, reason: 'timeout', detail: '' }),
    });
    expect(told.views).toEqual([
      { by: 'nat-pmp', why: 'no answer' },
      { by: 'pcp', why: 'no answer' },
      { by: 'upnp', why: 'no answer' },
    ]);
    expect(took).toBeLessThanOrEqual(2_000);
    const slow = await asked({
      group: ({ request }) =>
        isGroup(request.address) ? [{ from: GATEWAY, payload: searchAnswer(LOCATION), after: 1_200 }] : [],
      fetch: (fetched) =>
        post(fetched)
          ? { ok: false, reason: 'timeout', detail: 'late' }
          : { status: 200, body: description('/c'), after: 1_100 },
    });
    expect(slow.view('upnp')).toEqual({ by: 'upnp', why: 'no answer', product: 'Box 7' });
    expect(slow.took).toBeLessThanOrEqual(4_000);
    const empty = telling('');
    const slower = await asked({
      group: ({ request }) =>
        isGroup(request.address) ? [{ from: GATEWAY, payload: searchAnswer(LOCATION), after: 1_200 }] : [],
      fetch: (fetched) => ({ ...empty.fetch(fetched), after: 1_190 }),
    });
    expect(slower.view('upnp')).toEqual({ by: 'upnp', why: 'it tells no outer address', product: 'Box 7' });
    expect(slower.took).toBeLessThanOrEqual(4_000);
    expect(slower.sleeping).toBe(0);
  });
  it('that has gone from the port says so', async () => {
    const { view } = await asked({ datagram: () => ({ ok: false, reason: 'refused', detail: '' }) });
    expect([view('nat-pmp')?.why, view('pcp')?.why]).toEqual(['it does not listen', 'it does not listen']);
  });
  it.each([
    [{ kind: 'route' } as const, undefined, 'there is no way out by IPv4'],
    [{ kind: 'route', unsupported: 'not here' } as const, undefined, 'not here'],
    [route(undefined, { device: 'ppp0' }), undefined, 'there is no router: packets leave by ppp0'],
    [route('84.56.0.1'), '84.56.0.1', 'the router is the provider’s, not one of this house'],
    [route('100.64.0.1'), '100.64.0.1', 'the router is the provider’s, not one of this house'],
  ])('is none, or another’s: %j', async (seen, gateway, why) => {
    const { told, net } = await asked({ ask: () => seen });
    expect(told).toEqual({ ...(gateway === undefined ? {} : { gateway }), views: [], why });
    expect([net.asked.datagrams, net.asked.groups, net.asked.fetches].flat()).toEqual([]);
  });
  it('may be named; one that is this machine itself is not asked', async () => {
    const { told } = await asked(
      { datagram: () => ({ rtt: 1, payload: natPmpAnswer('84.56.7.8') }) },
      { gateway: '192.168.9.1' },
    );
    expect(told).toMatchObject({ gateway: '192.168.9.1', views: [{ address: '84.56.7.8' }, {}, {}] });
    const six = await asked({}, { gateway: 'fe80::1%eth0' });
    expect(six.told.gateway).toBe(GATEWAY);
    const theirs = await asked({}, { gateway: '84.56.0.1' });
    expect(theirs.told).toMatchObject({ gateway: '84.56.0.1', views: [], why: expect.stringMatching(/provider/) });
    const self = await asked({ ask: () => route(undefined, { isSelf: true }) }, { gateway: '192.168.9.1' });
    expect(self.told).toEqual({ gateway: '192.168.9.1', views: [], why: 'there is no way to 192.168.9.1' });
  });
});

describe('what a router says by NAT-PMP and PCP', () => {
  it.each([
    [natPmpAnswer('0.0.0.0'), 'it has no outer address'],
    [natPmpAnswer('127.0.0.1'), 'it says 127.0.0.1, which no router has outside'],
    [natPmpAnswer('239.1.2.3'), 'it says 239.1.2.3, which no router has outside'],
    [natPmpAnswer('255.255.255.255'), 'it says 255.255.255.255, which no router has outside'],
    [natPmpAnswer('0.1.2.3'), 'it says 0.1.2.3, which no router has outside'],
    [natPmpAnswer('0.0.0.0', 3), 'it has no network (no address of its own, perhaps)'],
    [Uint8Array.of(1, 2, 3), 'no answer'],
  ])('may be no address: %s', async (payload, why) => {
    const { view } = await asked({
      datagram: ({ request }) => ({ rtt: 1, payload: request.payload[0] === 0 ? payload : pcpAnswer(12) }),
    });
    expect(view('nat-pmp')).toEqual({ by: 'nat-pmp', why });
    expect(view('pcp')?.why).toMatch(/^the request comes from another address/);
  });
  it('may be that it speaks only one of them', async () => {
    const { view } = await asked({ datagram: () => ({ rtt: 1, payload: Uint8Array.of(0, 128, 0, 1, 0, 0, 0, 1) }) });
    expect(view('pcp')?.why).toBe('it speaks NAT-PMP alone');
  });
});

describe('what a router says by UPnP', () => {
  const why = async (script: Omit<NetScript, 'clock'>) => (await asked(script)).view('upnp')?.why;
  it('is told of it alone: who else answers is not asked', async () => {
    const other = '192.168.1.9';
    const script = {
      ...telling('84.56.7.8'),
      group: () => [{ from: other, payload: searchAnswer(`http://${other}/`) }],
    };
    const { view, net } = await asked(script);
    expect(view('upnp')?.why).toBe('192.168.1.9 answers, which is not the router of this line');
    expect(net.asked.fetches).toEqual([]);
    const forged = await asked({ ...script, group: () => [{ from: other, payload: searchAnswer(LOCATION) }] });
    expect([forged.view('upnp')?.address, forged.net.asked.fetches]).toEqual([undefined, []]);
    const both = { ...script, group: () => [...script.group(), ...telling('').group()] };
    expect((await asked(both)).view('upnp')?.address).toBe('84.56.7.8');
  });
  it.each([
    'http://192.168.1.9/root.xml',
    'http://169.254.169.254/latest/meta-data',
    'http://router.example/root.xml',
    'http://me:secret@192.168.1.1/root.xml',
  ])('leads nowhere but to itself: %s', async (location) => {
    const { view, net } = await asked({
      ...telling('84.56.7.8'),
      group: () => [{ from: GATEWAY, payload: searchAnswer(location) }],
    });
    expect(view('upnp')?.why).toBe('it answers, and leads elsewhere');
    expect(net.asked.fetches).toEqual([]);
  });
  it('is asked at its own address, whatever its description says', async () => {
    const page = (control: string) => ({
      ...telling('84.56.7.8'),
      fetch: () => ({ status: 200, body: description(control) }),
    });
    for (const control of ['http://192.168.1.9/control', 'http://localhost/', 'http://169.254.169.254/']) {
      const { view, net } = await asked(page(control));
      expect(view('upnp')).toEqual({ by: 'upnp', why: 'it describes no connection', product: 'Box 7' });
      expect(net.asked.fetches).toHaveLength(1);
    }
  });
  it.each([
    ['0.0.0.0', 'it tells no outer address (it says Connected)'],
    ['', 'it tells no outer address (it says Connected)'],
    ['none', 'it says "none", which is no IPv4 address'],
    ['2001:db8::1', 'it says "2001:db8::1", which is no IPv4 address'],
  ])('may be no address: %j', async (said, told) => {
    expect(await why(telling(said))).toBe(told);
  });
  it('may be a fault, or nothing that can be read', async () => {
    const fault = { status: 500, body: actionFault(501, 'Action Failed') };
    expect(await why(upnp(() => fault))).toBe('it does not tell (501 Action Failed)');
    expect(await why(upnp(() => ({ status: 200, body: '<html>' })))).toBe('its answer cannot be read (status 200)');
    const page = (status: number, body: string) => ({ ...telling(''), fetch: () => ({ status, body }) });
    expect(await why(page(404, 'no'))).toBe('its description cannot be read (status 404)');
    expect(await why(page(200, '<root/>'))).toBe('its description cannot be read (status 200)');
    const endless = `${description('/c').slice(0, -7)}<!--${'x'.repeat(40_000)}--></root>`;
    expect(await why(page(200, endless))).toBe('its description cannot be read (status 200)');
    const gone = { ...telling(''), fetch: () => ({ ok: false, reason: 'refused', detail: '' }) as const };
    expect(await why(gone)).toBe('its description: it does not listen');
  });
});
