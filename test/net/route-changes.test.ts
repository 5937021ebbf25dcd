import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openLibc, type Libc } from '../../src/net/libc/libc.ts';
import type { Binding, RouteChange } from '../../src/net/net.ts';
import { routeChanges } from '../../src/net/route-changes.ts';
import { systemClock } from '../../src/net/system-clock.ts';
import { HandClock } from '../support/clock.ts';
import { enterOwnNetwork, ip, OWN, ownNetworkMissing, setting, type OwnNetwork } from '../support/own-network.ts';

const missing = ownNetworkMissing();
const openFiles = (): number => readdirSync('/proc/self/fd').length;
const noLibc: typeof openLibc = () => Promise.resolve({ ok: false, why: 'none here' });
type Ways = Omit<RouteChange, 'at'>;
const waysOf = (change: RouteChange): Ways => {
  const { at: _, ...ways } = change;
  return ways;
};

/** Once nothing more is said of what was done before. */
const later = (act: () => void): void => void setTimeout(act, 300);
/** Follows the changes: does one thing after each, and is over after the last. */
const follow = async (
  changes: (signal: AbortSignal) => AsyncIterable<RouteChange>,
  steps: readonly (() => void)[],
): Promise<readonly RouteChange[]> => {
  const stop = new AbortController();
  const seen: RouteChange[] = [];
  for await (const change of changes(stop.signal)) {
    seen.push(change);
    const next = steps[seen.length - 1];
    if (next === undefined) stop.abort();
    else next();
  }
  return seen;
};

describe.skipIf(missing !== undefined)(`the way out, heard from the kernel (${missing ?? 'root'})`, () => {
  let network: OwnNetwork | undefined;
  let libc: Libc;
  beforeAll(async () => {
    network = await enterOwnNetwork();
    const opened = await openLibc();
    if (!opened.ok) throw new Error(opened.why);
    ({ libc } = opened);
    ip(`link add w0 type veth peer name w1
addr add 10.66.0.1/24 dev w0
link set w1 up
link set w0 up`);
    setting('ipv6/conf/w0/disable_ipv6', '1');
  });
  afterAll(() => network?.close());
  const heard =
    (binding: Binding = {}, given: Libc = libc) =>
    (signal: AbortSignal): AsyncIterable<RouteChange> =>
      routeChanges(
        { clock: systemClock(), openLibc: () => Promise.resolve({ ok: true, libc: given }) },
        binding,
        signal,
      );

  it('is told as it is, then at every change of either family', async () => {
    const before = openFiles();
    const seen = await follow(heard(), [
      () => ip(`route add default via ${OWN[4].router} metric 10`),
      () => ip(`route add default via ${OWN[6].router}`),
      () => ip('route add default via 10.66.0.2'),
      // One that is worse changes nothing; a VPN's halves are better than any default.
      () => ip('route add default dev v0 metric 50\nroute add 128.0.0.0/1 dev v0'),
      () => ip('route del 128.0.0.0/1 dev v0'),
      // The kernel tells of the link alone, not of the routes that go with it.
      () => later(() => ip('link set w0 down')),
      () => later(() => ip('rule add prohibit')),
      () => ip(`rule del prohibit\nroute del default via ${OWN[6].router}`),
    ]);
    const [ours, v6] = [`${OWN[4].router} v0`, `${OWN[6].router} v0`];
    expect(seen.map(waysOf)).toEqual([
      {},
      { v4: ours },
      { v4: ours, v6 },
      { v4: '10.66.0.2 w0', v6 },
      { v4: 'v0', v6 },
      { v4: '10.66.0.2 w0', v6 },
      { v4: ours, v6 },
      { v6 },
      { v4: ours },
    ]);
    const times = seen.map((s) => s.at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(openFiles()).toBe(before);
    ip('route del default metric 10\nroute del default metric 50');
  });
  it('is one change where it is replaced in steps, and none where it comes back at once', async () => {
    ip(`route add default via ${OWN[4].router}`);
    const seen = await follow(heard(), [
      () => {
        ip(`route del default`);
        setTimeout(() => ip('route add default via 10.77.1.8'), 20);
      },
      () => {
        ip('route del default\nroute add default via 10.77.1.8');
        later(() => ip('route replace default via 10.77.1.7'));
      },
    ]);
    expect(seen.map((s) => s.v4)).toEqual([`${OWN[4].router} v0`, '10.77.1.8 v0', '10.77.1.7 v0']);
    ip('route del default');
  });
  it('is looked at again where more was said than the kernel keeps', async () => {
    let full = true;
    const [ENOBUFS, EAGAIN] = [105, 11];
    const errno = (): number => {
      const told = full ? ENOBUFS : EAGAIN;
      full = false;
      return told;
    };
    // Nothing is heard but that something was lost.
    const deaf: Libc = { ...libc, read: () => -1, errno };
    const seen = await follow(heard({}, deaf), [
      () => {
        ip(`route add default via ${OWN[4].router}`);
        full = true;
      },
    ]);
    expect(seen.map((s) => s.v4)).toEqual([undefined, `${OWN[4].router} v0`]);
    ip('route del default');
  });
  it('is that of the namespace, the device and the mark that it is bound to', async () => {
    const [there] = await follow(heard({ namespace: network?.far ?? '' }), []);
    expect(there && waysOf(there)).toEqual({ v4: '10.77.2.1 r1', v6: 'fd77:2::1 r1' });
    ip(`route add default via ${OWN[4].router} table 7\nrule add fwmark 7 table 7`);
    const [marked] = await follow(heard({ mark: 7 }), []);
    expect(marked && waysOf(marked)).toEqual({ v4: `${OWN[4].router} v0` });
    ip('rule del fwmark 7 table 7');
  });
  it('ends at an abort, also while its namespace is not there', async () => {
    for (const binding of [{}, { namespace: 'none' }]) {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 80);
      const seen: RouteChange[] = [];
      for await (const change of heard(binding)(stop.signal)) seen.push(change);
      expect(seen).toHaveLength('namespace' in binding ? 0 : 1);
    }
  });
});

describe('the way out, read from the tables', () => {
  const HEAD = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
  const root = mkdtempSync(join(tmpdir(), 'plumbline-routes-'));
  const write = (line: string): void => writeFileSync(join(root, 'proc/self/net/route'), HEAD + line);
  afterAll(() => rmSync(root, { recursive: true }));

  it('is looked at every second', async () => {
    mkdirSync(join(root, 'proc/self/net'), { recursive: true });
    write('eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n');
    const clock = new HandClock();
    const stop = new AbortController();
    const seen: RouteChange[] = [];
    const following = (async () => {
      for await (const change of routeChanges({ clock, openLibc: noLibc, root }, {}, stop.signal)) seen.push(change);
    })();
    const untilRead = async (n: number): Promise<void> => {
      for (let i = 0; i < 200 && seen.length < n; i += 1) {
        await clock.advance(1_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await untilRead(1);
    write('ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n');
    await untilRead(2);
    write('');
    await untilRead(3);
    stop.abort();
    await clock.advance(1_000);
    await following;
    expect(seen.map(waysOf)).toEqual([{ v4: '192.0.2.1 eth0' }, { v4: 'ppp0' }, {}]);
  });
  it('ends at once where there are none, and for what is bound', async () => {
    const clock = new HandClock();
    const none = { clock, openLibc: noLibc, root: join(root, 'none') };
    expect(await follow((signal) => routeChanges(none, {}, signal), [])).toEqual([]);
    const bound = { clock, openLibc: noLibc, root };
    expect(await follow((signal) => routeChanges(bound, { device: 'eth0' }, signal), [])).toEqual([]);
  });
});
