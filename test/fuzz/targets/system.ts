import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { canonicalAddress } from '../../../src/domain/address.ts';
import { lookUpHosts } from '../../../src/net/hosts.ts';
import { parseResolvers } from '../../../src/net/resolvers.ts';
import { defaultRoutes, isOnLink, parseRoutes4, parseRoutes6, waysOut, type Route } from '../../../src/net/routes.ts';
import { textLike } from '../arbitraries.ts';
import { target, type Target } from '../target.ts';

const ROUTES4 = [
  'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n',
  'eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n',
  'eth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n',
];
const ZEROS = '0'.repeat(32);
const ROUTES6 = [
  `${ZEROS} 00 ${ZEROS} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0\n`,
  `20010db8000000000000000000000000 40 ${ZEROS} 00 ${ZEROS} 00000100 00000001 00000000 00000001     eth0\n`,
  `${'f'.repeat(32)} 80 ${ZEROS} 00 ${ZEROS} 00000000 00000002 00000000 80200001       lo\n`,
];
const RESOLV = [
  'nameserver 192.0.2.53\nnameserver ::1\n',
  'search example.org\noptions ndots:1\n',
  'nameserver fe80::1%eth0',
];
const HOSTS = ['127.0.0.1 localhost\n', '::1 ip6-localhost localhost # here\n', '192.0.2.9\trouter router.example\n'];
const somewhere = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('192.0.2.7', 'fe80::9%eth0', '2001:db8::5', 'x'));

const holdsOf = (routes: readonly Route[], family: 4 | 6, address: string): void => {
  const bits = family === 4 ? 32 : 128;
  for (const r of routes) {
    assert.equal(r.family, family);
    assert(Number.isInteger(r.prefixLength) && r.prefixLength >= 0 && r.prefixLength <= bits);
    assert.equal(canonicalAddress(r.destination), r.destination);
    assert(r.gateway === undefined || canonicalAddress(r.gateway) !== undefined, r.gateway);
    assert(Number.isSafeInteger(r.metric) && r.metric >= 0);
  }
  const out = defaultRoutes(routes);
  assert.equal(waysOut(routes)[family === 4 ? 'v4' : 'v6'], out.length > 0);
  isOnLink(routes, address);
};

export const system: readonly Target[] = [
  target(
    'proc-net-route',
    [
      textLike([...ROUTES4, ROUTES4.join('')], ['\t', '\n', '0000', 'FFFFFFFF']),
      fc.constantFrom('LE', 'BE'),
      somewhere,
    ],
    (text, order, address) => holdsOf(parseRoutes4(text, order), 4, address),
  ),
  target(
    'proc-net-ipv6-route',
    [textLike([...ROUTES6, ROUTES6.join('')], [' ', '\n', ZEROS, 'ff', 'fe80']), somewhere],
    (text, address) => holdsOf(parseRoutes6(text), 6, address),
  ),
  target('resolv.conf', [textLike([...RESOLV, RESOLV.join('')], ['nameserver ', '\n', '\t', '#'])], (text) => {
    const found = parseResolvers(text);
    assert(found.length <= 3 && new Set(found).size === found.length);
    for (const address of found) assert.equal(canonicalAddress(address), address);
  }),
  target(
    'hosts',
    [
      textLike([...HOSTS, HOSTS.join('')], [' ', '\n', '#', 'localhost']),
      fc.oneof(fc.constantFrom('localhost', 'router.'), fc.string()),
    ],
    (text, name) => {
      const found = lookUpHosts(text, name);
      assert(found.length <= 16 && new Set(found).size === found.length);
      for (const address of found) assert.equal(canonicalAddress(address), address);
    },
  ),
];
