import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { askOf } from '../../support/ask.ts';
import { enterOwnNetwork, FAR_MTU, OWN, ownNetworkMissing } from '../../support/own-network.ts';

const missing = ownNetworkMissing();
const never = new AbortController().signal;
const ask = askOf();

describe.skipIf(missing !== undefined)(`a route (${missing ?? 'root'})`, () => {
  let network: { readonly close: () => void } | undefined;
  beforeAll(async () => {
    network = await enterOwnNetwork();
  });
  afterAll(() => network?.close());

  describe.each([4, 6] as const)('of IPv%i', (family) => {
    const own = OWN[family];
    it('tells how packets leave, until when what was learned is kept, and the smaller MTU once it is learned', async () => {
      const before = {
        source: own.local,
        device: 'v0',
        gateway: own.router,
        pathMtu: 1500,
        linkMtu: 1500,
        keptSeconds: 600,
        isSelf: false,
      };
      expect(await ask({ kind: 'route', to: own.far }, {}, never)).toEqual({ kind: 'route', route: before });
      const packets = { kind: 'packets', protocol: 'udp', to: own.far, sizes: [1500], apart: 0, timeout: 500 } as const;
      await ask({ ...packets, df: 'set' }, {}, never);
      const after = await ask({ kind: 'route', to: own.far }, { source: own.local, device: 'v0', mark: 7 }, never);
      expect(after.route).toEqual({ ...before, pathMtu: FAR_MTU, keptSeconds: expect.any(Number) });
      expect(after.route?.keptSeconds).toBeLessThanOrEqual(600);
    });
    it('has no gateway on the link, and is to this machine itself where it is', async () => {
      const near = await ask({ kind: 'route', to: own.router }, {}, never);
      expect(near.route).toMatchObject({ device: 'v0', isSelf: false });
      expect(near.route).not.toHaveProperty('gateway');
      const self = await ask({ kind: 'route', to: own.local }, {}, never);
      expect(self.route).toMatchObject({ device: 'lo', isSelf: true });
      expect(self.route?.pathMtu).toBe(self.route?.linkMtu);
    });
    it('is none where there is none', async () => {
      expect(await ask({ kind: 'route', to: own.noRoute }, {}, never)).toEqual({ kind: 'route' });
      expect(await ask({ kind: 'route', to: own.far }, { device: 'v9' }, never)).toEqual({ kind: 'route' });
    });
  });
});
