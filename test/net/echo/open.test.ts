import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openEcho } from '../../../src/net/echo/open.ts';
import type { EchoEvent } from '../../../src/net/net.ts';
import { buildEcho } from '../../support/built-echo.ts';
import { enterOwnNetwork, OWN, ownNetworkMissing, setting } from '../../support/own-network.ts';

const built = await buildEcho();
const noNetwork = ownNetworkMissing();
let network: { readonly close: () => void } | undefined;
beforeAll(async () => {
  if (noNetwork === undefined) network = await enterOwnNetwork();
});
afterAll(() => {
  network?.close();
  built.remove();
});

/** A process that opens an engine and prints what it is (or why not), then every event of its echoes, as JSON. */
const script = (request: object): string => `
import { openEcho } from '${built.open.href}';
const engine = await openEcho();
const { name, how, families, why, remedy } = engine;
console.log(JSON.stringify({ name, how, families, why, remedy }));
if ('echoes' in engine) {
  const cadence = { every: 20, phase: Number(process.hrtime.bigint()) / 1e6 };
  const asked = { timeout: 300, count: 3, cadence, ...${JSON.stringify(request)} };
  for await (const event of engine.echoes(asked, {}, new AbortController().signal)) console.log(JSON.stringify(event));
  await engine.close();
}`;
const NOBODY = [
  '--reuid',
  '65534',
  '--regid',
  '65534',
  '--clear-groups',
  '--bounding-set',
  '-all',
  '--inh-caps',
  '-all',
];
const asNobody = (request: object): readonly object[] => {
  const args = [...NOBODY, process.execPath, '--input-type=module', '-e', script(request)];
  const { stdout, stderr } = spawnSync('setpriv', args, { encoding: 'utf8', timeout: 10_000 });
  if (stderr !== '') throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line): object => JSON.parse(line));
};

describe.skipIf(noNetwork !== undefined)(`openEcho without privileges (${noNetwork ?? 'root'})`, () => {
  it('takes datagram sockets where the system allows them', () => {
    setting('ipv4/ping_group_range', '0 2147483647');
    const [engine, ...events] = asNobody({ address: '127.0.0.1' });
    expect(engine).toMatchObject({ name: 'kernel', how: 'datagram ICMP sockets', families: [4, 6] });
    expect(events.map((e) => 'kind' in e && e.kind)).toEqual(['reply', 'reply', 'reply']);
  });
  it('hears ICMP errors on them', () => {
    setting('ipv4/ping_group_range', '0 2147483647');
    const [, ...events] = asNobody({ address: OWN[4].far, ttl: 1 });
    expect(events[0]).toMatchObject({ kind: 'error', reason: 'time-exceeded', icmp: { from: OWN[4].router } });
  });
  it('says why there is no engine, and what one command would change', () => {
    setting('ipv4/ping_group_range', '1 0');
    const [missing, ...rest] = asNobody({ address: '127.0.0.1' });
    expect(rest).toEqual([]);
    expect(missing).toMatchObject({
      why: expect.stringContaining('ping_group_range is "1 0"'),
      remedy: 'sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"',
    });
  });
});

describe('openEcho', () => {
  it.each(['kernel', 'net-ping'] as const)('opens %s alone when asked for it, or says why not', async (only) => {
    const engine = await openEcho({ only, workerUrl: built.worker });
    if ('why' in engine) expect(engine.remedy).not.toBe('');
    else {
      expect(engine.name).toBe(only);
      await engine.close();
    }
  });
});

const stopped = async (child: ChildProcess, ms: number): Promise<void> => {
  child.kill('SIGSTOP');
  spawnSync('sleep', [String(ms / 1_000)]);
  child.kill('SIGCONT');
};

describe.skipIf(noNetwork !== undefined)(`a process that stood still (${noNetwork ?? 'root'})`, () => {
  it('loses no echo that was answered meanwhile, and catches nothing up', async () => {
    const asked = script({ address: OWN[4].far, count: 60, timeout: 200 });
    const child = spawn(process.execPath, ['--input-type=module', '-e', asked], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.stdout === null) throw new Error('no output');
    const events: EchoEvent[] = [];
    let lines = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      lines += 1;
      if (lines > 1) events.push(JSON.parse(line));
      if (lines === 11) await stopped(child, 1_000);
    }
    if (child.exitCode === null) await once(child, 'exit');
    expect(events.map((e) => e.kind)).toEqual(Array.from({ length: 60 }, () => 'reply'));
    const gaps = events.slice(1).map((e, i) => e.sentAt - (events[i]?.sentAt ?? 0));
    expect(Math.max(...gaps)).toBeGreaterThan(900_000);
    // In the second after it: one echo a slot and no more.
    const resumed = events[gaps.indexOf(Math.max(...gaps)) + 1]?.sentAt ?? 0;
    expect(events.filter((e) => e.sentAt >= resumed && e.sentAt < resumed + 300_000).length).toBeLessThanOrEqual(17);
  });
});
