import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Ask, Seen } from '../../../src/domain/ask.ts';
import { bundle } from '../../support/bundle.ts';
import { enterOwnNetwork, FAR_MTU, OWN, ownNetworkMissing, setting } from '../../support/own-network.ts';

const missing = ownNetworkMissing();
const NOBODY = [
  '--reuid',
  '65534',
  '--regid',
  '65534',
  '--clear-groups',
  '--bounding-set',
  '-all',
  '--inh-caps',
  '-all',
];

describe.skipIf(missing !== undefined)(`a diagnosis without privileges (${missing ?? 'root'})`, () => {
  let network: { readonly close: () => void } | undefined;
  let built: Awaited<ReturnType<typeof bundle>> | undefined;
  beforeAll(async () => {
    built = await bundle('test/support/ask.ts');
    network = await enterOwnNetwork();
    setting('ipv4/ping_group_range', '0 2147483647');
  });
  afterAll(() => {
    network?.close();
    built?.remove();
  });
  const asNobody = (asks: readonly Ask[]): readonly Seen[] => {
    const script = `
const { askOf } = await import(${JSON.stringify(built?.path)});
const signal = new AbortController().signal;
for (const ask of ${JSON.stringify(asks)}) console.log(JSON.stringify(await askOf()(ask, {}, signal)));`;
    const args = [...NOBODY, process.execPath, '--input-type=module', '-e', script];
    const { stdout, stderr } = spawnSync('setpriv', args, { encoding: 'utf8', timeout: 15_000 });
    if (stderr !== '') throw new Error(stderr);
    const lines = stdout.trim().split('\n');
    return lines.map((line): Seen => JSON.parse(line));
  };

  it.each([4, 6] as const)('asks all that it asks as root: IPv%i', (family) => {
    const own = OWN[family];
    const packets = { kind: 'packets', to: own.far, sizes: [100, 1500], apart: 0, timeout: 1_000, df: 'set' } as const;
    const to = { to: own.far, port: 9, timeout: 1_000 };
    const told = { from: own.router, mtu: FAR_MTU };
    expect(
      asNobody([
        { kind: 'route', to: own.far },
        { kind: 'exchange', ...to, mss: 536, onlyResetsOfTtl: 63, mostBytes: 0 },
        { kind: 'walk', ...to, mostHops: 9 },
        { kind: 'server-ttl', ...to },
        { ...packets, protocol: 'udp' },
        { ...packets, protocol: 'echo' },
      ]),
    ).toMatchObject([
      { route: { device: 'v0', pathMtu: 1500, linkMtu: 1500 } },
      { end: 'refused' },
      {
        hops: [
          { from: own.router, quotedMss: family === 4 ? 1460 : 1440 },
          { from: own.far, isTarget: true },
        ],
      },
      { ttl: 63 },
      { packets: [{ outcome: 'arrived' }, { outcome: 'too-big', icmp: told }] },
      { packets: [{ outcome: 'arrived' }, { outcome: 'too-big', icmp: told }] },
    ]);
  });
  it('says why where the system gives no ICMP socket', () => {
    setting('ipv4/ping_group_range', '1 0');
    const [seen] = asNobody([
      { kind: 'packets', protocol: 'echo', to: OWN[4].far, sizes: [100], apart: 0, timeout: 100, df: 'set' },
    ]);
    expect(seen).toMatchObject({ unsupported: expect.stringContaining('EACCES'), packets: [{ outcome: 'not-sent' }] });
    setting('ipv4/ping_group_range', '0 2147483647');
  });
  it('reads what the kernel tells of a connection', async () => {
    const server = await new Promise<Server>((resolve) => {
      const listening = createServer((socket) => socket.on('error', () => undefined)).listen(80, () =>
        resolve(listening),
      );
    });
    const child = asNobody([{ kind: 'exchange', to: OWN[4].local, port: 80, mss: 536, timeout: 2_000, mostBytes: 0 }]);
    server.close();
    expect(child).toMatchObject([{ end: 'done', stage: 'done', info: { advMss: 536, sndMss: 536, segmentsIn: 1 } }]);
  });
});
