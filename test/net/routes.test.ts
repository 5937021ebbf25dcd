import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { addressText } from '../../src/domain/address.ts';
import {
  defaultRoutes,
  isOnLink,
  parseRoutes4,
  parseRoutes6,
  readRoutes,
  waysOut,
  type Route,
} from '../../src/net/routes.ts';

const HEADER = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT   ';
const V4 = [
  HEADER,
  'wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0  ',
  'eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0  ',
  'wg0\t00000000\t00000000\t0001\t0\t0\t900\t00000000\t0\t0\t0  ',
  'eth0\t00000A0A\t00000000\t0201\t0\t0\t0\t0000FFFF\t0\t0\t0', // rejected
  'eth1\t00000000\t010200C0\t0002\t0\t0\t1\t00000000\t0\t0\t0', // down
  'eth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0  ',
  'eth0\t0000000A\tFE0200C0\t0003\t0\t0\t0\t000000FF\t0\t0\t0  ',
].join('\n');
const V6 = [
  `fd${'0'.repeat(30)} 40 ${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00000100 00000001 00000000 00000001     eth0`,
  `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 fe80000000000000000000000000000a 00000400 00000002 00000000 00000003     eth0`,
  `${'0'.repeat(32)} 00 20010db8000000000000000000000000 40 fe80000000000000000000000000000b 00000001 00000002 00000000 00000003     eth0`,
  `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 ${'0'.repeat(32)} ffffffff 00000001 00000000 00200200       lo`,
].join('\n');

describe('routes', () => {
  it('reads the kernel table of IPv4: networks, gateways, metrics; neither rejected nor down', () => {
    expect(parseRoutes4(V4, 'LE').map((r) => [r.destination, r.prefixLength, r.gateway, r.device, r.metric])).toEqual([
      ['0.0.0.0', 0, '192.168.1.1', 'wlan0', 600],
      ['0.0.0.0', 0, '192.0.2.1', 'eth0', 100],
      ['0.0.0.0', 0, undefined, 'wg0', 900],
      ['192.0.2.0', 24, undefined, 'eth0', 100],
      ['10.0.0.0', 8, '192.0.2.254', 'eth0', 0],
    ]);
  });

  it('reads the words of a big-endian machine as they stand', () => {
    const line = 'eth0\t00000000\tC0000201\t0003\t0\t0\t0\t00000000\t0\t0\t0';
    expect(parseRoutes4(`${HEADER}\n${line}`, 'BE')[0]?.gateway).toBe('192.0.2.1');
  });

  it('reads the kernel table of IPv6; a link-local gateway carries its device', () => {
    expect(parseRoutes6(V6).map((r) => [r.destination, r.prefixLength, r.gateway, r.device, r.metric])).toEqual([
      ['fd00::', 64, undefined, 'eth0', 256],
      ['::', 0, 'fe80::a%eth0', 'eth0', 1024],
    ]);
  });

  it('skips a line whose device has no name that a device can have', () => {
    expect(parseRoutes6(V6.replaceAll('eth0', 'a-name-too-long-0'))).toHaveLength(0);
    expect(parseRoutes4(V4.replaceAll('eth0', 'et/h0'), 'LE').map((r) => r.device)).toEqual(['wlan0', 'wg0']);
  });
  it('puts the preferred way out first, all of IPv4 before IPv6', () => {
    const ways = defaultRoutes([...parseRoutes6(V6), ...parseRoutes4(V4, 'LE')]);
    expect(ways.map((r) => r.device + r.family)).toEqual(['eth04', 'wlan04', 'wg04', 'eth06']);
    expect(waysOut(ways)).toEqual({ v4: true, v6: true });
    expect(waysOut([])).toEqual({ v4: false, v6: false });
  });

  it('knows what is on link by the longest match', () => {
    const routes = [...parseRoutes4(V4, 'LE'), ...parseRoutes6(V6)];
    const on = (a: string): boolean => isOnLink(routes, a);
    expect(['192.0.2.77', 'fd00::5', 'fe80::9%eth0'].map(on)).toEqual([true, true, true]);
    expect(['10.1.1.1', '8.8.8.8', '2001:db8::1', 'router'].map(on)).toEqual([false, false, false, false]);
  });

  it('lets the longer network decide, in whatever order they come', () => {
    const route = (destination: string, prefixLength: number, gateway?: string): Route => ({
      family: 4,
      destination,
      prefixLength,
      device: 'eth0',
      metric: 0,
      ...(gateway === undefined ? {} : { gateway }),
    });
    const routes = [route('10.0.0.0', 8, '192.0.2.1'), route('10.9.0.0', 16), route('10.9.8.0', 24, '192.0.2.1')];
    for (const order of [routes, routes.toReversed()]) {
      expect(['10.1.1.1', '10.9.1.1', '10.9.8.1'].map((a) => isOnLink(order, a))).toEqual([false, true, false]);
    }
  });

  it('survives any text, and finds any route written into it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(parseRoutes4(`x\n${text}`).length + parseRoutes6(text).length).toBeLessThanOrEqual(1);
      }),
    );
    const octets = fc.uint8Array({ minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(octets, octets, fc.integer({ min: 0, max: 32 }), fc.nat(), (network, gateway, length, metric) => {
        const hex = (b: Iterable<number>): string =>
          Buffer.from([...b].toReversed())
            .toString('hex')
            .toUpperCase();
        const mask = Array.from({ length: 4 }, (_, i) => 256 - 2 ** (8 - Math.min(8, Math.max(0, length - 8 * i))));
        const line = ['eth0', hex(network), hex(gateway), '0003', 0, 0, metric, hex(mask), 0, 0, 0].join('\t');
        expect(parseRoutes4(`${HEADER}\n${line}\n`, 'LE')).toEqual([
          {
            family: 4,
            destination: addressText({ family: 4, bytes: network }),
            prefixLength: length,
            gateway: addressText({ family: 4, bytes: gateway }),
            device: 'eth0',
            metric,
          },
        ]);
      }),
    );
  });

  it('stops at ten thousand', () => {
    const line = 'eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n';
    expect(parseRoutes4(HEADER + '\n' + line.repeat(10_100), 'LE')).toHaveLength(10_000);
  });

  describe('from a folder', () => {
    const root = mkdtempSync(join(tmpdir(), 'plumbline-routes-'));
    afterAll(() => rmSync(root, { recursive: true }));
    it('reads both tables, and none where there is no procfs', async () => {
      expect(await readRoutes(root)).toEqual([]);
      mkdirSync(join(root, 'proc/self/net'), { recursive: true });
      writeFileSync(join(root, 'proc/self/net/route'), V4);
      expect(await readRoutes(root)).toHaveLength(5);
      writeFileSync(join(root, 'proc/self/net/ipv6_route'), V6);
      expect(await readRoutes(root)).toHaveLength(7);
    });
  });
});
