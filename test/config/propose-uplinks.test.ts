import { describe, expect, it } from 'vitest';

import { parseConfig } from '../../src/config/parse.ts';
import { initConfig } from '../../src/config/propose-uplinks.ts';
import type { Route } from '../../src/net/routes.ts';
import { PROBES } from '../../src/probes/index.ts';

const context = { probes: PROBES, vantage: 'machine' };
const v4 = (gateway: string | undefined, device: string, metric = 100): Route => ({
  family: 4,
  destination: '0.0.0.0',
  prefixLength: 0,
  ...(gateway === undefined ? {} : { gateway }),
  device,
  metric,
});
const v6 = (gateway: string, device: string): Route => ({ ...v4(gateway, device), family: 6, destination: '::' });
const init = (routes: readonly Route[]): string => initConfig({ routes, resolvers: [] }, context);
const linesOf = (text: string) => {
  const parsed = parseConfig(text, context);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.uplinks.map(({ name, kind, metered, binding, recognised }) =>
    Object.assign({ name, kind, metered }, binding, recognised),
  );
};
/** As its owner does: the # in front of the block at the end is taken away. */
const uncommented = (text: string): string => {
  const lines = text.split('\n');
  const from = lines.findLastIndex((line) => line.startsWith('# uplinks:'));
  return lines.map((line, i) => (i < from ? line : line.replace(/^# ?/, ''))).join('\n');
};

describe('a config that is begun', () => {
  it('has a line for each device with a default route, the preferred first, of the kind that its name tells', () => {
    const text = init([v4('192.168.8.1', 'wwan0', 700), v4(undefined, 'ppp0', 50), v6('fe80::1', 'ppp0')]);
    expect(linesOf(text)).toEqual([
      { name: 'ppp0', kind: 'dsl', metered: false, device: 'ppp0' },
      { name: 'wwan0', kind: '5g', metered: true, device: 'wwan0', gateway: '192.168.8.1' },
    ]);
  });
  it('leaves what it cannot tell to its owner, in a comment that says so until it is filled in', () => {
    const text = init([v4('192.168.1.1', 'eth0'), v4('10.0.0.1', 'wg0', 50)]);
    expect(linesOf(text)).toEqual([]);
    expect(text).toContain('# Two ways out were found. Say of each what it is');
    const wanted = parseConfig(uncommented(text), context);
    expect(wanted.ok ? [] : wanted.problems.map((p) => p.path)).toEqual(['uplinks.eth0.kind']);
    expect(linesOf(uncommented(text).replace('unknown', 'cable'))).toMatchObject([
      { name: 'wg0', kind: 'vpn', gateway: '10.0.0.1' },
      { name: 'eth0', kind: 'cable', gateway: '192.168.1.1' },
    ]);
  });
  it('has an example where there is one way out, that loads once the # is taken away', () => {
    const text = init([v4('192.168.1.1', 'eth0'), v4('192.168.1.2', 'eth0', 200)]);
    expect(linesOf(text)).toEqual([]);
    expect(linesOf(uncommented(text)).map((l) => l.name)).toEqual(['dsl', 'mobile']);
  });
  it('asks anchors of the family that the line has', () => {
    const parsed = parseConfig(init([v4(undefined, 'ppp0'), v6('fe80::1', 'wwan0')]), context);
    expect(parsed.ok && parsed.config.uplinks.map((u) => u.anchors[0])).toEqual(['9.9.9.9', '2620:fe::fe']);
  });
  it('gives each line a name of its own, whatever the devices are called', () => {
    const text = init([
      v4(undefined, 'PPP0'),
      v4(undefined, 'ppp0'),
      v4(undefined, 'tun_internet'),
      v4(undefined, '_wg'),
    ]);
    expect(text).toContain('PPP0');
    const names = linesOf(uncommented(text).replaceAll('unknown', 'dsl')).map((l) => l.name);
    expect(names).toEqual(['ppp0', 'ppp0-2', 'tun_internet', 'wg']);
  });
});
