import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as tlsConnect } from 'node:tls';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { connectTcp } from '../../src/net/connect.ts';
import { openLibc } from '../../src/net/libc/libc.ts';
import type { Binding } from '../../src/net/net.ts';
import { openTcp } from '../../src/net/tcp.ts';
import { HandClock } from '../support/clock.ts';
import { bundle } from '../support/bundle.ts';
import { enterOwnNetwork, ip, OWN, ownNetworkMissing, setting, type OwnNetwork } from '../support/own-network.ts';

const missing = ownNetworkMissing();
const never = new AbortController().signal;
const clock = new HandClock();
const parts = { clock, openLibc };
const [PLAIN, SECURE, SILENT] = [80, 443, 9];
/** Answers each request with the address that it came from; its key is made anew each time. */
const SERVER = `
const { execFileSync } = require('node:child_process');
const { readFileSync, mkdtempSync } = require('node:fs');
const folder = mkdtempSync('/tmp/pl-tcp-');
const file = (name) => folder + '/' + name;
execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
  '-subj', '/CN=far.test', '-keyout', file('key'), '-out', file('cert')], { stdio: 'ignore' });
const [key, cert] = [readFileSync(file('key')), readFileSync(file('cert'))];
require('node:fs').rmSync(folder, { recursive: true });
const answer = (request, response) => response.end(request.socket.remoteAddress.replace('::ffff:', ''));
require('node:http').createServer(answer).listen(${PLAIN}, '::', () =>
  require('node:https').createServer({ key, cert }, answer).listen(${SECURE}, '::', () => console.log('listening')));`;
/** The second way to the far host: a cable of its own, with the same far address behind it. */
const SECOND = { 4: { local: '10.78.0.1', far: '10.78.0.2' }, 6: { local: 'fd78::1', far: 'fd78::2' } } as const;
const openSockets = (): number => readdirSync('/proc/self/fd').length;

describe.skipIf(missing !== undefined)(`TCP over one of two ways out (${missing ?? 'root'})`, () => {
  let network: OwnNetwork | undefined;
  let built: Awaited<ReturnType<typeof bundle>> | undefined;
  beforeAll(async () => {
    built = await bundle('src/net/open.ts');
    network = await enterOwnNetwork();
    network.ipFar(`link add w1 type veth peer name w0 netns ${process.pid}`);
    network.ipFar(`addr add ${SECOND[4].far}/24 dev w1`);
    network.ipFar(`addr add ${SECOND[6].far}/64 dev w1 nodad`);
    network.ipFar('link set w1 up');
    ip(`addr add ${SECOND[4].local}/24 dev w0
addr add ${SECOND[6].local}/64 dev w0 nodad
link set w0 up
route add ${OWN[4].far} via ${SECOND[4].far} dev w0 table 100
route add ${OWN[6].far} via ${SECOND[6].far} dev w0 table 100`);
    for (const family of ['-4', '-6'])
      for (const what of ['fwmark 7', 'oif w0'])
        execFileSync('ip', [family, 'rule', 'add', ...what.split(' '), 'lookup', '100']);
    for (const device of ['all', 'w0']) setting(`ipv4/conf/${device}/rp_filter`, '0');
    const server = network.startFar(process.execPath, ['-e', SERVER]);
    if (server.stdout !== null) await once(server.stdout, 'data');
  });
  afterAll(() => {
    network?.close();
    built?.remove();
  });

  const open = async (address: string, port: number, binding: Binding): Promise<Socket> => {
    const opened = await openTcp({ address, port, timeout: 2_000 }, binding, parts, never);
    if (!opened.ok) throw new Error(opened.detail);
    return opened.stream;
  };
  /** From which address the far host is asked. */
  const asked = async (address: string, binding: Binding): Promise<string> => {
    const stream = await open(address, PLAIN, binding);
    const request = httpRequest({ createConnection: () => stream, headers: { host: 'far.test' } });
    const [response] = (await once(request.end(), 'response')) as [NodeJS.ReadableStream];
    return text(response);
  };

  describe.each([4, 6] as const)('of IPv%i', (family) => {
    const { far, local } = OWN[family];
    const second = SECOND[family].local;
    it('goes as the system routes it, by the device, and by the mark: HTTP of Node over each', async () => {
      expect(await asked(far, {})).toBe(local);
      expect(await asked(far, { device: 'w0' })).toBe(second);
      expect(await asked(far, { device: 'v0' })).toBe(local);
      expect(await asked(far, { mark: 7 })).toBe(second);
      expect(await asked(far, { mark: 8 })).toBe(local);
      expect(await asked(far, { device: 'w0', source: second, mark: 7 })).toBe(second);
      expect(await asked(far, { vrf: 'w0' })).toBe(second);
      // Of the far host itself, whose address is then its own.
      expect(await asked(far, { namespace: network?.far ?? '' })).toBe(far);
    });
    it('carries TLS of Node', async () => {
      const stream = await open(far, SECURE, { device: 'w0' });
      const secured = tlsConnect({ socket: stream, servername: 'far.test', rejectUnauthorized: false });
      const request = httpsRequest({ createConnection: () => secured, headers: { host: 'far.test' } });
      const [response] = (await once(request.end(), 'response')) as [NodeJS.ReadableStream];
      expect(await text(response)).toBe(second);
      expect(secured.getPeerX509Certificate()?.subject).toBe('CN=far.test');
    });
    it.each([{ device: 'w0' }, { mark: 7 }])('is timed as one that is not bound: %o', async (binding) => {
      const accepted = await connectTcp({ address: far, port: PLAIN, timeout: 2_000 }, binding, parts, never);
      expect(accepted).toMatchObject({ ok: true, outcome: 'accepted', at: clock.now() });
      const refused = await connectTcp({ address: far, port: SILENT, timeout: 2_000 }, binding, parts, never);
      expect(refused).toMatchObject({ ok: true, outcome: 'refused', at: clock.now() });
      for (const result of [accepted, refused]) if (result.ok) expect(result.tookMicros).toBeGreaterThan(0);
    });
    it('says what is not there, or has no way to it', async () => {
      const connect = (address: string, binding: Binding, timeout = 2_000) =>
        connectTcp({ address, port: PLAIN, timeout }, binding, parts, never);
      expect(await connect(far, { device: 'w9' })).toMatchObject({
        reason: 'no-route',
        detail: expect.stringContaining('device w9'),
      });
      expect(await connect(far, { device: 'w0', source: OWN[family === 4 ? 6 : 4].local })).toMatchObject({
        reason: 'no-route',
      });
      expect(await connect(OWN[family].unreachable, { device: 'v0' })).toMatchObject({
        // ICMP "host unreachable"; ICMPv6 has "no route to destination" instead.
        reason: family === 4 ? 'unreachable' : 'no-route',
      });
      expect(await connect(OWN[family].silent, { device: 'v0' }, 200)).toEqual({
        ok: false,
        reason: 'timeout',
        detail: `no answer from ${OWN[family].silent} port ${PLAIN} within 200 ms`,
      });
    });
  });

  it('leaves nothing open: connected, refused, run out, aborted', async () => {
    await connectTcp({ address: OWN[4].far, port: PLAIN, timeout: 2_000 }, { device: 'w0' }, parts, never);
    const before = openSockets();
    const stop = new AbortController();
    const ways = [
      connectTcp({ address: OWN[4].far, port: PLAIN, timeout: 2_000 }, { device: 'w0' }, parts, never),
      connectTcp({ address: OWN[4].far, port: SILENT, timeout: 2_000 }, { mark: 7 }, parts, never),
      connectTcp({ address: OWN[4].silent, port: PLAIN, timeout: 50 }, { device: 'v0' }, parts, never),
      connectTcp({ address: OWN[4].silent, port: PLAIN, timeout: 60_000 }, { device: 'v0' }, parts, stop.signal),
      connectTcp({ address: OWN[4].far, port: PLAIN, timeout: 2_000 }, { device: 'w9' }, parts, never),
    ];
    setImmediate(() => stop.abort());
    const reasons = (await Promise.all(ways)).map((r) => (r.ok ? r.outcome : r.reason));
    expect(reasons).toEqual(['accepted', 'refused', 'timeout', 'cancelled', 'no-route']);
    await expect.poll(openSockets).toBeLessThanOrEqual(before);
  });

  it('wants no privilege for a device, and says which one a mark wants', () => {
    const script = `
const { openNet } = await import(${JSON.stringify(built?.path)});
const clock = { now: () => 0, elapsed: () => 0, sleep: () => Promise.resolve() };
const net = openNet({ clock, echo: { why: '', remedy: '' } });
for (const binding of [{ device: 'w0' }, { mark: 7 }])
  console.log(JSON.stringify(await net.via(binding).connect('${OWN[4].far}', ${PLAIN}, 2000, new AbortController().signal)));`;
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all', '--inh-caps=-all'];
    const args = [...nobody, process.execPath, '--input-type=module', '-e', script];
    const { stdout, stderr } = spawnSync('setpriv', args, { encoding: 'utf8', timeout: 15_000 });
    expect(stderr).toBe('');
    const [byDevice, byMark] = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(byDevice).toMatchObject({ ok: true, outcome: 'accepted' });
    expect(byMark).toMatchObject({
      ok: false,
      reason: 'not-allowed',
      detail: expect.stringContaining('mark 7, which wants CAP_NET_ADMIN'),
    });
  });
});
