import { readdirSync } from 'node:fs';
import { createSocket } from 'node:dgram';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Packets } from '../../../src/domain/ask.ts';
import { askOf } from '../../support/ask.ts';
import { enterOwnNetwork, FAR_MTU, OWN, ownNetworkMissing, setting } from '../../support/own-network.ts';

const missing = ownNetworkMissing();
const never = new AbortController().signal;
const ask = askOf();
const openFiles = (): number => readdirSync('/proc/self/fd').length;

describe.skipIf(missing !== undefined)(`packets (${missing ?? 'root'})`, () => {
  let network: { readonly close: () => void } | undefined;
  beforeAll(async () => {
    network = await enterOwnNetwork();
    setting('ipv4/ping_group_range', '0 2147483647');
  });
  afterAll(() => network?.close());

  describe.each([
    [4, 'echo'],
    [4, 'udp'],
    [6, 'echo'],
    [6, 'udp'],
  ] as const)('of IPv%i %s', (family, protocol) => {
    const own = OWN[family];
    const send = (sizes: readonly number[], more: Partial<Packets> = {}, signal = never) =>
      ask({ kind: 'packets', protocol, to: own.far, sizes, apart: 0, timeout: 1_000, df: 'set', ...more }, {}, signal);
    // What reads the quotes of a privileged process is one more socket.
    const sockets = family === 4 ? 2 : 1;
    const tooBig = { from: own.router, type: family === 4 ? 3 : 2, code: family === 4 ? 4 : 0, mtu: FAR_MTU };

    it('arrive, or are too big: for the path, by whose word, or already here', async () => {
      const { packets } = await send([200, 1500, 1501, FAR_MTU, FAR_MTU + 1]);
      expect(packets).toMatchObject([
        { bytes: 200, outcome: 'arrived', ttl: 63 },
        // The test is privileged; unprivileged.test.ts is not.
        { bytes: 1500, outcome: 'too-big', icmp: tooBig, ...(family === 4 ? { quotedDf: true } : {}) },
        { bytes: 1501, outcome: 'too-big-here' },
        { bytes: FAR_MTU, outcome: 'arrived', ttl: 63 },
        { bytes: FAR_MTU + 1, outcome: 'too-big', icmp: tooBig },
      ]);
      for (const p of packets) if (p.outcome === 'arrived') expect(p.rttMs).toBeGreaterThan(0);
    });
    it('without DF arrive in fragments, whose size is told where the reply came in some', async () => {
      const { packets } = await send([3000], { df: 'clear' });
      expect(packets).toMatchObject([{ bytes: 3000, outcome: 'arrived' }]);
      if (protocol === 'echo') expect(packets[0]?.fragmentBytes).toBeGreaterThan(FAR_MTU - 8);
    });
    it('end on the way, are lost, or go nowhere', async () => {
      const at = async (to: string, more: Partial<Packets> = {}) => (await send([100], { to, ...more })).packets[0];
      expect(await at(own.far, { ttl: 1 })).toMatchObject({ outcome: 'time-exceeded', icmp: { from: own.router } });
      expect(await at(own.silent, { timeout: 50 })).toEqual({ bytes: 100, outcome: 'lost' });
      expect(await at(own.noRoute)).toMatchObject({ outcome: 'not-sent', detail: expect.stringContaining('no route') });
    });
    it('go one after the other, and end at an abort without a trace', async () => {
      await send([100]);
      const before = openFiles();
      const stop = new AbortController();
      const asked = send([100, 100, 100], { apart: 100_000, timeout: 5_000, to: own.silent }, stop.signal);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(openFiles()).toBe(before + sockets);
      stop.abort();
      const { packets } = await asked;
      expect(packets.map((p) => p.outcome)).toEqual(['lost', 'not-sent', 'not-sent']);
      expect(openFiles()).toBe(before);
    });
  });

  it('that reach a program have arrived too', async () => {
    const echo = createSocket('udp4', (bytes, from) => echo.send(bytes, from.port, from.address));
    await new Promise<void>((resolve) => echo.bind(33_434, OWN[4].local, resolve));
    const to = OWN[4].local;
    const asked = { kind: 'packets', protocol: 'udp', to, sizes: [100], apart: 0, timeout: 1_000, df: 'set' } as const;
    const { packets } = await ask(asked, {}, never);
    echo.close();
    expect(packets).toMatchObject([{ outcome: 'arrived' }]);
    expect(packets[0]).not.toHaveProperty('icmp');
  });
  it('of ICMP go out on raw sockets where only those are allowed', async () => {
    setting('ipv4/ping_group_range', '1 0');
    for (const family of [4, 6] as const) {
      const { far, router } = OWN[family];
      const asked = { kind: 'packets', protocol: 'echo', to: far, apart: 0, timeout: 1_000, df: 'set' } as const;
      const { packets } = await ask({ ...asked, sizes: [100, 1500] }, {}, never);
      expect(packets).toMatchObject([
        { outcome: 'arrived', ttl: 63 },
        { outcome: 'too-big', icmp: { from: router, mtu: FAR_MTU } },
      ]);
    }
    setting('ipv4/ping_group_range', '0 2147483647');
  });
  it('are of a bounded size and number, or it is a mistake in the code', async () => {
    const asked = { kind: 'packets', protocol: 'echo', to: OWN[4].far, apart: 0, timeout: 1, df: 'set' } as const;
    await expect(ask({ ...asked, sizes: [43] }, {}, never)).rejects.toThrow(RangeError);
    await expect(ask({ ...asked, sizes: Array.from({ length: 257 }, () => 100) }, {}, never)).rejects.toThrow('257');
  });
});
