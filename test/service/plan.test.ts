import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { discover } from '../../src/config/discover.ts';
import type { Route } from '../../src/net/routes.ts';
import { PROBES } from '../../src/probes/index.ts';
import { makePlan, type Plan, type Planned } from '../../src/service/plan.ts';

const context = { probes: PROBES, vantage: 'machine' };
const gateway = (address: string): Route => ({
  family: 4,
  destination: '0.0.0.0',
  prefixLength: 0,
  gateway: address,
  device: 'eth0',
  metric: 1,
});
const here = (routes: readonly Route[]) => ({ routes, resolvers: [] });
const withEngine = { hasEngine: true };
const planned = (p: Planned): Plan => {
  if ('problems' in p) throw new Error('a plan was expected');
  return p;
};
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-plan-'));
});
afterAll(() => rm(folder, { recursive: true }));
const file = async (text: string): Promise<string> => {
  const path = join(folder, 'plumbline.yaml');
  await writeFile(path, text);
  return path;
};

describe('the plan', () => {
  it('is what was discovered where there is no file, and grows with what is found later', async () => {
    const plan = planned(await makePlan(undefined, here([]), context, withEngine));
    const { config } = plan;
    expect(plan.discovered).toBe(true);
    expect(config.targets.map((t) => t.name)).toEqual(['loopback']);
    const added = plan.grow(discover(here([gateway('192.168.1.1')]), context));
    expect(added.map((t) => t.name)).toEqual(['gateway', 'cloudflare', 'google', 'quad9']);
    expect(config.targets.map((t) => t.name)).toEqual(['gateway', 'cloudflare', 'google', 'quad9', 'loopback']);
    expect(plan.grow(discover(here([gateway('192.168.1.1')]), context))).toEqual([]);
  });

  it('has the lines of the config beside what is discovered, each under a name and with series of its own', async () => {
    const text = 'uplinks: {gateway: {kind: dsl, via: {device: ppp0}, gateway: 192.168.1.1}}';
    const plan = planned(await makePlan(await file(text), here([gateway('192.168.1.1')]), context, withEngine));
    const { config } = plan;
    expect(plan.discovered).toBe(true);
    expect(config.targets.map((t) => t.name).slice(0, 4)).toEqual(['internet', 'gateway', 'gateway-2', 'cloudflare']);
    expect(config.targets.map((t) => t.role).slice(0, 3)).toEqual(['line', 'line', 'gateway']);
    // What is asked about its addresses comes after.
    expect(config.targets[1]?.checks.slice(0, 2).map((c) => [c.probe.name, c.aim.subject])).toEqual([
      ['uplink', { target: 'gateway', via: 'gateway', vantage: 'machine' }],
      ['egress', { target: 'gateway', via: 'gateway', vantage: 'machine' }],
    ]);
    // What is asked over a line, or is its router, may be a target all the same: nothing new is found.
    expect(plan.grow(discover(here([gateway('192.168.1.1')]), context))).toEqual([]);
  });

  it('gives another gateway a name and series of its own', async () => {
    const plan = planned(await makePlan(undefined, here([gateway('192.168.1.1')]), context, withEngine));
    const [second] = plan.grow(discover(here([gateway('10.0.0.1')]), context));
    expect(second).toMatchObject({ name: 'gateway-2', label: 'Gateway 2', address: '10.0.0.1' });
    expect(second?.checks.map((c) => c.aim.subject.target)).toEqual(['gateway-2']);
  });

  it('measures TCP where there is no echo engine, also what comes later', async () => {
    const plan = planned(await makePlan(undefined, here([]), context, { hasEngine: false }));
    plan.grow(discover(here([gateway('192.168.1.1')]), context));
    const checks = plan.config.targets.flatMap((t) => t.checks);
    expect(checks.map((c) => [c.probe.name, c.standInFor])).toEqual(checks.map(() => ['tcp', 'ping']));
  });

  it('is the file, with targets discovered where it names none and the address that was asked for', async () => {
    const listen = { host: '127.0.0.1', port: 9999 };
    const path = await file('vantage: attic\n');
    const plan = planned(await makePlan(path, here([]), context, { hasEngine: true, listen }));
    expect(plan).toMatchObject({ discovered: true, config: { vantage: 'attic', listen, file: path } });
    expect(plan.config.targets[0]?.checks[0]?.aim.subject).toEqual({ target: 'loopback', vantage: 'attic' });
    const own = await file('targets:\n  a:\n    address: 127.0.0.1\n');
    expect(planned(await makePlan(own, here([]), context, withEngine)).discovered).toBe(false);
  });

  it('opens to other machines only with a token', async () => {
    const listen = { host: '0.0.0.0', port: 8080 };
    const asked = (path?: string) => makePlan(path, here([]), context, { hasEngine: true, listen });
    const refused = { problems: [{ path: '--listen', found: '0.0.0.0:8080' }] };
    expect(await asked()).toMatchObject(refused);
    expect(await asked(await file('vantage: attic\n'))).toMatchObject(refused);
    expect(await asked(await file('token: abcdefghijklmnopqrst\n'))).toMatchObject({ config: { listen } });
  });

  it('tells what is wrong with the file', async () => {
    const path = await file('targets:\n  a:\n    adress: 127.0.0.1\n');
    const plan = await makePlan(path, here([]), context, withEngine);
    expect('problems' in plan && plan.problems.some((p) => p.nearest === 'address')).toBe(true);
  });
});
