import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openKernel, type KernelEngine } from '../../../src/net/echo/kernel.ts';
import { openLibc } from '../../../src/net/libc/libc.ts';
import type { Binding, EchoEvent } from '../../../src/net/net.ts';
import { monotonicMillis } from '../../../src/net/system-clock.ts';
import { echoEngineContract } from '../../contracts/echo-engine.ts';
import { respond } from '../../support/echo-responder.ts';
import { buildEcho } from '../../support/built-echo.ts';
import { enterOwnNetwork, ip, OWN, ownNetworkMissing, setting, type OwnNetwork } from '../../support/own-network.ts';

const built = await buildEcho();
const noNetwork = ownNetworkMissing();
let network: OwnNetwork | undefined;
beforeAll(async () => {
  if (noNetwork === undefined) network = await enterOwnNetwork();
});
afterAll(() => {
  network?.close();
  built.remove();
});

const opened = async (): Promise<KernelEngine> => {
  const engine = await openKernel({ workerUrl: built.worker });
  if ('why' in engine) throw new Error(engine.why);
  return engine;
};
/** Without a network of its own this process may be allowed no ICMP socket at all. */
const tried = noNetwork === undefined ? undefined : await openKernel({ workerUrl: built.worker });
const noEngine = tried !== undefined && 'why' in tried ? 'needs ICMP sockets: root, or ping_group_range' : undefined;
if (tried !== undefined && 'close' in tried) await tried.close();
const opener = (range: string) => (): Promise<KernelEngine> => {
  if (noNetwork === undefined) setting('ipv4/ping_group_range', range);
  return opened();
};

describe.skipIf(noEngine !== undefined)(`kernel engine (${noEngine ?? 'allowed'})`, () => {
  echoEngineContract({ name: 'kernel, datagram sockets', open: opener('0 2147483647'), noNetwork, lacks: {} });
  echoEngineContract({ name: 'kernel, raw sockets', open: opener('1 0'), noNetwork, lacks: {} });
});

describe.skipIf(noNetwork !== undefined)(`kernel engine in a network of its own (${noNetwork ?? 'root'})`, () => {
  const signal = new AbortController().signal;
  const request = (address: string) => ({ address, timeout: 300, cadence: { every: 20, phase: monotonicMillis() } });

  it.each([
    ['0 2147483647', 'datagram ICMP sockets'],
    ['1 0', 'raw ICMP sockets'],
  ])('with ping_group_range "%s" has %s', async (range, how) => {
    const engine = await opener(range)();
    expect(engine).toMatchObject({ name: 'kernel', how, families: [4, 6], stamps: 'kernel-tx-rx' });
    await engine.close();
  });

  it('times with both stamps of the kernel', async () => {
    const engine = await opened();
    for await (const event of engine.echoes({ ...request('10.77.2.2'), count: 20 }, {}, signal)) {
      expect(event).toMatchObject({ kind: 'reply', stamps: 'kernel-tx-rx' });
    }
    await engine.close();
  });

  it('counts forged replies, and those to others', async () => {
    const engine = await opened();
    const libc = await openLibc();
    if (!libc.ok) throw new Error(libc.why);
    setting('ipv4/icmp_echo_ignore_all', '1');
    const responder = respond(libc.libc, () => [
      { spoil: (b) => b.set([(b[9] ?? 0) ^ 1], 9) },
      { spoil: (b) => b.set([(b[5] ?? 0) ^ 1], 5) },
    ]);
    for await (const event of engine.echoes({ ...request('127.0.0.9'), count: 3 }, {}, signal)) {
      expect(event.kind).toBe('lost');
    }
    responder.stop();
    setting('ipv4/icmp_echo_ignore_all', '0');
    expect(await engine.counters()).toMatchObject({ forged: 3, foreign: 3 });
    await engine.close();
  });

  it('a flood of answers costs no echo and no memory', async () => {
    const engine = await opened();
    const libc = await openLibc();
    if (!libc.ok) throw new Error(libc.why);
    setting('ipv4/icmp_echo_ignore_all', '1');
    const forged = { spoil: (b: Uint8Array) => b.set([(b[9] ?? 0) ^ 1], 9) };
    // All of them fit into a socket's buffer (208 KiB), also where a busy machine lets nobody read meanwhile.
    const responder = respond(libc.libc, () => [
      ...Array.from({ length: 30 }, () => forged),
      ...Array.from({ length: 30 }, () => ({ after: 5 })),
    ]);
    const told = new Map<string, number>();
    for await (const { kind, seq } of engine.echoes({ ...request('127.0.0.9'), timeout: 10_000, count: 4 }, {}, signal))
      told.set(`${kind} ${seq}`, (told.get(`${kind} ${seq}`) ?? 0) + 1);
    responder.stop();
    setting('ipv4/icmp_echo_ignore_all', '0');
    for (const seq of [0, 1, 2, 3]) expect(told.get(`reply ${seq}`), `echo ${seq}`).toBe(1);
    expect(told.get('duplicate 0')).toBe(16);
    for (const [what, n] of told) expect(n, what).toBeLessThanOrEqual(16);
    expect((await engine.counters()).forged).toBeGreaterThan(100);
    await engine.close();
  });

  it('sends from namespaces, whose ping_group_range is another, each by itself', async () => {
    const engine = await opener('0 2147483647')();
    const namespace = network?.far ?? '';
    const told = async (address: string, binding: Binding): Promise<readonly EchoEvent[]> => {
      const events: EchoEvent[] = [];
      for await (const event of engine.echoes({ ...request(address), count: 3 }, binding, signal)) events.push(event);
      return events;
    };
    const link = { address: 'fe80::77%r1', line: 'addr add fe80::77/64 dev r1 nodad' };
    network?.ipFar(link.line);
    const [there, onLink, here, none] = await Promise.all([
      told('10.77.2.1', { namespace }),
      told(link.address, { namespace }),
      told('10.77.2.2', {}),
      told('10.77.2.1', { namespace: 'none' }),
    ]);
    for (const events of [there, onLink, here])
      expect(events.map((e) => [e.kind, 'stamps' in e && e.stamps])).toEqual(
        Array.from({ length: 3 }, () => ['reply', 'kernel-tx-rx']),
      );
    expect(there.map((e) => ('ttl' in e ? e.ttl : 0))).toEqual([64, 64, 64]);
    expect(here.map((e) => ('ttl' in e ? e.ttl : 0))).toEqual([63, 63, 63]);
    expect(none.map((e) => e.kind === 'not-sent' && e.detail)).toEqual(
      Array.from({ length: 3 }, () => 'ENOENT: there is no network namespace none'),
    );
    await engine.close();
  });

  it('sends what is due a moment later along with what is due now, and nothing later than that', async () => {
    const engine = await opened();
    const phase = monotonicMillis() + 50;
    const sent = await Promise.all(
      [0, 1, 40].map(async (after) => {
        const asked = { address: OWN[4].router, timeout: 300, cadence: { every: 80, phase: phase + after }, count: 12 };
        const at: number[] = [];
        for await (const event of engine.echoes(asked, {}, signal)) at[event.seq] = event.sentAt;
        return at;
      }),
    );
    const [first = [], ...others] = sent;
    const [soon = [], later = []] = others.map((at) => at.map((t, k) => t - (first[k] ?? 0)).toSorted((a, b) => a - b));
    expect(soon[6]).toBeLessThan(900);
    // On a machine that is busy both may be overdue together: once is enough to see that they are not sent so.
    expect(later.at(-1)).toBeGreaterThan(20_000);
    await engine.close();
  });

  it('keeps departure stamps with their echoes across sends that fail', async () => {
    const engine = await opened();
    const cadence = { every: 2, phase: monotonicMillis() };
    const shapes = [
      { address: '10.77.2.2', timeout: 300, cadence, count: 100 },
      { address: OWN[4].noRoute, timeout: 300, cadence, count: 100 },
      { address: '10.77.2.2', timeout: 300, cadence, count: 100, size: 60_000, df: true },
      { address: '10.77.1.2', timeout: 300, cadence, count: 100 },
    ];
    const [far, ...others] = await Promise.all(
      shapes.map(async (asked) => {
        const told: EchoEvent[] = [];
        for await (const event of engine.echoes(asked, {}, signal)) told.push(event);
        return told;
      }),
    );
    const codes = others.map((events) => new Set(events.map((e) => (e.kind === 'not-sent' ? e.code : e.kind))));
    expect(codes).toEqual([new Set(['ENETUNREACH']), new Set(['EMSGSIZE']), new Set(['reply'])]);
    expect(far?.every((e) => e.kind === 'reply' && e.rttMicros < 250_000)).toBe(true);
    const stamped = far?.filter((e) => e.kind === 'reply' && e.stamps === 'kernel-tx-rx');
    expect(stamped?.length).toBeGreaterThan(95);
    await engine.close();
  });

  it('finds a device again that went and came back', async () => {
    const engine = await opened();
    const make = 'link add gone0 type veth peer name gone1\naddr add 10.66.0.1/24 dev gone0\nlink set gone0 up';
    ip(make);
    const stop = new AbortController();
    const kinds: string[] = [];
    for await (const event of engine.echoes(request('10.66.0.1'), { device: 'gone0' }, stop.signal)) {
      const kind = event.kind === 'not-sent' ? (event.code ?? '') : event.kind;
      if (kinds.at(-1) === kind) continue;
      kinds.push(kind);
      if (kinds.length === 1) ip('link del gone0');
      if (kind === 'ENODEV') ip(make);
      if (kinds.length === 3 || kinds.length > 6) stop.abort();
    }
    ip('link del gone0');
    expect(kinds[1]).toBe('ENODEV');
    expect(kinds[2]).toBe(kinds[0]);
    await engine.close();
  });

  it('sends to an address of a link by no other link while that is gone', async () => {
    const engine = await opened();
    const make =
      'link add gone2 type veth peer name gone3\naddr add fe80::66/64 dev gone2 nodad\nlink set gone3 up\nlink set gone2 up';
    ip(make);
    const stop = new AbortController();
    const kinds: string[] = [];
    for await (const event of engine.echoes(request('fe80::66%gone2'), {}, stop.signal)) {
      const kind = event.kind === 'not-sent' ? (event.code ?? '') : event.kind;
      if (kinds.at(-1) === kind) continue;
      kinds.push(kind);
      if (kinds.length === 1) ip('link del gone2');
      if (kinds.length === 2) expect(event).toMatchObject({ kind: 'not-sent' });
      if (kind === 'ENODEV') ip(make);
      if (kinds.includes('ENODEV') && kind === 'reply') stop.abort();
      if (kinds.length > 8) stop.abort();
    }
    ip('link del gone2');
    expect(kinds[0]).toBe('reply');
    expect(kinds).not.toContain('lost');
    // While the link is made anew, there is a moment when it has no address yet.
    expect(kinds).toContain('ENODEV');
    expect(kinds.at(-1)).toBe('reply');
    await engine.close();
  });

  it('sends to the others while one route takes no packet', async () => {
    const engine = await opened();
    ip('route add blackhole 10.99.0.1/32');
    const [dead, alive] = await Promise.all(
      ['10.99.0.1', '10.77.2.2'].map(async (address) => {
        const kinds = new Map<string, number>();
        const asked = { ...request(address), cadence: { every: 5, phase: monotonicMillis() }, count: 100 };
        for await (const e of engine.echoes(asked, {}, signal)) kinds.set(e.kind, (kinds.get(e.kind) ?? 0) + 1);
        return Object.fromEntries(kinds);
      }),
    );
    ip('route del blackhole 10.99.0.1/32');
    expect(dead).toEqual({ 'not-sent': 100 });
    expect(alive).toEqual({ reply: 100 });
    await engine.close();
  });

  it('loses what is wrong with one echo for no other: errors do not fail the sends that follow', async () => {
    const engine = await opened();
    const [dead, alive] = await Promise.all(
      [1, 2].map(async (ttl) => {
        const kinds = new Map<string, number>();
        const asked = { ...request('10.77.2.2'), ttl, cadence: { every: 2, phase: monotonicMillis() }, count: 200 };
        for await (const e of engine.echoes(asked, {}, signal)) kinds.set(e.kind, (kinds.get(e.kind) ?? 0) + 1);
        return Object.fromEntries(kinds);
      }),
    );
    expect(alive).toEqual({ reply: 200 });
    expect(dead).toEqual({ error: 200 });
    await engine.close();
  });

  it('pauses a stream that nobody reads, and goes on', async () => {
    const engine = await opened();
    const asked = { ...request('127.0.0.1'), cadence: { every: 0.1, phase: monotonicMillis() } };
    const stream = engine.echoes(asked, {}, signal)[Symbol.asyncIterator]();
    await stream.next();
    let skipped = 0;
    while (skipped === 0) skipped = (await engine.counters()).skippedUnread;
    let last = 0;
    for (let i = 0; i < 20_000; i += 1) {
      const next = await stream.next();
      if (next.done !== true) last = next.value.seq;
    }
    expect(last).toBeGreaterThan(19_000);
    await engine.close();
  });
});

describe.skipIf(noEngine !== undefined)(`kernel engine that breaks (${noEngine ?? 'allowed'})`, () => {
  const broken = (code: string) =>
    openKernel({ workerUrl: new URL(`data:text/javascript,${encodeURIComponent(code)}`) });

  it('throws at its readers when the worker throws', async () => {
    const engine = await broken('setTimeout(() => { throw new Error("boom") }, 100)');
    if ('why' in engine) throw new Error(engine.why);
    const asked = { address: '127.0.0.1', timeout: 1_000, cadence: { every: 10, phase: monotonicMillis() } };
    const reader = engine.echoes(asked, {}, new AbortController().signal)[Symbol.asyncIterator]();
    await expect(reader.next()).rejects.toThrow('boom');
    const later = engine.echoes(asked, {}, new AbortController().signal)[Symbol.asyncIterator]();
    await expect(later.next()).rejects.toThrow('boom');
    await engine.close();
  });

  it('throws at its readers when the worker ends by itself', async () => {
    const engine = await broken('setTimeout(() => process.exit(3), 100)');
    if ('why' in engine) throw new Error(engine.why);
    await expect(engine.counters()).rejects.toThrow('code 3');
    await engine.close();
  });
});
