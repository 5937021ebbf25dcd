import { expect, it } from 'vitest';

import type { Ask } from '../../src/domain/ask.ts';
import { invent, type World } from '../../src/diagnose/invented.ts';
import { toldOf } from '../../src/diagnose/told.ts';

const at = { to: '2001:db8::10', port: 443 };
const download: Ask = {
  kind: 'exchange',
  ...at,
  http: { method: 'GET', host: 'h', path: '/' },
  mostBytes: 60_000,
  timeout: 15_000,
};
const told = (ask: Ask, world: World = {}) => toldOf(ask, invent(ask, world).seen);

it('every answer has its words', () => {
  expect(told({ kind: 'resolve', name: 'h', also: [], timeout: 1 }, { nameless: true })).toEqual([
    { name: 'names', told: 'no-such-name' },
  ]);
  const asks: Ask[] = [
    { kind: 'route', to: at.to },
    download,
    { kind: 'packets', protocol: 'echo', to: at.to, sizes: [1_500, 200], apart: 0, timeout: 1_000, df: 'set' },
    { kind: 'walk', ...at, mostHops: 30, timeout: 1_000 },
    { kind: 'server-ttl', ...at, timeout: 1_000 },
  ];
  const together: Ask = { kind: 'together', asks: asks as Exclude<Ask, { kind: 'together' }>[] };
  expect(told(together, { down: 1_380 }).map(({ name, told }) => `${name}: ${told}`)).toEqual([
    'route: from 2001:db8::1 over eth0, path MTU 1500 of 1500',
    'download: stood still while the answer was to come after 15.0 s, 0 bytes received',
    'echoes: 1 lost, 1 arrived',
    'walk: 8 of 8 hops answer',
    'hop limit: 56',
  ]);
  expect(told(download)).toEqual([{ name: 'download', family: 6, told: '60 kB in 200 ms' }]);
});
