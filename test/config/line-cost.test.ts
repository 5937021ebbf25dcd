import { describe, expect, it } from 'vitest';

import { lineCost, lineCostText } from '../../src/config/line-cost.ts';
import { uplinkOf, uplinkSchema } from '../../src/config/uplink-schema.ts';

const cost = (given: object) =>
  lineCost(uplinkOf('a', uplinkSchema.parse({ kind: 'dsl', via: { device: 'x' }, ...given })));
const MONTH = 30 * 86_400;

describe('what watching a line costs in a month', () => {
  it('is an echo of 84 bytes there and back every 10 s on metered standby, what is asked of addresses, and little else', () => {
    const { standby } = cost({ kind: '5g' });
    expect(standby - (MONTH / 10) * 168).toBeGreaterThan(0);
    expect(standby - (MONTH / 10) * 168 - 30 * 50_000).toBeLessThan(100_000);
  });
  it('is ten times that and more while the line is live', () => {
    const { live, standby } = cost({ kind: '5g' });
    expect(live / standby).toBeGreaterThan(10);
    expect(live).toBeLessThan(600_000_000);
  });
  it('grows with IPv6, a resolver and the rate, and not with a gateway', () => {
    const plain = cost({});
    expect(cost({ gateway: '192.168.1.1' })).toEqual(plain);
    expect(cost({ anchors: ['2620:fe::fe'] }).live).toBe(plain.live + MONTH * 40);
    expect(cost({ resolver: '192.168.1.1' }).live).toBeGreaterThan(plain.live + 20_000_000);
    expect(cost({ every: { live: 500 } }).live).toBeGreaterThan(plain.live + MONTH * 167);
  });
  it('grows with each page that is asked whether it refuses', () => {
    const uplink = uplinkOf('a', uplinkSchema.parse({ kind: '5g', via: { device: 'x' } }));
    expect(lineCost(uplink, 2).standby - lineCost(uplink).standby).toBe(2 * 30 * 512 * 1_024);
    const page = { name: 'p', label: 'p', url: 'https://p.example/', refuses: { status: [], text: [] } };
    expect(lineCostText(uplink, [page, { ...page, lines: ['b'] }])).toBe(
      lineCostText(uplink, [{ ...page, lines: ['a'] }]),
    );
    expect(lineCostText(uplink, [page])).not.toBe(lineCostText(uplink));
  });
  it('is nothing over a line that nothing is sent over by itself', () => {
    expect(cost({ via: undefined, asn: 1 })).toEqual({ live: 0, standby: 0 });
  });
});
