import { expect, it } from 'vitest';

import type { Ask } from '../../src/domain/ask.ts';
import { costOf } from '../../src/diagnose/cost.ts';
import { inWords, size } from '../../src/diagnose/describe.ts';

const at = { to: '192.0.2.7', port: 443 };
const download = {
  kind: 'exchange',
  ...at,
  tls: { name: 'example.org' },
  http: { method: 'GET', host: 'example.org', path: '/x?token=hunter2' },
  mostBytes: 500_000,
  timeout: 15_000,
} as const;
const echoes = { kind: 'packets', protocol: 'echo', to: '192.0.2.7', apart: 20, timeout: 1_000, df: 'clear' } as const;

it.each<[Ask, string, readonly [connections: number, packets: number, bytes: number]]>([
  [{ kind: 'route', to: '192.0.2.7' }, 'route to 192.0.2.7, as the kernel knows it', [0, 0, 0]],
  [
    { kind: 'resolve', name: 'example.org', also: ['9.9.9.9'], timeout: 3_000 },
    'addresses of example.org, of the system’s resolvers and 9.9.9.9',
    [0, 8, 4_800],
  ],
  [download, 'download of at most 500 kB from 192.0.2.7 port 443', [1, 0, 509_000]],
  [
    { ...download, mss: 536, http: { ...download.http, method: 'POST', bodyBytes: 60_000 }, mostBytes: 1_000 },
    'upload of 60 kB to 192.0.2.7 port 443, segments of at most 536',
    [1, 0, 70_000],
  ],
  [
    { kind: 'exchange', ...at, tls: { name: null }, onlyResetsOfTtl: 57, mostBytes: 0, timeout: 5_000 },
    'TLS handshake without a name with 192.0.2.7 port 443, resets of others left out',
    [1, 0, 8_000],
  ],
  [{ kind: 'exchange', ...at, mostBytes: 0, timeout: 5_000 }, 'TCP connection to 192.0.2.7 port 443', [1, 0, 0]],
  [{ ...echoes, sizes: Array.from({ length: 50 }, () => 100) }, '50 echoes of 100 bytes to 192.0.2.7', [0, 50, 10_000]],
  [
    { ...echoes, protocol: 'udp', sizes: [1_500, 200], df: 'set', ttl: 3 },
    '2 UDP packets of 1500, 200 bytes to 192.0.2.7, not to be fragmented, hop limit 3',
    [0, 2, 1_700],
  ],
  [
    { kind: 'walk', ...at, mostHops: 30, timeout: 1_000 },
    'SYNs to 192.0.2.7 port 443 that end at each hop, 30 at most',
    [0, 30, 1_800],
  ],
  [{ kind: 'server-ttl', ...at, timeout: 1_000 }, 'hop limit of what 192.0.2.7 port 443 answers', [8, 0, 0]],
  [
    { kind: 'together', asks: [download, download] },
    '2 at once: download of at most 500 kB from 192.0.2.7 port 443',
    [2, 0, 1_018_000],
  ],
  [
    {
      kind: 'together',
      asks: [
        { kind: 'route', to: '::1' },
        { ...echoes, sizes: [84] },
      ],
    },
    'at once: route to ::1, as the kernel knows it; 1 echo of 84 bytes to 192.0.2.7',
    [0, 1, 168],
  ],
])('$0.kind in words, and what it costs at most', (ask, words, [connections, packets, bytes]) => {
  expect(inWords(ask)).toBe(words);
  expect(costOf(ask)).toEqual({ connections, packets, bytes });
});

it('sizes are told as people do', () => {
  expect([1, 1_500, 60_000, 999_499, 1_000_000, 2_450_000].map(size)).toEqual([
    '1 byte',
    '1,500 bytes',
    '60 kB',
    '999 kB',
    '1 MB',
    '2.5 MB',
  ]);
});
