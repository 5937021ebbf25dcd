import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { discover, findFirstPublicHop, withFirstHop } from '../../src/config/discover.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { renderConfig } from '../../src/config/render.ts';
import type { Route } from '../../src/net/routes.ts';
import { PROBES } from '../../src/probes/index.ts';
import { HandClock } from '../support/clock.ts';
import { FakeNet, type EchoAsk, type Fate, type NetScript } from '../support/net.ts';

const context = { probes: PROBES, vantage: 'machine' };
const v4 = (gateway: string | undefined, device = 'eth0', metric = 100): Route => ({
  family: 4,
  destination: '0.0.0.0',
  prefixLength: 0,
  ...(gateway === undefined ? {} : { gateway }),
  device,
  metric,
});
const v6 = (gateway: string): Route => ({ ...v4(gateway), family: 6, destination: '::' });
const onLink = (destination: string, prefixLength: number): Route => ({
  family: destination.includes(':') ? 6 : 4,
  destination,
  prefixLength,
  device: 'eth0',
  metric: 0,
});
const found = (routes: readonly Route[], resolvers: readonly string[] = []) =>
  discover({ routes, resolvers }, context).targets.map((t) => [t.name, t.label, t.role, t.address].join(' | '));

describe('discovery', () => {
  it('finds gateways, resolvers, anchors of both families, and the control', () => {
    const routes = [v4('192.168.1.1'), v6('fe80::1%eth0')];
    expect(found(routes, ['192.168.1.53', '2001:4860:4860::8888'])).toEqual([
      'gateway | Gateway | gateway | 192.168.1.1',
      'gateway-v6 | Gateway (IPv6) | gateway | fe80::1%eth0',
      'resolver | Resolver | resolver | 192.168.1.53',
      'resolver-2 | Resolver 2, Google (IPv6) | resolver | 2001:4860:4860::8888',
      'cloudflare | Cloudflare | anchor | 1.1.1.1',
      'google | Google | anchor | 8.8.8.8',
      'quad9 | Quad9 | anchor | 9.9.9.9',
      'cloudflare-v6 | Cloudflare (IPv6) | anchor | 2606:4700:4700::1111',
      'quad9-v6 | Quad9 (IPv6) | anchor | 2620:fe::fe',
      'loopback | This machine | control | 127.0.0.1',
    ]);
  });

  it('takes a gateway that is the resolver for one target', () => {
    expect(found([v4('192.168.1.1'), v4('192.168.1.1', 'wlan0', 600)], ['192.168.1.1'])[0]).toBe(
      'gateway | Gateway, Resolver | gateway | 192.168.1.1',
    );
  });

  it('lists every gateway, the preferred first, and none of a point-to-point line', () => {
    expect(found([v4('192.0.2.2', 'wlan0', 600), v4('192.0.2.1'), v4(undefined, 'ppp0', 50)]).slice(0, 3)).toEqual([
      'gateway | Gateway | gateway | 192.0.2.1',
      'gateway-2 | Gateway 2 | gateway | 192.0.2.2',
      'cloudflare | Cloudflare | anchor | 1.1.1.1',
    ]);
  });

  it('has only what is near where there is no way out', () => {
    const resolvers = ['10.0.0.53', '8.8.8.8', '127.0.0.53'];
    expect(found([onLink('10.0.0.0', 24)], resolvers)).toEqual([
      'resolver | Resolver | resolver | 10.0.0.53',
      'resolver-2 | Resolver 2 | resolver | 127.0.0.53',
      'loopback | This machine | control | 127.0.0.1',
    ]);
    expect(found([])).toEqual(['loopback | This machine | control | 127.0.0.1']);
    expect(discover({ routes: [], resolvers: [] }, context).waysOut).toEqual({ v4: false, v6: false });
  });

  it('keeps the control where a resolver answers on loopback', () => {
    expect(found([], ['127.0.0.1'])).toEqual(['loopback | Resolver, This machine | control | 127.0.0.1']);
  });

  it('writes a config that loads as the same, whatever is found', () => {
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom('1.1.1.1', '192.168.1.1', 'fe80::1%eth0', '127.0.0.1'),
    );
    const route = address.map((a) => (a.includes(':') ? v6(a) : v4(a)));
    fc.assert(
      fc.property(fc.array(route, { maxLength: 5 }), fc.array(address, { maxLength: 4 }), (routes, resolvers) => {
        const { waysOut: _, ...config } = discover({ routes, resolvers }, context);
        const names = config.targets.map((t) => t.name);
        expect(new Set(names).size).toBe(names.length);
        const text = renderConfig(config);
        expect(parseConfig(text, { ...context, vantage: 'other' })).toEqual({
          ok: true,
          config,
          discoverTargets: false,
        });
      }),
    );
  });
});

describe('the first public hop', () => {
  const path =
    (...routers: readonly (string | undefined)[]) =>
    ({ request }: EchoAsk): Fate => {
      const from = routers[(request.ttl ?? 64) - 1];
      return from === undefined ? { lost: true } : { error: 'time-exceeded', rtt: 10, icmp: { from } };
    };
  const find = async (script: Omit<NetScript, 'clock'>, ms = 6_000) => {
    const clock = new HandClock();
    const net = new FakeNet({ clock, ...script });
    const stop = new AbortController();
    let took = Infinity;
    const result = findFirstPublicHop({ net, clock, signal: stop.signal });
    void result.then(() => (took = clock.elapsed()));
    await clock.advance(ms);
    expect(clock.sleeping).toBe(0);
    return { address: await result, net, took };
  };

  it('is the nearest public address, behind any CGNAT', async () => {
    const { address, net } = await find({ echo: path('192.168.1.1', '100.64.0.1', '62.1.2.3', '62.1.2.4') });
    expect(address).toBe('62.1.2.3');
    expect(new Set(net.asked.echoes.map((e) => e.request.address))).toEqual(new Set(['1.1.1.1']));
  });

  it('is found behind silent routers, within five seconds', async () => {
    const { address, took } = await find({ echo: path('192.168.1.1', undefined, undefined, '62.1.2.3') });
    expect(address).toBe('62.1.2.3');
    expect(took).toBeLessThanOrEqual(5_000);
  });

  it('is not looked for longer than five seconds', async () => {
    const slow = ({ request }: EchoAsk): Fate => ({
      error: 'time-exceeded',
      rtt: 990,
      icmp: { from: `10.0.0.${request.ttl}` },
    });
    const { address, took } = await find({ echo: slow });
    expect(address).toBeUndefined();
    expect(took).toBe(5_000);
  });

  it('is unknown without an engine', async () => {
    const { address, net } = await find({ engineMissing: { why: 'x', remedy: 'y' } });
    expect(address).toBeUndefined();
    expect(net.asked.echoes).toEqual([]);
  });

  it('becomes a target between the gateway and the anchors, unless it is one', () => {
    const config = discover({ routes: [v4('192.168.1.1')], resolvers: [] }, context);
    const more = withFirstHop(config, '62.1.2.3', PROBES);
    expect(more.targets.map((t) => t.name).slice(0, 3)).toEqual(['gateway', 'first-hop', 'cloudflare']);
    expect(more.targets[1]).toMatchObject({ label: 'First public hop', role: 'first-hop', address: '62.1.2.3' });
    expect(more.targets[1]?.checks.map((c) => c.probe.name)).toEqual(['ping']);
    expect(withFirstHop(config, '1.1.1.1', PROBES)).toBe(config);
  });
});
