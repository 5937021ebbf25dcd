import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { labMissing } from '../lab.ts';
import { toolMissing } from '../tools.ts';
import { HOME_NAME, openTwoLines, type TwoLines } from './open.ts';
import { LINES, NEXT_DSL_EGRESS, SERVICES, type TwoLinesMachine } from './topology.ts';
import { watchTruth } from './truth.ts';

const missing = labMissing() ?? toolMissing('ping') ?? toolMissing('nft');
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

const { dsl, lte } = LINES;

/** Asks STUN who we are; prints the address. */
const STUN = `
const [to, from] = process.argv.slice(1);
const socket = require('dgram').createSocket('udp4');
const request = Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), require('crypto').randomBytes(12)]);
socket.on('message', (m) => {
  if (m.readUInt16BE(20) !== 0x20) throw new Error('expected XOR-MAPPED-ADDRESS first');
  const cookie = [0x21, 0x12, 0xa4, 0x42];
  console.log([...m.subarray(28, 32)].map((b, i) => b ^ cookie[i]).join('.'));
  process.exit(0);
});
socket.bind({ address: from || '0.0.0.0' }, () => socket.send(request, 3478, to));
setTimeout(() => process.exit(3), 3000);
`;
const NAMES = `
const { Resolver } = require('dns').promises;
const [at, type, name] = process.argv.slice(1);
const r = new Resolver({ timeout: 1000, tries: 1 });
r.setServers([at]);
r.resolve(name, type).then((a) => console.log(JSON.stringify(a)), (e) => console.log(e.code));
`;

describe('a house with two lines', () => {
  let two: TwoLines;
  beforeAll(async () => {
    if (missing === undefined) two = await openTwoLines({ lteMtu: 1400 });
  });
  afterAll(() => two?.close());

  const node = async (machine: TwoLinesMachine, script: string, ...args: readonly string[]): Promise<string> =>
    (await two.lab.exec(machine, process.execPath, ['-e', script, ...args])).stdout.trim();
  const egress = (machine: TwoLinesMachine, source = ''): Promise<string> => node(machine, STUN, SERVICES[0], source);
  const hops = (device: string): Promise<readonly (string | undefined)[]> =>
    Promise.all(
      [1, 2, 3, 4].map(async (ttl) => {
        const args = ['-n', '-c', '1', '-W', '2', '-I', device, '-t', String(ttl), '1.1.1.1'];
        const { stdout } = await two.lab.exec('router', 'ping', args);
        return /from ([0-9.]+?):? (?:icmp_seq|Time)/i.exec(stdout)?.[1];
      }),
    );
  const times = async (machine: TwoLinesMachine, ...args: readonly string[]): Promise<readonly number[]> => {
    const { stdout } = await two.lab.exec(machine, 'ping', ['-n', '-i', '0.02', '-W', '1', ...args, '9.9.9.9']);
    return [...stdout.matchAll(/time=([\d.]+) ms/g)].map(([, ms]) => Number(ms));
  };
  const median = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

  it('leaves by the line that the router has chosen, and by either where it is bound', async () => {
    expect(await egress('home')).toBe(dsl.egress);
    expect(await egress('home', dsl.home)).toBe(dsl.egress);
    expect(await egress('home', lte.home)).toBe(lte.egress);
    expect(await egress('router', lte.source)).toBe(lte.egress);
    await two.route('lte');
    expect(await egress('home')).toBe(lte.egress);
    expect(await egress('home', dsl.home)).toBe(dsl.egress);
    await two.route('dsl');
    expect(await egress('home')).toBe(dsl.egress);
    expect((await two.seen()).stun).toEqual({ [dsl.egress]: 4, [lte.egress]: 3 });
  });

  it('has the hops, the delays and the sizes of its lines', async () => {
    expect(await hops(dsl.device)).toEqual([dsl.gateway, dsl.firstHop, '1.1.1.1', '1.1.1.1']);
    expect(await hops(lte.device)).toEqual([lte.gateway, '100.64.7.1', lte.firstHop, '1.1.1.1']);
    const fast = Math.min(...(await times('router', '-c', '50', '-I', dsl.device)));
    expect(fast).toBeGreaterThan(18);
    expect(fast).toBeLessThan(20);
    const slow = await times('router', '-c', '100', '-I', lte.device);
    expect(median(slow)).toBeGreaterThan(37);
    expect(median(slow)).toBeLessThan(50);
    expect(Math.max(...slow) - Math.min(...slow)).toBeGreaterThan(5);
    const passes = async (device: string, mtu: number): Promise<boolean> => {
      // The first large one may only bring the news.
      const args = ['-c', '3', '-M', 'do', '-I', device, '-s', String(mtu - 28)];
      return (await times('router', ...args)).length > 0;
    };
    expect(await Promise.all([passes(dsl.device, 1492), passes(lte.device, 1400)])).toEqual([true, true]);
    expect(await Promise.all([passes(dsl.device, 1493), passes(lte.device, 1401)])).toEqual([false, false]);
  });

  it('answers names everywhere, and over UDP only while they are not dropped', async () => {
    expect(await node('home', NAMES, '9.9.9.9', 'NS', '.')).toContain('a.root-servers.net');
    expect(await node('home', NAMES, lte.resolver, 'A', HOME_NAME)).toBe(`["${dsl.egress}"]`);
    expect(await node('home', NAMES, dsl.resolver, 'TXT', '10.196.31.192.origin.asn.cymru.com')).toContain('64502 |');
    await two.setHomeName(NEXT_DSL_EGRESS);
    expect(await node('home', NAMES, '1.1.1.1', 'A', HOME_NAME)).toBe(`["${NEXT_DSL_EGRESS}"]`);
    await two.setDead('dsl', 'names', true);
    expect(await node('home', NAMES, '9.9.9.9', 'NS', '.')).toBe('ETIMEOUT');
    expect(two.dropped('dsl')).toBeGreaterThan(0);
    await two.setDead('dsl', 'names', false);
    expect(await node('home', NAMES, '9.9.9.9', 'NS', '.')).toContain('b.root-servers.net');
    expect(two.dropped('lte')).toBe(0);
  });

  it('is dark from the cut until the router goes by the other line, and the echoes tell', async () => {
    const truth = watchTruth(two.lab, 'home');
    await expect.poll(() => truth.answered.length).toBeGreaterThan(5);
    const cutAt = await two.lab.link('dsl').set({ cut: true });
    await setTimeout(1_000);
    const routedAt = await two.route('lte');
    await expect.poll(() => truth.dark(500).length).toBe(1);
    await truth.stop();
    const [dark] = truth.dark(500);
    expect(((dark?.lastGood ?? 0) - cutAt) / 1e6).toBeCloseTo(0, 0);
    expect(((dark?.firstGood ?? 0) - routedAt) / 1e6).toBeCloseTo(0, 0);
    expect((await two.lab.link('dsl').counters()).out.cut).toBeGreaterThan(5);
    await two.lab.link('dsl').set({ cut: false });
    await two.route('dsl');
  });

  it('changes the address of the DSL line', async () => {
    await two.changeAddress();
    expect(await egress('home')).toBe(NEXT_DSL_EGRESS);
  });
});
