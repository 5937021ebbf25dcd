import { expect, it } from 'vitest';

import type { Ask } from '../../src/domain/ask.ts';
import { costOf } from '../../src/diagnose/cost.ts';
import { inWords, kindsOf, size } from '../../src/diagnose/describe.ts';

const at = { to: '192.0.2.7', port: 443 };
const download = {
  kind: 'exchange',
  ...at,
  tls: { name: 'example.org' },
  http: { method: 'GET', host: 'example.org', path: '/x?token=hunter2' },
  mostBytes: 500_000,
  timeout: 15_000,
} as const;
const upload = {
  ...download,
  http: { ...download.http, method: 'POST', bodyBytes: 60_000 },
  mostBytes: 1_000,
} as const;
const echoes = { kind: 'packets', protocol: 'echo', to: '192.0.2.7', apart: 20, timeout: 1_000, df: 'clear' } as const;
const { tls: _, ...plain } = download;

const ASKS: readonly (readonly [Ask, string, readonly [connections: number, packets: number, bytes: number]])[] = [
  [{ kind: 'route', to: '192.0.2.7' }, 'route to 192.0.2.7, as the kernel knows it', [0, 0, 0]],
  [
    { kind: 'resolve', name: 'example.org', also: ['9.9.9.9'], timeout: 3_000 },
    'addresses of example.org, of the system’s resolvers and 9.9.9.9',
    [0, 8, 4_800],
  ],
  [download, 'download of at most 500 kB from 192.0.2.7 port 443', [1, 0, 509_000]],
  [plain, 'download of at most 500 kB from 192.0.2.7 port 443, without TLS', [1, 0, 501_000]],
  [{ ...upload, mss: 536 }, 'upload of 60 kB to 192.0.2.7 port 443, segments of at most 536', [1, 0, 70_000]],
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
  [{ ...echoes, sizes: [] }, '', [0, 0, 0]],
  [
    { kind: 'walk', ...at, mostHops: 30, timeout: 1_000 },
    'SYNs to 192.0.2.7 port 443 that end at each hop, 30 at most',
    [0, 30, 1_800],
  ],
  [{ kind: 'server-ttl', ...at, timeout: 1_000 }, 'hop limit of what 192.0.2.7 port 443 answers', [16, 0, 0]],
  [
    {
      kind: 'together',
      asks: [
        { ...download, mss: 1_300 },
        { ...download, mss: 1_340, mostBytes: 9_000 },
      ],
    },
    '2 downloads of at most 500 kB from 192.0.2.7 port 443, segments of at most 1300 to 1340',
    [2, 0, 527_000],
  ],
  [
    {
      kind: 'together',
      asks: [
        { kind: 'route', to: '::1' },
        { ...echoes, sizes: [84] },
        { ...echoes, sizes: [90] },
      ],
    },
    'route to ::1, as the kernel knows it; 2 echoes of 90, 84 bytes to 192.0.2.7',
    [0, 2, 348],
  ],
];
it.each(ASKS.map(([ask, words, cost]) => [words, ask, cost] as const))(
  '%s: in words, and what it costs at most',
  (words, ask, [connections, packets, bytes]) => {
    expect(inWords(ask)).toBe(words);
    expect(costOf(ask)).toEqual({ connections, packets, bytes });
  },
);

it('what differs in numbers alone is told as one', () => {
  const asks: Ask[] = [
    upload,
    { kind: 'together', asks: [{ ...echoes, sizes: [600, 700], ttl: 1 }, upload] },
    { ...echoes, to: '192.0.2.8', sizes: [800, 900], ttl: 6 },
  ];
  expect(kindsOf(asks, () => 'example.org')).toEqual([
    '2 uploads of 60 kB to example.org port 443',
    '4 echoes of 600 to 900 bytes to example.org, hop limit 1 to 6',
  ]);
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
