import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

import { afterEach, describe, expect, it } from 'vitest';

import type { InfluxAccess } from '../../../src/domain/influx.ts';
import { influxServer } from '../../../src/store/influx/server.ts';
import { findVersion } from '../../../src/store/influx/version.ts';
import { abortedAtItsEnd } from '../../support/aborted-answer.ts';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Answer = (asked: Asked, response: ServerResponse) => void;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that says what it is told to say. */
const serve = async (answer: Answer) => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      asked.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked };
};
const says =
  (status: number, body = '', headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end(body);
const open = (access: Partial<InfluxAccess> & { readonly url: string }) => {
  const server = influxServer({ version: 1, database: 'lines', timeout: 5_000, ...access });
  closers.push(() => server.close());
  return server;
};
const never = new AbortController().signal;
/** As 2.7.12 says it. */
const OLD_IN_2_7_12 =
  'failure writing points to database: partial write: dropped 350 points outside retention policy of duration 72h0m0s - oldest point a,t=1 at 2025-08-26T03:26:38Z dropped because it violates a Retention Policy Lower Bound at 2025-09-02T09:04:10.7684903Z, newest point a,t=1 at 2025-08-26T03:31:28Z dropped because it violates a Retention Policy Lower Bound at 2025-09-02T09:04:10.7684903Z dropped=350 for database: 00 for retention policy: autogen';
const LINES = ['a,t=1 f=1 1', 'a,t=1 f=2 2'];

describe('a write', () => {
  it('of 1.x names the database and the retention policy, and logs in', async () => {
    const { url, asked } = await serve(says(204));
    const login = { username: 'me', password: 'p:w' };
    const server = open({ url: `${url}/influx`, database: 'my lines', retentionPolicy: 'a week', login });
    expect(await server.write(LINES, never)).toEqual({ did: 'written', tooOld: 0 });
    const [one] = asked;
    expect(`${one?.method} ${one?.url}`).toBe('POST /influx/write?db=my+lines&precision=ms&rp=a+week');
    expect(one?.headers.authorization).toBe(`Basic ${Buffer.from('me:p:w').toString('base64')}`);
    expect(one?.body).toBe(LINES.join('\n'));
  });
  it.each([
    [2, { org: 'home', token: 'abc' }, '/api/v2/write?org=home&bucket=lines&precision=ms'],
    [2, { token: 'abc' }, '/write?db=lines&precision=ms'],
    [3, { token: 'abc' }, '/api/v2/write?org=&bucket=lines&precision=ms'],
  ] as const)('of %s.x with %j goes to %s', async (version, access, path) => {
    const { url, asked } = await serve(says(204));
    await open({ url, version, ...access }).write(LINES, never);
    expect(asked.map((a) => a.url)).toEqual([path]);
    expect(asked[0]?.headers.authorization).toBe('Token abc');
  });
  it('of many lines is one request, and packed', async () => {
    const { url, asked } = await serve(says(204));
    const lines = Array.from({ length: 5_000 }, (_, i) => `a,t=1 f=${i} ${i}`);
    expect(await open({ url }).write(lines, never)).toEqual({ did: 'written', tooOld: 0 });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.headers['content-encoding']).toBe('gzip');
    expect(asked[0]?.body.split('\n')).toEqual(lines);
  });
  it('asks once what runs there, where that is not said, and again after a failure', async () => {
    let status = 204;
    const { url, asked } = await serve(({ url }, response) =>
      url === '/ping'
        ? response.writeHead(204, { 'X-Influxdb-Version': 'v2.7.11' }).end()
        : response.writeHead(status).end(),
    );
    const server = open({ url, version: 'auto', org: 'home' });
    for (const s of [204, 204, 503, 204]) {
      status = s;
      await server.write(LINES, never);
    }
    const write = '/api/v2/write?org=home&bucket=lines&precision=ms';
    expect(asked.map((a) => a.url)).toEqual(['/ping', write, write, write, '/ping', write]);
  });

  it.each([
    [201, '', {}, { did: 'written', tooOld: 0 }],
    [201, '{"error":"partial write"}', {}, { did: 'refused', reason: '201 partial write' }],
    [400, '{"error":"partial write: points beyond retention policy dropped=2"}', {}, { did: 'written', tooOld: 2 }],
    [422, `{"code":"unprocessable entity","message":"${OLD_IN_2_7_12}"}`, {}, { did: 'written', tooOld: 350 }],
    [400, '{"error":"unable to parse"}', {}, { did: 'refused', reason: '400 unable to parse' }],
    [422, '{"code":"x","message":"field type\\nconflict"}', {}, { did: 'refused', reason: '422 field type conflict' }],
    [401, '{"error":"authorization failed"}', {}, { did: 'denied', reason: '401 authorization failed' }],
    [403, 'no', {}, { did: 'denied', reason: '403 no' }],
    [404, '{"error":"database not found"}', {}, { did: 'denied', reason: '404 database not found' }],
    [413, '', {}, { did: 'too-big', reason: '413' }],
    [429, 'slow', { 'Retry-After': '7' }, { did: 'busy', reason: '429 slow', retryAfterSeconds: 7 }],
    [503, '', { 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' }, { did: 'busy', reason: '503' }],
    [500, 'timeout', {}, { did: 'failed', why: 'server', reason: '500 timeout' }],
    [200, '<html>sign in', {}, { did: 'failed', why: 'answer', reason: '200 <html>sign in' }],
    [302, '', { Location: 'http://192.0.2.1/' }, { did: 'failed', why: 'answer', reason: '302' }],
  ])('answered with %i %s', async (status, body, headers, expected) => {
    const type = body.startsWith('{') ? { 'Content-Type': 'application/json' } : {};
    const { url } = await serve(says(status, body, { ...type, ...headers }));
    expect(await open({ url }).write(LINES, never)).toEqual(expected);
  });

  it('says why where nothing listens', async () => {
    const { url } = await serve(says(204));
    await closers.pop()?.();
    expect(await open({ url }).write(LINES, never)).toEqual({
      did: 'failed',
      why: 'network',
      reason: 'connection refused',
    });
  });
  it('is over after its time, whether nothing comes or one byte after the other', async () => {
    const silent = await serve(() => undefined);
    const expected = { did: 'failed', why: 'timeout', reason: 'no answer in 0.2 s' };
    expect(await open({ url: silent.url, timeout: 200 }).write(LINES, never)).toEqual(expected);
    const slow = await serve((_, response) => {
      response.writeHead(400, { 'Content-Type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await open({ url: slow.url, timeout: 200 }).write(LINES, never)).toEqual(expected);
  });
  it.each(['before it', 'as it is sent', 'as it is packed', 'when it is there', 'in the answer'])(
    'ends when aborted: %s',
    async (when) => {
      const over = new AbortController();
      const { url } = await serve((_, response) => {
        if (when === 'in the answer')
          response
            .on('close', () => over.abort())
            .writeHead(400)
            .write('{', () => over.abort());
        else over.abort();
      });
      if (when === 'before it') over.abort();
      const lines = when === 'as it is packed' ? Array.from({ length: 1_000 }, (_, i) => `a f=1 ${i}`) : LINES;
      const writing = open({ url }).write(lines, over.signal);
      if (when.startsWith('as it is')) over.abort();
      expect(await writing).toMatchObject({ did: 'failed', why: 'network' });
    },
  );
  it.each([
    [400, { did: 'refused', reason: `400 ${'x'.repeat(300)}…` }],
    [200, { did: 'failed', why: 'answer', reason: 'an answer of more than 65536 bytes' }],
  ])('reads an answer of %i without end no further than 64 KiB', async (status, expected) => {
    let sent = 0;
    const { url } = await serve((_, response) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && sent < 64e6 && response.write('x'.repeat(16_384))) sent += 16_384;
      };
      response.on('drain', more);
      more();
    });
    const met = await open({ url }).write(LINES, never);
    expect(met).toEqual(expected);
    expect(sent).toBeLessThan(32e6);
  });
  it('tells no secret, though the server repeats it', async () => {
    const { url } = await serve(({ headers }, response) => response.writeHead(401).end(`no: ${headers.authorization}`));
    const server = open({ url, token: 's3cr3t' });
    expect(await server.write(LINES, never)).toEqual({ did: 'denied', reason: '401 no: Token …' });
    const of = { journal: 'j' };
    expect(await server.highestMark(of, never)).toEqual({ ok: false, refused: true, reason: '401 no: Token …' });
  });
});

it.each([
  ['s3c"r3t', { token: 's3c"r3t' }, 'Token …'],
  ['p:"w', { login: { username: 'me', password: 'p:"w' } }, 'Basic …'],
] as const)('the secret %s is not told, however the server writes it down', async (secret, who, expected) => {
  const { url } = await serve(({ headers }, response) => {
    response
      .writeHead(401)
      .end(JSON.stringify({ error: `no: ${headers.authorization}, ${secret}, ${encodeURIComponent(secret)}` }));
  });
  const told = { did: 'denied', reason: `401 no: ${expected}, …, …` };
  expect(await open({ url, ...who }).write(LINES, never)).toEqual(told);
  expect(await open({ url, ...who, version: 'auto' }).write(LINES, never)).toEqual(told);
  const of = { journal: 'j' };
  expect(await open({ url, ...who }).highestMark(of, never)).toMatchObject({ reason: told.reason });
});

describe('the mark', () => {
  const of = { journal: "it's" };
  it('is asked for by InfluxQL', async () => {
    const series = [{ name: 'plumbline_export', columns: ['time', 'max'], values: [[0, 42]] }];
    const { url, asked } = await serve(says(200, JSON.stringify({ results: [{ statement_id: 0, series }] })));
    const server = open({ url, retentionPolicy: 'a "week"', token: 'abc' });
    expect(await server.highestMark({ ...of, since: 5_999 }, never)).toEqual({ ok: true, cursor: 42 });
    const params = new URL(asked[0]?.url ?? '', url).searchParams;
    expect(params.get('db')).toBe('lines');
    expect(params.get('q')).toBe(
      String.raw`SELECT max("cursor") FROM "a \"week\""."plumbline_export" WHERE "journal" = 'it\'s' AND time >= 5ms`,
    );
    expect(asked[0]?.headers.authorization).toBe('Token abc');
  });
  it('of others is asked for by the name of the vantage point', async () => {
    const { url, asked } = await serve(says(200, '{"results":[{"series":[{"values":[[1234,42]]}]}]}'));
    const others = { vantage: "it's", journal: 'j', since: 5_999 };
    expect(await open({ url }).lastOther(others, never)).toEqual({ ok: true, at: 1_234_000 });
    expect(new URL(asked[0]?.url ?? '', url).searchParams.get('q')).toBe(
      String.raw`SELECT last("cursor") FROM "plumbline_export" WHERE "vantage" = 'it\'s' AND "journal" != 'j' AND "journal" != '' AND time >= 5ms`,
    );
  });
  it('is the same where its digits are a password', async () => {
    const { url } = await serve(says(200, '{"results":[{"series":[{"values":[[0,12345678]]}]}]}'));
    const login = { username: 'me', password: '123456' };
    expect(await open({ url, login }).highestMark(of, never)).toEqual({ ok: true, cursor: 12_345_678 });
  });
  it.each([
    [200, '{"results":[{"statement_id":0}]}', { ok: true }],
    [200, '{"results":[{"error":"database not found: x"}]}', { ok: false, refused: true }],
    [200, 'no JSON', { ok: false, refused: true }],
    [200, '{"results":[]}', { ok: false, refused: true }],
    [401, '', { ok: false, refused: true }],
    [429, '', { ok: false, refused: false }],
    [503, '', { ok: false, refused: false }],
  ])('answered with %i %s', async (status, body, expected) => {
    const { url } = await serve(says(status, body));
    expect(await open({ url }).highestMark(of, never)).toMatchObject(expected);
  });
  it('ends when aborted, also where all of the answer is there', async () => {
    const { signal, answer } = abortedAtItsEnd();
    const { url } = await serve((_, response) => answer(response, '{"results":[{}]}'));
    expect(await open({ url }).highestMark(of, signal)).toMatchObject({ ok: false, refused: false });
  });
  it('that is not answered may be another time', async () => {
    const { url } = await serve(() => undefined);
    expect(await open({ url, timeout: 100 }).highestMark(of, never)).toEqual({
      ok: false,
      refused: false,
      reason: 'no answer in 0.1 s',
    });
  });
});

describe('what runs there', () => {
  const find = async (answer: Answer) => {
    const { url } = await serve(answer);
    return findVersion({ url, version: 'auto', database: 'd', timeout: 1_000 }, never);
  };
  it.each([
    [says(204, '', { 'X-Influxdb-Version': '1.6.7~rc0' }), 1],
    [says(204, '', { 'X-Influxdb-Version': 'v2.7.11' }), 2],
    [says(200, '{"version":"3.1.0","revision":"x"}'), 3],
  ] as const)('is told by /ping: %#', async (answer, major) => {
    expect(await find(answer)).toEqual({ ok: true, major });
  });
  it.each([
    [says(401, 'no'), 'denied', '401 no'],
    [says(200, '<html>'), 'answer', '200 and no version at /ping: no InfluxDB of 1.x, 2.x or 3'],
    [
      says(204, '', { 'X-Influxdb-Version': '0.9.1' }),
      'answer',
      '204 and the version "0.9.1" at /ping: no InfluxDB of 1.x, 2.x or 3',
    ],
    [says(200, 'x'.repeat(70_000)), 'answer', 'an answer of more than 65536 bytes'],
  ] as const)('is not told: %#', async (answer, why, reason) => {
    expect(await find(answer)).toEqual({ ok: false, why, reason });
  });
});
