import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { openEcho } from '../../src/net/echo/open.ts';
import type { EchoEngine, Net } from '../../src/net/net.ts';
import { openNet } from '../../src/net/open.ts';
import { systemClock } from '../../src/net/system-clock.ts';
import { address } from '../../src/probes/address/address.ts';
import type { AddressReport } from '../../src/probes/address/report.ts';
import { buildEcho, type BuiltEcho } from '../support/built-echo.ts';
import { type Lab, labMissing, openLab } from './lab.ts';
import { run } from './namespaces.ts';
import { toolMissing } from './tools.ts';
import { GATEWAY_4, homeTopology } from './topology.ts';

const missing = labMissing() ?? ['nft', 'miniupnpd', 'turnserver'].map(toolMissing).find((m) => m !== undefined);
const STUN = ['1.1.1.1:3478', '8.8.8.8:3478'];
/** Of the provider, where it translates. Once for documentation, and public to every program. */
const SHARED_BY_ALL = '128.66.9.1';
const TRANSLATES = (device: string, how: string): string =>
  `table ip nat {\n chain out { type nat hook postrouting priority 100;\n oifname ${device} ${how}\n }\n}\n`;
const MINIUPNPD_CHAINS = ['miniupnpd', 'prerouting_miniupnpd', 'postrouting_miniupnpd'];

/** A home behind a router of several makes, and a provider who translates or does not. */
describe('the addresses of a line in the lab', () => {
  beforeEach((ctx) => ctx.skip(missing !== undefined, missing));
  let lab: Lab | undefined;
  let engine: EchoEngine | undefined;
  let built: BuiltEcho | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'pl-address-'));
  const started: ChildProcess[] = [];
  const at = (machine: string): string => lab?.namespace(machine) ?? '';
  const inside = (machine: string, command: string, args: readonly string[], input?: string): string =>
    run('ip', ['netns', 'exec', at(machine), command, ...args], input);
  /** Starts a program, and resolves when it says that it is there. */
  const start = async (machine: string, isReady: RegExp, command: string, args: readonly string[]) => {
    const child = lab?.spawn(machine, command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });
    if (child === undefined) throw new Error('there is no lab');
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const hear = (bytes: Buffer): void => {
        said += bytes.toString('latin1');
        if (isReady.test(said)) resolve();
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.on('exit', () => reject(new Error(`${command} ended: ${said}`)));
    });
    return { child, said: () => said };
  };
  const ended = (child: ChildProcess): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill();
    });

  beforeAll(async () => {
    if (missing !== undefined) return;
    lab = await openLab({ topology: homeTopology({ ipv6: false, relayed: [] }) });
    built = await buildEcho();
    const opened = await openEcho({ workerUrl: built.worker });
    engine = 'echoes' in opened ? opened : undefined;
    inside('router', 'nft', ['-f', '-'], TRANSLATES('wan0', 'masquerade'));
    inside('isp', 'ip', ['address', 'add', `${SHARED_BY_ALL}/32`, 'dev', 'lo']);
    const quiet = ['--no-tls', '--no-dtls', '--no-cli', '--stun-only', '--log-file=stdout', '--simple-log'];
    const listening = STUN.flatMap((server) => ['-L', server.split(':')[0] ?? '']);
    const files = [`--pidfile=${join(folder, 'turn.pid')}`, `--userdb=${join(folder, 'turn.db')}`];
    const args = ['-n', ...listening, '-p', '3478', ...quiet, ...files];
    const { child } = await start('internet', /SQLite DB connection/, 'turnserver', args);
    started.push(child);
  });
  afterAll(async () => {
    for (const child of started) await ended(child);
    await engine?.close();
    built?.remove();
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Gives both ends of the access line their addresses; what the provider translates, and how. */
  const access = (router: string, isp: string, translates?: string): void => {
    const ends = [
      ['router', 'wan0', router],
      ['isp', 'access0', isp],
    ] as const;
    for (const [machine, device, own] of ends) {
      inside(machine, 'ip', ['address', 'flush', 'dev', device]);
      inside(machine, 'ip', ['address', 'add', `${own}/30`, 'dev', device]);
    }
    inside('router', 'ip', ['route', 'replace', 'default', 'via', isp]);
    inside('isp', 'sh', ['-c', 'nft flush ruleset']);
    if (translates !== undefined)
      inside('isp', 'nft', ['-f', '-'], TRANSLATES('core0', `snat to ${SHARED_BY_ALL} ${translates}`));
  };
  let router: { readonly child: ChildProcess; readonly said: () => string } | undefined;
  afterEach(async () => {
    if (router !== undefined) await ended(router.child);
    router = undefined;
  });
  /** A router of the project's own, that tells whatever it is made to. */
  const say = async (outer: string, way: string): Promise<void> => {
    const given = JSON.stringify({ address: GATEWAY_4, outer, way });
    router = await start('router', /ready/, process.execPath, [
      fileURLToPath(new URL('router.mjs', import.meta.url)),
      given,
    ]);
  };
  /** The real thing. */
  const miniupnpd = async (): Promise<void> => {
    const chains = MINIUPNPD_CHAINS.map((name) => `chain ${name} { }`).join('\n');
    inside(
      'router',
      'nft',
      ['-f', '-'],
      `table inet filter\ndelete table inet filter\ntable inet filter {\n${chains}\n}\n`,
    );
    rmSync(join(folder, 'leases'), { force: true });
    const config = join(folder, 'miniupnpd.conf');
    const lines = ['ext_ifname=wan0', 'listening_ip=lan0', 'port=5000', 'enable_natpmp=yes', 'enable_upnp=yes'];
    const more = ['uuid=00000000-0000-0000-0000-000000000001', 'friendly_name=lab router'];
    const allowed = 'allow 1024-65535 0.0.0.0/0 1024-65535';
    writeFileSync(config, [...lines, ...more, `lease_file=${join(folder, 'leases')}`, allowed, ''].join('\n'));
    const args = ['-d', '-f', config, '-P', join(folder, `upnp.${Date.now()}.pid`)];
    router = await start('router', /Listening for NAT-PMP\/PCP/, 'miniupnpd', args);
  };
  /** What it would have put there for any mapping. */
  const mappings = (): readonly string[] => {
    const table = inside('router', 'nft', ['list', 'table', 'inet', 'filter']);
    return [
      ...table.split('\n').filter((line) => /dnat|snat|accept|dport/.test(line)),
      ...readdirSync(folder).filter((f) => f === 'leases'),
    ];
  };

  const home = (): Net => {
    const missingEngine = { why: 'none', remedy: '' };
    return openNet({ clock: systemClock(), echo: engine ?? missingEngine }).via({ namespace: at('home') });
  };
  const check = async (): Promise<{ readonly codes: readonly string[]; readonly report: AddressReport }> => {
    const asked = address.options.parse({
      stun: STUN,
      http: ['http://9.9.9.9/'],
      anchors: ['9.9.9.9'],
      registry: false,
    });
    const aim = { subject: { target: 'internet', vantage: 'lab' }, address: 'internet' };
    const outcome = await address.run(aim, asked, {
      clock: systemClock(),
      net: home(),
      signal: new AbortController().signal,
    });
    if (outcome.status !== 'measured') throw new Error(`${outcome.reason}: ${outcome.detail}`);
    return { codes: outcome.findings.map(({ code, severity }) => `${code} ${severity}`), report: outcome.report };
  };

  it('are the router’s own where nobody translates beyond it: miniupnpd and coturn, and no mapping made', async () => {
    access('128.66.0.2', '128.66.0.1');
    await miniupnpd();
    const { codes, report } = await check();
    expect(codes).toEqual([]);
    expect(report).toMatchObject({
      addresses: [{ family: 4, address: '128.66.0.2', local: '192.168.77.2', mapping: 'endpoint-independent' }],
      missing: [{ family: 6 }],
      router: {
        gateway: GATEWAY_4,
        views: [
          { by: 'nat-pmp', address: '128.66.0.2' },
          { by: 'pcp', why: expect.stringMatching(/^its server \(version 2\) has run for \d+ s/) },
          { by: 'upnp', address: '128.66.0.2', product: 'lab router' },
        ],
      },
    });
    expect(mappings()).toEqual([]);
    const asked = [...(router?.said() ?? '').matchAll(/HTTP REQUEST from \S+ : (\w+ \S+)/g)];
    expect(asked.map(([, request]) => request)).toEqual(['GET /rootDesc.xml', 'POST /ctl/IPConn']);
    // A mapping would be seen: one made here, by a program of the home's (RFC 6886, 3.3).
    const payload = Uint8Array.of(0, 1, 0, 0, 15, 160, 15, 160, 0, 0, 14, 16);
    const mapped = { address: GATEWAY_4, port: 5_351, payload, timeout: 3_000, isAnswer: () => true };
    await home().datagram(mapped, new AbortController().signal);
    expect(mappings()).not.toEqual([]);
  });
  it('are shared by many behind CGNAT: miniupnpd tells no address then, and the way does', async () => {
    access('100.64.0.2', '100.64.0.1', '');
    await miniupnpd();
    const { codes, report } = await check();
    expect(codes).toEqual(['cgnat info']);
    expect(report).toMatchObject({
      addresses: [{ address: SHARED_BY_ALL }],
      router: {
        views: [
          { why: expect.stringMatching(/no network/) },
          {},
          { why: 'it tells no outer address (it says Connected)' },
        ],
      },
    });
    expect(mappings()).toEqual([]);
  });
  it('are shared by many behind CGNAT: a router that says so, and ports that vary', async () => {
    access('100.64.0.2', '100.64.0.1', 'fully-random');
    await say('100.64.0.2', 'good');
    const { codes, report } = await check();
    expect(codes).toEqual(['cgnat warn', 'nat-mapping-varies info']);
    expect(report.router.views.map((view) => view.address)).toEqual(['100.64.0.2', undefined, '100.64.0.2']);
    // Nothing but questions: opcode 0 of both protocols, and one action that reads.
    const asked = (router?.said() ?? '').split('\n').filter((line) => line !== 'ready' && line !== '');
    expect(new Set(asked)).toEqual(
      new Set([
        'nat-pmp 0',
        'pcp 0',
        'ssdp M-SEARCH * HTTP/1.1',
        'http GET /igd.xml',
        'http POST /control GetExternalIPAddress',
      ]),
    );
  });
  it('are translated twice at home', async () => {
    access('192.168.8.2', '192.168.8.1', '');
    await say('192.168.8.2', 'good');
    const { codes, report } = await check();
    expect(codes).toEqual(['double-nat warn']);
    expect(report.addresses).toMatchObject([{ address: SHARED_BY_ALL, local: '192.168.77.2' }]);
  });
  it.each([
    ['garbage', { why: expect.stringMatching(/^its description cannot be read/) }],
    ['endless', { why: expect.stringMatching(/^its description/) }],
    ['elsewhere', { why: 'it answers, and leads elsewhere' }],
  ])('are known whatever a router says: %s', async (way, upnp) => {
    access('128.66.0.2', '128.66.0.1');
    await say('128.66.0.2', way);
    const began = performance.now();
    const { codes, report } = await check();
    // An endless one that nobody ends takes the test's own three minutes; a busy machine needs a few times the usual three seconds.
    expect(performance.now() - began).toBeLessThan(60_000);
    expect(codes).toEqual([]);
    expect(report.addresses).toMatchObject([{ address: '128.66.0.2' }]);
    expect(report.router.views).toMatchObject([{}, {}, upnp]);
    expect(router?.said()).not.toMatch(/POST/);
  });
});
