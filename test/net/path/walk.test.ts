import { once } from 'node:events';
import { readdirSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openLibc } from '../../../src/net/libc/libc.ts';
import type { KernelParts } from '../../../src/net/path/parts.ts';
import { askResets } from '../../../src/net/path/resets.ts';
import { createResolve } from '../../../src/net/resolve.ts';
import { systemClock } from '../../../src/net/system-clock.ts';
import { askOf } from '../../support/ask.ts';
import { rawServer, type OwnServer } from '../../support/own-servers.ts';
import { enterOwnNetwork, OWN, ownNetworkMissing, type OwnNetwork } from '../../support/own-network.ts';

const missing = ownNetworkMissing();
const never = new AbortController().signal;
const ask = askOf();
const RESETS = `
require('node:net').createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.resetAndDestroy()))
  .listen(80, '::', () => console.log('listening'));`;
const kernelParts = async (): Promise<KernelParts> => {
  const opened = await openLibc();
  if (!opened.ok) throw new Error(opened.why);
  const none = () => Promise.resolve([]);
  return { clock: systemClock(), libc: opened.libc, resolve: createResolve(), resolvers: none };
};
const openFiles = (): number => readdirSync('/proc/self/fd').length;

describe.skipIf(missing !== undefined)(`SYNs by TTL (${missing ?? 'root'})`, () => {
  let network: OwnNetwork | undefined;
  beforeAll(async () => {
    network = await enterOwnNetwork();
    const far = network.startFar(process.execPath, ['-e', RESETS]);
    if (far.stdout !== null) await once(far.stdout, 'data');
  });
  afterAll(() => network?.close());

  describe.each([4, 6] as const)('of IPv%i', (family) => {
    const own = OWN[family];
    const walk = { kind: 'walk', to: own.far, port: 9, mostHops: 20, timeout: 1_000 } as const;
    const offered = family === 4 ? 1460 : 1440;

    it('tell every router, the MSS that it saw, and the target', async () => {
      expect(await ask(walk, {}, never)).toEqual({
        kind: 'walk',
        hops: [
          { ttl: 1, from: own.router, quotedMss: offered },
          { ttl: 2, from: own.far, isTarget: true },
        ],
        offeredMss: offered,
      });
    });
    it('end where nobody says anything, and at an abort', async () => {
      expect(await ask({ ...walk, to: own.silent, timeout: 30 }, {}, never)).toEqual({
        kind: 'walk',
        hops: [],
        offeredMss: offered,
      });
      const before = openFiles();
      const stop = new AbortController();
      const asked = ask({ ...walk, to: own.silent }, {}, stop.signal);
      await expect.poll(openFiles).toBeGreaterThan(before);
      stop.abort();
      expect(await asked).toMatchObject({ hops: [] });
      expect(openFiles()).toBe(before);
    });
    it('go nowhere where there is no route', async () => {
      expect(await ask({ ...walk, to: own.noRoute }, {}, never)).toMatchObject({
        hops: [],
        unsupported: expect.stringContaining('no route'),
      });
    });

    describe('and a server', () => {
      let server: OwnServer;
      beforeAll(async () => {
        server = await rawServer(() => undefined, own.local);
      });
      afterAll(() => server.close());

      it('has the TTL with which its answers come, also where it refuses', async () => {
        const before = openFiles();
        const timeout = 2_000;
        expect(await ask({ kind: 'server-ttl', to: own.far, port: 9, timeout }, {}, never)).toEqual({
          kind: 'server-ttl',
          ttl: 63,
        });
        const { port } = server;
        const to = own.local;
        expect(await ask({ kind: 'server-ttl', to, port, timeout }, {}, never)).toEqual({
          kind: 'server-ttl',
          ttl: 64,
        });
        await expect.poll(openFiles).toBe(before);
      });
      it('has none where nobody answers', async () => {
        const asked = { kind: 'server-ttl', to: own.silent, port: 9, timeout: 50 } as const;
        expect(await ask(asked, {}, never)).toEqual({ kind: 'server-ttl' });
      });
      it('is told from whoever else resets, also where no filter can be attached', async () => {
        const parts = await kernelParts();
        const cut = { kind: 'exchange', to: own.far, mostBytes: 1, timeout: 600 } as const;
        const http = { method: 'GET', host: 'far', path: '/' } as const;
        for (const [port, end] of [
          [9, 'refused'],
          [80, 'reset'],
        ] as const) {
          const ends = [63, 62, 64].map(async (onlyResetsOfTtl) => {
            const asked = { ...cut, http, port, onlyResetsOfTtl };
            return (await askResets(parts, asked, {}, never)).end;
          });
          expect(await Promise.all(ends)).toEqual([end, 'timeout', 'timeout']);
        }
      });
      it('resets nothing, where only resets of another TTL are let in', async () => {
        const refused = { kind: 'exchange', to: own.far, port: 9, mostBytes: 0, timeout: 300 } as const;
        expect(await ask({ ...refused, onlyResetsOfTtl: 63 }, {}, never)).toMatchObject({ end: 'refused' });
        expect(await ask({ ...refused, onlyResetsOfTtl: 62 }, {}, never)).toMatchObject({ end: 'timeout' });
      });
    });
  });

  it('goes by the device and source that it is bound to', async () => {
    const walk = { kind: 'walk', to: OWN[4].far, port: 9, mostHops: 3, timeout: 300 } as const;
    const bound = { source: OWN[4].local, device: 'v0', mark: 5 };
    expect((await ask(walk, bound, never)).hops).toHaveLength(2);
    expect(await ask(walk, { device: 'none' }, never)).toMatchObject({ unsupported: expect.stringContaining('none') });
    expect(await ask(walk, { source: OWN[4].far }, never)).toMatchObject({
      unsupported: expect.stringContaining(OWN[4].far),
    });
  });
});
