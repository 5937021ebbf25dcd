import { execFileSync } from 'node:child_process';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openLibc, type Libc } from '../../../src/net/libc/libc.ts';
import { RouteMonitor } from '../../../src/net/libc/route-monitor.ts';
import { enterOwnNetwork, ip, OWN, ownNetworkMissing, setting, type OwnNetwork } from '../../support/own-network.ts';

const missing = ownNetworkMissing();

describe.skipIf(missing !== undefined)(`the kernel tells of (${missing ?? 'root'})`, () => {
  let network: OwnNetwork | undefined;
  let libc: Libc;
  let monitor: RouteMonitor;
  beforeAll(async () => {
    network = await enterOwnNetwork();
    const opened = await openLibc();
    if (!opened.ok) throw new Error(opened.why);
    ({ libc } = opened);
    ip('link add w0 type veth peer name w1\nlink set w1 up\nlink set w0 up');
    setting('ipv6/conf/w0/disable_ipv6', '1');
    const made = RouteMonitor.open(libc, undefined);
    if ('error' in made) throw new Error(made.error.detail);
    monitor = made;
  });
  afterAll(() => {
    monitor.close();
    network?.close();
  });

  it.each([
    ['an IPv4 route', 'route add 192.0.2.0/24 dev v0'],
    ['an IPv6 route', `route add 2001:db8::/32 via ${OWN[6].router}`],
    ['an IPv4 rule', 'rule add fwmark 7 prohibit'],
    ['an IPv6 rule', '-6 rule add fwmark 7 prohibit'],
    ['an IPv4 address', 'addr add 192.0.2.1/32 dev lo'],
    ['an IPv6 address', 'addr add 2001:db8::1/128 dev lo'],
    ['a link', 'link set w0 mtu 1400'],
  ])('%s at once, and once', (_, line) => {
    monitor.heard();
    execFileSync('ip', line.split(' '));
    expect(monitor.heard()).toBe(true);
    expect(monitor.heard()).toBe(false);
  });
  it('what happens in a namespace, to whoever listens there', () => {
    const there = RouteMonitor.open(libc, network?.far);
    if ('error' in there) throw new Error(there.error.detail);
    monitor.heard();
    network?.ipFar('link set r1 mtu 1399');
    expect(there.heard()).toBe(true);
    expect(monitor.heard()).toBe(false);
    there.close();
    expect(RouteMonitor.open(libc, 'none')).toMatchObject({ error: { code: 'ENOENT' } });
  });
});
