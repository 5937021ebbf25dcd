import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import type { InfluxAccess } from '../../../../src/domain/influx.ts';
import { systemClock } from '../../../../src/net/system-clock.ts';
import { checkInflux } from '../../../../src/store/influx/check/check.ts';
import { abortedAtItsEnd } from '../../../support/aborted-answer.ts';
import { influxMissing, startInflux, type Influx } from '../../../support/influxd.ts';

const SECRET = 'a-secret-of-the-owner';
let ids = 0;
const check = async (
  access: Partial<InfluxAccess> & Pick<InfluxAccess, 'url'>,
  signal = new AbortController().signal,
) => {
  const whole: InfluxAccess = { version: 'auto', database: 'lines', timeout: 10_000, ...access };
  ids += 1;
  const outcome = await checkInflux(whole, { clock: systemClock(), signal, vantage: 'home', id: `id-${ids}` });
  expect(JSON.stringify(outcome)).not.toContain(SECRET);
  if (outcome.status === 'failed') return { reason: outcome.reason };
  const { steps, version } = outcome.report;
  return {
    codes: outcome.findings.map((f) => f.code),
    findings: outcome.findings,
    done: steps.filter((s) => s.ok).map((s) => s.step),
    failed: steps.filter((s) => !s.ok).map((s) => s.step),
    version,
  };
};
const ALL = ['address', 'version', 'login', 'database', 'write', 'read'];

const missing = influxMissing({ own: true });
describe.skipIf(missing !== undefined)(`a real InfluxDB 1.x (${missing ?? 'there'})`, () => {
  let influx: Influx;
  let database: string;
  beforeAll(async () => {
    influx = await startInflux({ own: true });
    database = await influx.createDatabase();
  });
  afterAll(() => influx?.close());

  it('is told to be right, by version and step by step', async () => {
    const { codes, done, failed, version } = await check({ url: influx.url, database });
    expect({ codes, done, failed }).toEqual({ codes: [], done: ALL, failed: [] });
    expect(version).toMatch(/^1\./);
    expect((await influx.query('SELECT count(id) FROM plumbline_check', database)).results[0]?.series).toHaveLength(1);
  });
  it('is told to lack a database, and which one is meant', async () => {
    const { codes, done, failed, findings } = await check({ url: influx.url, database: `${database}x` });
    expect({ codes, failed }).toEqual({ codes: ['influx-no-database'], failed: ['database'] });
    expect(done).toEqual(['address', 'version', 'login']);
    expect(findings?.[0]?.evidence['nearest']).toBe(database);
    const other = await check({ url: influx.url, database: 'something-else' });
    expect(other.findings?.[0]?.remedy).toBe(`Make it.\ninflux -execute 'CREATE DATABASE "something-else"'`);
    const odd = await check({ url: influx.url, database: `it's "odd" \\ $x` });
    expect(odd.findings?.[0]?.remedy?.split('\n')[1]).toBe(
      String.raw`influx -execute 'CREATE DATABASE "it'\''s \"odd\" \\ $x"'`,
    );
  });
  it('is told to lack a retention policy', async () => {
    const { codes, failed } = await check({ url: influx.url, database, retentionPolicy: 'gone' });
    expect(codes).toHaveLength(1);
    expect(failed).toHaveLength(1);
  });
  it('is told to be of another version than the config says', async () => {
    const { codes, done } = await check({ url: influx.url, database, version: 2 });
    expect({ codes, done }).toEqual({ codes: ['influx-other-version'], done: ALL });
  });
});

describe.skipIf(missing !== undefined)(`a real InfluxDB 1.x that asks who is there (${missing ?? 'there'})`, () => {
  let influx: Influx;
  const ask = async (q: string): Promise<void> => {
    const headers = { Authorization: `Basic ${Buffer.from(`admin:${SECRET}`).toString('base64')}` };
    const answer = await fetch(`${influx.url}/query`, { method: 'POST', headers, body: new URLSearchParams({ q }) });
    expect(await answer.text()).not.toContain('error');
  };
  beforeAll(async () => {
    vi.stubEnv('INFLUXDB_HTTP_AUTH_ENABLED', 'true');
    influx = await startInflux({ own: true });
    vi.unstubAllEnvs();
    await ask(`CREATE USER admin WITH PASSWORD '${SECRET}' WITH ALL PRIVILEGES`);
    await ask('CREATE DATABASE lines');
    await ask("CREATE USER lines WITH PASSWORD 'lines'");
    await ask('GRANT ALL ON lines TO lines');
    for (const [user, may] of [
      ['both', 'ALL'],
      ['reader', 'READ'],
      ['writer', 'WRITE'],
    ] as const) {
      await ask(`CREATE USER ${user} WITH PASSWORD '${SECRET}'`);
      await ask(`GRANT ${may} ON lines TO ${user}`);
    }
  });
  afterAll(() => influx?.close());

  it.each([
    ['admin', SECRET, [], ALL, []],
    ['both', SECRET, [], ALL, []],
    ['lines', 'lines', [], ALL, []],
    ['both', 'wrong', ['influx-unauthorized'], ['address', 'version'], ['login']],
    ['nobody', SECRET, ['influx-unauthorized'], ['address', 'version'], ['login']],
    ['reader', SECRET, ['influx-not-writable'], ['address', 'version', 'login', 'database'], ['write']],
    ['writer', SECRET, ['influx-not-readable'], ['address', 'version', 'login', 'database', 'write'], ['read']],
  ])('%s with %s: %j', async (username, password, codes, done, failed) => {
    const told = await check({ url: influx.url, login: { username, password } });
    expect(told).toMatchObject({ codes, done, failed });
  });
  it('says how one that may not use it is let in, with commands to be pasted', async () => {
    await ask(`CREATE USER alone WITH PASSWORD '${SECRET}'`);
    const grant = (to: string) => `influx -username ADMIN -password '' -execute 'GRANT ALL ON "lines" TO "${to}"'`;
    const alone = await check({ url: influx.url, login: { username: 'alone', password: SECRET } });
    expect(alone.findings?.map((f) => f.remedy)).toEqual([
      `Make it where it is not there, and let this login use it.\ninflux -username ADMIN -password '' -execute 'CREATE DATABASE "lines"'\n${grant('alone')}`,
    ]);
    const reader = await check({ url: influx.url, login: { username: 'reader', password: SECRET } });
    expect(reader.findings?.map((f) => f.remedy)).toEqual([`Let this login use it.\n${grant('reader')}`]);
  });
  it('wants a login where there is none', async () => {
    const { codes, findings } = await check({ url: influx.url });
    expect(codes).toEqual(['influx-unauthorized']);
    expect(findings?.[0]?.evidence['given']).toBe('nothing');
  });
});

describe('a server that answers as another one does', () => {
  type Handler = (
    path: string,
    request: IncomingMessage,
    body: string,
  ) => readonly [number, unknown?, object?] | undefined;
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });
  const listen = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const serve = async (handler: Handler): Promise<string> => {
    const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      let body = '';
      for await (const piece of request) body += String(piece);
      const answer = handler(new URL(request.url ?? '', 'http://x').pathname, request, body);
      if (answer === undefined) return; // it never answers
      const [status, told = '', headers = {}] = answer;
      response.writeHead(status, { ...headers }).end(typeof told === 'string' ? told : JSON.stringify(told));
    };
    return listen((request, response) => void handle(request, response));
  };
  const V2 = { 'X-Influxdb-Version': 'v2.7.11', 'X-Influxdb-Build': 'OSS' };
  /** What 2.x answers by its documented api: one bucket, one token, a mapping or none. */
  const two = (more: { readonly mapped?: boolean; readonly sees?: readonly string[] } = {}): Handler => {
    let kept = '';
    return (path, request, body) => {
      if (path === '/ping') return [204, '', V2];
      if (request.headers.authorization !== `Token ${SECRET}`)
        return [401, { code: 'unauthorized', message: `unauthorized access of ${request.headers.authorization}` }];
      if (path === '/api/v2/buckets')
        return [200, { buckets: (more.sees ?? ['lines']).map((name) => ({ name, id: '00' })) }];
      if (path === '/api/v2/write') {
        if (!request.url?.includes('bucket=lines'))
          return [404, { code: 'not found', message: 'bucket "line" not found' }];
        kept = /id="([^"]+)"/.exec(body)?.[1] ?? '';
        return [204];
      }
      if (more.mapped === false) return [404, { code: 'not found', message: 'database not found' }];
      return [200, { results: [{ series: [{ name: 'x', columns: ['time', 'id'], values: [[1, kept]] }] }] }];
    };
  };

  it('2.x: all is well with token, organization and bucket', async () => {
    const url = await serve(two());
    const { codes, done, version } = await check({ url, token: SECRET, org: 'home' });
    expect({ codes, done, version }).toEqual({ codes: [], done: ALL, version: 'v2.7.11' });
  });
  it('2.x: a token that may not list buckets may still write and read', async () => {
    const url = await serve(two({ sees: [] }));
    expect(await check({ url, token: SECRET, org: 'home' })).toMatchObject({ codes: [], done: ALL });
  });
  it('2.x: a wrong token, though the server repeats it, is not told', async () => {
    const url = await serve((path, request) =>
      path === '/ping' ? [204, '', V2] : [401, { message: `who is ${request.headers.authorization}?` }],
    );
    const { codes, findings } = await check({ url, token: SECRET });
    expect(codes).toEqual(['influx-unauthorized']);
    expect(findings?.[0]?.evidence['said']).toBe('who is Token …?');
  });
  it('2.x: a bucket that is not there, with the nearest name', async () => {
    const { codes, findings } = await check({ url: await serve(two()), token: SECRET, org: 'home', database: 'line' });
    expect(codes).toEqual(['influx-no-database']);
    expect(findings?.[0]?.remedy).toBe(
      `Perhaps "lines" is meant; else make it.\ninflux bucket create --name 'line' --org 'home'`,
    );
  });
  it('2.x: a bucket that InfluxQL does not find', async () => {
    const { codes, done, failed } = await check({
      url: await serve(two({ mapped: false })),
      token: SECRET,
      org: 'home',
    });
    expect({ codes, failed }).toEqual({ codes: ['influx-no-dbrp'], failed: ['read'] });
    expect(done).toContain('write');
  });
  it('3 Core: a new database is made by writing, a misspelt one is not', async () => {
    const kept: string[] = [];
    const url = await serve((path, request, body) => {
      if (path === '/ping') return [200, { version: '3.1.0', revision: 'abc' }];
      if (path === '/api/v2/write') {
        kept.push(/id="([^"]+)"/.exec(body)?.[1] ?? '');
        return [204];
      }
      const columns = request.url?.includes('SHOW') ? ['iox::database', 'name'] : ['time', 'id'];
      const row = request.url?.includes('SHOW') ? ['x', 'lines'] : [1, kept.at(-1)];
      return [200, { results: [{ series: [{ name: 'x', columns, values: [row] }] }] }];
    });
    expect(await check({ url, token: SECRET })).toMatchObject({ codes: [], done: ALL, version: '3.1.0' });
    expect(await check({ url, token: SECRET, database: 'elsewhere' })).toMatchObject({ codes: [] });
    expect(await check({ url, token: SECRET, database: 'lins' })).toMatchObject({ codes: ['influx-no-database'] });
    expect(kept).toHaveLength(2);
  });
  it.each([
    [503, { error: 'shutting down' }, 'influx-not-writable'],
    [200, '<html>a proxy</html>', 'influx-not-writable'],
    [413, '', 'influx-not-writable'],
    [403, { message: 'forbidden' }, 'influx-not-writable'],
  ])('a write that is answered with %i is not taken', async (status, said, code) => {
    const answers = two();
    const url = await serve((path, ...rest) => (path === '/api/v2/write' ? [status, said] : answers(path, ...rest)));
    expect(await check({ url, token: SECRET, org: 'home' })).toMatchObject({ codes: [code], failed: ['write'] });
  });
  it('a point that was taken and is not there is looked for again, then told', async () => {
    const answers = two();
    const url = await serve((path, ...rest) => (path === '/query' ? [200, { results: [{}] }] : answers(path, ...rest)));
    expect(await check({ url, token: SECRET })).toMatchObject({ codes: ['influx-not-readable'], failed: ['read'] });
  });
  it('a clock that is an hour off is told, and nothing else is wrong', async () => {
    const answers = two();
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const url = await serve((path, ...rest) =>
      path === '/ping' ? [204, '', { ...V2, Date: date }] : answers(path, ...rest),
    );
    const { codes, done, findings } = await check({ url, token: SECRET, org: 'home' });
    expect({ codes, done }).toEqual({ codes: ['influx-clock-apart'], done: ALL });
    expect(Number(findings?.[0]?.evidence['seconds'])).toBeGreaterThan(3_500);
  });
  it.each([
    ['a page', [200, '<html></html>']],
    ['a redirect', [302, '', { Location: 'http://127.0.0.1:1/ping' }]],
    ['a version of the future', [204, '', { 'X-Influxdb-Version': '9.0.0' }]],
    ['a page without end', [200, 'x'.repeat(2_000_000)]],
  ] as const)('no InfluxDB: %s', async (_, answer) => {
    const { codes, failed } = await check({ url: await serve(() => answer), token: SECRET });
    expect({ codes, failed }).toEqual({ codes: ['influx-not-influxdb'], failed: ['version'] });
  });
  it('nothing there, no TLS there, and no answer in time are told apart', async () => {
    const silent = await serve(() => undefined);
    const stepOf = async (access: Parameters<typeof check>[0]): Promise<unknown> => {
      const { codes, findings } = await check(access);
      expect(codes).toEqual(['influx-unreachable']);
      return findings?.[0]?.evidence['step'];
    };
    expect(await stepOf({ url: 'http://127.0.0.1:1' })).toBe('connect');
    expect(await stepOf({ url: silent.replace('http:', 'https:') })).toBe('tls');
    expect(await stepOf({ url: silent, timeout: 100 })).toBe('answer');
  });
  it('is not measured when it is interrupted, at whichever byte', async () => {
    const { signal, answer } = abortedAtItsEnd();
    const url = await listen((_, response) => answer(response, 'pong'));
    expect(await check({ url }, signal)).toEqual({ reason: 'cancelled' });
    expect(await check({ url: await serve(two()) }, AbortSignal.abort())).toEqual({ reason: 'cancelled' });
  });
});
