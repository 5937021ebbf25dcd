import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { NetResult, Resolution } from '../../src/net/net.ts';
import type { Target } from '../../src/config/config.ts';
import { mtu } from '../../src/probes/mtu/mtu.ts';
import type { AnyOnce, Check } from '../../src/probes/probe.ts';
import { fakePing, fakeRoute } from '../support/fake-probes.ts';
import { apiForTest, TOKEN } from './support.ts';

const auth = { authorization: `Bearer ${TOKEN}` };
const names = (answers: Readonly<Record<string, readonly string[]>>) => ({
  engine: undefined,
  engineMissing: undefined,
  resolve: (name: string): Promise<NetResult<Resolution>> => {
    const addresses = answers[name];
    return Promise.resolve(
      addresses === undefined
        ? { ok: false, reason: 'no-address', detail: `${name} does not exist` }
        : { ok: true, addresses },
    );
  },
});
const withNames = (apiMayProbe: readonly string[], answers: Readonly<Record<string, readonly string[]>> = {}) =>
  apiForTest({ net: names(answers) }, { token: TOKEN, apiMayProbe });

describe('who may be probed through the api', () => {
  it('a target of the config, also a private one, by the address and way out that the config gives', async () => {
    const { post, orders } = withNames([]);
    expect((await post('/api/checks', { probe: 'ping', target: 'router' }, auth)).status).toBe(200);
    expect(orders[0]).toMatchObject({ aim: { address: '192.168.1.1', subject: { target: 'router' } }, binding: {} });
  });
  it('a target that is asked over several lines, over the one that is meant', async () => {
    const address = 'https://site.example/page';
    const checkOver = (via: string | undefined, probe: AnyOnce, at: string): Check => ({
      probe,
      aim: { subject: { target: 'site', ...(via === undefined ? {} : { via }), vantage: 'here' }, address: at },
      options: {},
      every: 1_000,
      binding: via === undefined ? {} : { device: via },
    });
    const checks = [undefined, 'dsl', 'mobile'].map((via) => checkOver(via, fakeRoute, address));
    const site: Target = { name: 'site', label: 'Site', role: 'target', address: 'site.example', checks };
    const { post, orders } = apiForTest({}, { token: TOKEN, targets: [site] });
    const ask = async (request: object) => (await post('/api/checks', { target: 'site', ...request }, auth)).status;
    expect(await ask({ probe: 'route', via: 'mobile' })).toBe(200);
    expect(await ask({ probe: 'route' })).toBe(200);
    // Another kind of check has no page, but a host.
    expect(await ask({ probe: 'ping', via: 'dsl' })).toBe(200);
    expect(orders.map(({ aim, binding }) => [aim.subject.via, aim.address, binding])).toEqual([
      ['mobile', address, { device: 'mobile' }],
      [undefined, address, {}],
      ['dsl', 'site.example', { device: 'dsl' }],
    ]);
    const wrong = await post('/api/checks', { target: 'site', probe: 'route', via: 'fibre' }, auth);
    expect(wrong).toMatchObject({
      status: 400,
      body: { error: { where: 'json via', expected: 'one of dsl, mobile, or it left out' } },
    });
    expect((await post('/api/checks', { target: 'nobody', probe: 'route', via: 'dsl' }, auth)).status).toBe(400);
  });
  it('a name that the config allows, at the very address that was judged', async () => {
    const { post, orders } = withNames(['www.example'], { 'www.example': ['93.184.216.34', '2606:4700::1111'] });
    expect((await post('/api/checks', { probe: 'ping', target: 'WWW.example' }, auth)).status).toBe(200);
    expect(orders[0]?.aim).toEqual({
      subject: { target: 'www.example', vantage: 'here' },
      address: '93.184.216.34',
      name: 'www.example',
    });
  });
  it('at its address of the family asked for', async () => {
    const { post, orders } = withNames(['www.example', 'old.example'], {
      'www.example': ['93.184.216.34', '2606:4700::1111'],
      'old.example': ['93.184.216.34'],
    });
    const options = { family: 6 };
    expect(await post('/api/checks', { probe: 'ping', target: 'www.example', options }, auth)).toMatchObject({
      status: 200,
    });
    expect(orders[0]?.aim.address).toBe('2606:4700::1111');
    const { status, body } = await post('/api/checks', { probe: 'ping', target: 'old.example', options }, auth);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { where: 'json options.family' } });
  });
  it('an address that the config spells out, even a private one', async () => {
    const { post, orders } = withNames(['10.0.0.5'], { '10.0.0.5': ['10.0.0.5'] });
    expect((await post('/api/checks', { probe: 'ping', target: '10.0.0.5' }, auth)).status).toBe(200);
    expect(orders[0]?.aim).toEqual({ subject: { target: '10.0.0.5', vantage: 'here' }, address: '10.0.0.5' });
  });
  it.each([
    ['93.184.216.34', 'api_may_probe'],
    ['192.168.1.1', 'api_may_probe'],
    ['far.example', 'api_may_probe'],
    ['routr', 'perhaps "router"'],
    ['inside.example', 'private must be a target'],
    ['mixed.example', 'private must be a target'],
    ['mapped.example', 'private must be a target'],
    ['empty.example', 'private must be a target'],
  ])('not %s', async (target, expected) => {
    const { post, orders } = withNames(['inside.example', 'mixed.example', 'mapped.example', 'empty.example'], {
      'inside.example': ['127.0.0.1'],
      'mixed.example': ['93.184.216.34', '192.168.1.1'],
      'mapped.example': ['::ffff:10.0.0.1'],
      'empty.example': [],
    });
    const { status, body } = await post('/api/checks', { probe: 'ping', target }, auth);
    expect(status).toBe(403);
    expect(body).toMatchObject({ error: { where: 'json target', expected: expect.stringContaining(expected) } });
    expect(orders).toEqual([]);
  });
});

describe('what is asked', () => {
  it.each([
    [{ probe: 'pong', target: 'router' }, 'json probe', 'ping, route'],
    [{ probe: 'ping', target: 'router', options: { count: 1e9 } }, 'json options.count', '100'],
    [{ probe: 'ping' }, 'json target', 'string'],
    [{ probe: 'ping', target: 'gone.example' }, 'json target', ''],
  ])('%j is refused with what was expected', async (asked, where, expected) => {
    const { post, orders } = withNames(['gone.example']);
    const { status, body } = await post('/api/checks', asked, auth);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { where } });
    expect((body as { error: { expected?: string } }).error.expected ?? '').toContain(expected);
    expect(orders).toEqual([]);
  });
  it('has no other keys: a misspelt one would be left out without a word', async () => {
    const { post, orders } = withNames([]);
    const asked = { probe: 'ping', target: 'router', option: { count: 1 } };
    expect(await post('/api/checks', asked, auth)).toMatchObject({
      status: 400,
      body: { error: { expected: expect.stringContaining('"option"') } },
    });
    expect(orders).toEqual([]);
  });
  it('must be JSON, of a bounded length', async () => {
    const { ask, post } = withNames([]);
    const send = (body: string, type: string) =>
      ask('/api/checks', { method: 'POST', body, headers: { ...auth, 'content-type': type } });
    expect((await send('{', 'application/json')).status).toBe(400);
    expect((await send('a=b', 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await post('/api/checks', { probe: 'p'.repeat(70_000) }, auth)).status).toBe(413);
  });
});

it('runs four at once and no more, and ends one that takes longer than a minute', async () => {
  const signals: AbortSignal[] = [];
  const { post, clock } = apiForTest(
    {
      startCheck: async (order, signal) => {
        signals.push(signal);
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        const { aim, probe } = order;
        const outcome = { status: 'failed', reason: 'cancelled', detail: 'took too long', findings: [] } as const;
        return { kind: 'run', id: 'x', at: 1, tookMs: 60_000, probe: probe.name, subject: aim.subject, outcome };
      },
    },
    { token: TOKEN },
  );
  const ask = () => post('/api/checks', { probe: 'ping', target: 'router' }, auth);
  const first = [ask(), ask(), ask(), ask()];
  await clock.advance(0);
  expect(signals).toHaveLength(4);
  expect((await ask()).status).toBe(503);
  await clock.advance(60_000);
  for (const answer of await Promise.all(first))
    expect(answer.body).toMatchObject({ outcome: { reason: 'cancelled' } });
  const fifth = ask();
  await clock.advance(60_000);
  expect((await fifth).status).toBe(200);
  expect(clock.sleeping).toBe(0);
});

describe('a probe that asks further places than its target', () => {
  const elsewhere: AnyOnce = {
    name: 'elsewhere',
    title: 'Elsewhere',
    every: 1_000,
    options: z.object({ servers: z.array(z.string()).default(['192.0.2.1']), count: z.int().default(1) }),
    ownersOptions: ['servers'],
    ofLines: true,
    values: {},
    report: z.object({}),
    run: () => Promise.resolve({ status: 'measured', values: {}, findings: [], report: {} }),
  };
  const aim = { subject: { target: 'line', vantage: 'here' }, address: '9.9.9.9' };
  const check = { probe: elsewhere, aim, options: { servers: ['10.0.0.1'], count: 1 }, every: 1_000, binding: {} };
  const line: Target = { name: 'line', label: 'line', role: 'line', address: '9.9.9.9', checks: [check] };
  const routerOnly: Target = { ...line, name: 'router', checks: [{ ...check, probe: fakePing }] };
  const start = async (body: object) => {
    const { post, orders } = apiForTest({ probes: [elsewhere] }, { token: TOKEN, targets: [line, routerOnly] });
    const { status, body: answer } = await post('/api/checks', body, auth);
    return { status, answer, options: orders[0]?.options };
  };
  it('asks those that the config names, and no others', async () => {
    expect(await start({ probe: 'elsewhere', target: 'line', options: { count: 3 } })).toMatchObject({
      status: 200,
      options: { servers: ['10.0.0.1'], count: 3 },
    });
    expect(await start({ probe: 'elsewhere', target: 'line', options: { servers: ['127.0.0.1'] } })).toMatchObject({
      status: 403,
      answer: { error: { where: 'json options.servers' } },
    });
  });
  it('is started only where the config has it', async () => {
    expect(await start({ probe: 'elsewhere', target: 'router' })).toMatchObject({
      status: 403,
      answer: { error: { where: 'json target', expected: 'line' } },
    });
  });
});

it('lets a check take the time that is its own: a diagnosis more than a minute', async () => {
  const slow = { ...fakeRoute, name: 'slow', longest: 100_000 };
  let ended = false;
  const { post, clock } = apiForTest(
    {
      probes: [slow],
      startCheck: async ({ aim, probe }, signal) => {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        ended = true;
        const outcome = { status: 'failed', reason: 'cancelled', detail: 'took too long', findings: [] } as const;
        return { kind: 'run', id: 'x', at: 1, tookMs: 1, probe: probe.name, subject: aim.subject, outcome };
      },
    },
    { token: TOKEN },
  );
  const asked = post('/api/checks', { probe: 'slow', target: 'router' }, auth);
  await clock.advance(99_000);
  expect(ended).toBe(false);
  await clock.advance(1_000);
  expect((await asked).status).toBe(200);
  expect(clock.sleeping).toBe(0);
});

describe("an option that is the owner's to give", () => {
  const aim = { subject: { target: 'router', vantage: 'here' }, address: '192.168.1.1' };
  const options = mtu.options.parse({ path: '/big.bin', port: 8_443 });
  const check = { probe: mtu, aim, options, every: 3_600_000, binding: {} };
  const configured = (checks: readonly Check[]) => {
    const { targets } = apiForTest().deps.config;
    const router = targets.flatMap((t) => (t.name === 'router' ? [{ ...t, checks: [...t.checks, ...checks] }] : [t]));
    // It is only ordered here.
    return apiForTest(
      {
        probes: [
          { ...mtu, run: () => Promise.resolve({ status: 'failed', reason: 'cancelled', detail: '', findings: [] }) },
        ],
      },
      { token: TOKEN, targets: router },
    );
  };
  it('is as the config has it', async () => {
    const { post, orders } = configured([check]);
    for (const given of [undefined, { path: '/big.bin' }, { port: 8_443, family: 4 }])
      expect(await post('/api/checks', { probe: 'mtu', target: 'router', options: given }, auth)).toMatchObject({
        status: 200,
      });
    for (const { options } of orders) expect(options).toMatchObject({ path: '/big.bin', port: 8_443 });
    expect(orders).toHaveLength(3);
  });
  it.each([{ path: '/reboot' }, { port: 9_100 }, { path: '/', port: 25 }])('is not %j', async (given) => {
    for (const checks of [[], [check]]) {
      const { post, orders } = configured(checks);
      const { status, body } = await post('/api/checks', { probe: 'mtu', target: 'router', options: given }, auth);
      expect(status).toBe(403);
      expect(body).toMatchObject({ error: { where: `json options.${'port' in given ? 'port' : 'path'}` } });
      expect(orders).toEqual([]);
    }
  });
});
