import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { binomialBounds } from '../support/binomial.ts';
import { type Lab, labMissing, openLab } from './lab.ts';
import { run, sweep } from './namespaces.ts';
import { toolMissing } from './tools.ts';
import { ANCHORS_4, ANCHORS_6, FAR_4, FAR_6, FIRST_PUBLIC_4, FIRST_PUBLIC_6, GATEWAY_4 } from './topology.ts';

const missing = labMissing() ?? toolMissing('ping') ?? toolMissing('fping');
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

describe('a lab', () => {
  let lab: Lab;
  beforeAll(async () => {
    if (missing === undefined) lab = await openLab();
  });
  afterAll(() => lab?.close());

  /** Round-trip times in ms of the echoes answered, in their order. */
  const echoes = async (address: string, count: number, everyMs: number): Promise<readonly number[]> => {
    const args = ['-C', String(count), '-p', String(everyMs), '-t', '1000', '-q', address];
    const { stderr } = await lab.exec('home', 'fping', args);
    const told = stderr.split(' : ')[1]?.trim().split(/\s+/) ?? [];
    expect(told).toHaveLength(count);
    return told.filter((t) => t !== '-').map(Number);
  };

  it.each([...ANCHORS_4, ...ANCHORS_6, ...FAR_4, ...FAR_6])('has %s', async (address) => {
    expect(await echoes(address, 1, 10)).toHaveLength(1);
  });

  it.each([
    ['1.1.1.1', [GATEWAY_4, FIRST_PUBLIC_4, '1.1.1.1']],
    ['2620:fe::fe', ['2001:db8:77::1', FIRST_PUBLIC_6, '2620:fe::fe']],
  ])('leads to %s by the router and the provider', async (address, hops) => {
    const answers = hops.map(async (_, i) => {
      const { stdout } = await lab.exec('home', 'ping', ['-n', '-c', '1', '-W', '2', '-t', String(i + 1), address]);
      return /from ([0-9a-f.:]+?):? (?:icmp_seq|Time)/i.exec(stdout)?.[1];
    });
    expect(await Promise.all(answers)).toEqual(hops);
  });

  it('delays a round trip by what was asked', async () => {
    // The quickest, since a busy machine makes the others late.
    const bare = Math.min(...(await echoes('1.1.1.1', 100, 10)));
    await lab.link('isp').set({ delayMs: 20 });
    const late = Math.min(...(await echoes('1.1.1.1', 100, 10)));
    await lab.link('isp').set({ delayMs: 0 });
    expect(late - bare).toBeGreaterThan(19);
    expect(late - bare).toBeLessThan(21);
    expect(late).toBeLessThan(21);
  });

  it('loses the part of round trips that was asked, and counts each', async () => {
    const before = await lab.link('isp').counters();
    await lab.link('isp').set({ loss: 0.1 });
    const answered = await echoes('8.8.8.8', 500, 10);
    await lab.link('isp').set({ loss: 0 });
    const after = await lab.link('isp').counters();
    const lost = 500 - answered.length;
    const [low, high] = binomialBounds(500, 0.1);
    expect(lost).toBeGreaterThanOrEqual(low);
    expect(lost).toBeLessThanOrEqual(high);
    expect(after.out.lost - before.out.lost).toBe(lost);
    expect(after.back.lost).toBe(before.back.lost);
  });

  it('lets nothing through while cut, and everything after', async () => {
    const { cut } = (await lab.link('isp').counters()).out;
    await lab.link('isp').set({ cut: true });
    expect(await echoes('9.9.9.9', 5, 10)).toHaveLength(0);
    expect(await echoes(GATEWAY_4, 5, 10)).toHaveLength(5);
    await lab.link('isp').set({ cut: false });
    expect(await echoes('9.9.9.9', 5, 10)).toHaveLength(5);
    expect((await lab.link('isp').counters()).out.cut).toBeGreaterThanOrEqual(cut + 5);
  });

  it('answers names, and answers them anew', async () => {
    const ask = async (): Promise<readonly string[]> => {
      const { stdout } = await lab.exec('home', 'getent', ['ahosts', 'far.lab']);
      return [
        ...new Set(
          stdout
            .trim()
            .split('\n')
            .map((line) => line.split(' ')[0] ?? ''),
        ),
      ].toSorted();
    };
    await lab.setNames({ 'far.lab': { addresses: [FAR_4[0], FAR_6[0]], ttl: 1 } });
    expect(await ask()).toEqual([FAR_4[0], FAR_6[0]]);
    await lab.setNames({ 'far.lab': { addresses: [FAR_4[1]], ttl: 1 } });
    expect(await ask()).toEqual([FAR_4[1]]);
    await lab.setNames({});
    expect(await ask()).toEqual(['']);
  });

  it('forwards a port of a machine to the outside', async () => {
    const server = lab.spawn('home', process.execPath, [
      '-e',
      `require('http').createServer((q, s) => s.end('inside ' + q.url)).listen(8080, '127.0.0.1', () => console.log('up'))`,
    ]);
    if (server.stdout === null) throw new Error('expected a pipe');
    await once(server.stdout, 'data');
    const forward = await lab.forward('home', 8080);
    const answer = await fetch(`http://127.0.0.1:${forward.port}/x`);
    expect(await answer.text()).toBe('inside /x');
    server.kill();
  });
});

describe('what a lab leaves behind', () => {
  const listed = (): string => run('ip', ['netns', 'list']);
  /** A zombie that nobody has waited for yet is not. */
  const alive = (pid: number): boolean => {
    const stat = `/proc/${pid}/stat`;
    return existsSync(stat) && !readFileSync(stat, 'latin1').includes(') Z ');
  };

  it('is nothing after close', async () => {
    const lab = await openLab();
    const name = lab.namespace('home');
    const inside = lab.spawn('home', 'sleep', ['600'], { stdio: 'ignore' });
    expect(listed()).toContain(name);
    await lab.close();
    expect(listed()).not.toContain(name);
    expect(existsSync(`/etc/netns/${name}`)).toBe(false);
    if (inside.exitCode === null && inside.signalCode === null) await once(inside, 'exit');
  });

  const hold = async (): Promise<{ owner: ChildProcess; namespace: string; inside: number }> => {
    const owner = spawn(process.execPath, [fileURLToPath(new URL('./hold.mjs', import.meta.url))], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (owner.stdout === null) throw new Error('expected a pipe');
    const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
    return { owner, ...(JSON.parse(line) as { namespace: string; inside: number }) };
  };

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('is nothing after %s', async (signal) => {
    const { owner, namespace, inside } = await hold();
    expect(listed()).toContain(namespace);
    expect(alive(inside)).toBe(true);
    owner.kill(signal);
    await expect.poll(listed).not.toContain(namespace);
    await expect.poll(() => alive(inside)).toBe(false);
  });

  it('is swept by the next lab where the guard was killed too', async () => {
    const { owner, namespace, inside } = await hold();
    const children = readFileSync(`/proc/${owner.pid}/task/${owner.pid}/children`, 'latin1').trim().split(' ');
    const guard = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('guard.sh'));
    process.kill(Number(guard), 'SIGKILL');
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(listed()).toContain(namespace);
    expect(sweep()).toContain(namespace);
    expect(listed()).not.toContain(namespace);
    await expect.poll(() => alive(inside)).toBe(false);
  });
});

describe('opening a lab', () => {
  it('cleans up when it fails half way', async () => {
    const before = run('ip', ['netns', 'list']);
    const broken = { machines: [{ name: 'home', forwards: false, addresses: ['nonsense'], routes: [] }], cables: [] };
    const topology = { ...broken, resolver: { machine: 'home', addresses: [] } };
    await expect(openLab({ topology })).rejects.toThrow('nonsense');
    expect(run('ip', ['netns', 'list'])).toBe(before);
  });
});
