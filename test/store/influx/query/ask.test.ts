import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import type { InfluxAccess } from '../../../../src/domain/influx.ts';
import { influxAsk } from '../../../../src/store/influx/query/ask.ts';
import { StoreUnreachable } from '../../../../src/store/journal.ts';
import { abortedAtItsEnd } from '../../../support/aborted-answer.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
/** A server that answers as told, and what was asked of it. */
const serve = async (answer: RequestListener) => {
  const asked: { url: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const access: InfluxAccess = { url: `http://127.0.0.1:${port}/in`, version: 'auto', database: 'd b', timeout: 5_000 };
  return { access, asked, host: `127.0.0.1:${port}` };
};
const saying =
  (text: string, status = 200): RequestListener =>
  (_, response) => {
    response.statusCode = status;
    response.end(text);
  };
const series = (id: number, values: readonly unknown[]): string =>
  JSON.stringify({
    results: [{ statement_id: id, series: [{ name: 'm', tags: { a: 'b' }, columns: ['time', 'n'], values }] }],
  });

const elsewhere: RequestListener = (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();

describe('a question to InfluxDB', () => {
  it('puts the pieces of an answer together, statement by statement', async () => {
    const { access, asked } = await serve(
      saying([series(0, [[1, 2]]), series(0, [[3, null]]), series(1, [[5, 6]]), ''].join('\n')),
    );
    expect(await influxAsk({ ...access, retentionPolicy: 'year' })(['SELECT 1', 'SELECT "ü"'])).toEqual([
      [
        {
          name: 'm',
          tags: { a: 'b' },
          rows: [
            { time: 1, n: 2 },
            { time: 3, n: null },
          ],
        },
      ],
      [{ name: 'm', tags: { a: 'b' }, rows: [{ time: 5, n: 6 }] }],
    ]);
    const [request] = asked;
    const params = new URL(request?.url ?? '', 'http://x').searchParams;
    expect(request?.url).toMatch(/^\/in\/query\?/);
    expect(Object.fromEntries(params)).toEqual({
      db: 'd b',
      rp: 'year',
      epoch: 'u',
      chunked: 'true',
      q: 'SELECT 1;SELECT "ü"',
    });
    expect(request?.authorization).toBeUndefined();
  });
  it('never tells a secret on that a server repeats', async () => {
    const { access } = await serve(saying('{"error": "no such token: very-secret-token"}', 401));
    const told = influxAsk({ ...access, token: 'very-secret-token' })(['SELECT 1']);
    await expect(told).rejects.toThrow('answers 401: no such token: …');
  });
  it('says who asks by a header alone', async () => {
    const { access, asked } = await serve(saying('{"results":[]}'));
    await influxAsk({ ...access, token: 'a-token-of-its-own' })(['SELECT 1']);
    await influxAsk({ ...access, login: { username: 'reader', password: 'hush' } })(['SELECT 1']);
    expect(asked.map((a) => a.authorization)).toEqual([
      'Token a-token-of-its-own',
      `Basic ${Buffer.from('reader:hush').toString('base64')}`,
    ]);
    expect(asked.every((a) => !a.url.includes('hush') && !a.url.includes('a-token'))).toBe(true);
  });
  it('asks in as many requests as addresses of 6,000 characters take', async () => {
    const { access, asked } = await serve((request, response) => {
      const q = new URL(request.url ?? '', 'http://x').searchParams.get('q') ?? '';
      response.end(
        q
          .split(';')
          .map((s, i) => series(i, [[0, Number(s.slice(0, 3))]]))
          .join('\n'),
      );
    });
    const statements = Array.from({ length: 300 }, (_, i) => `${String(i).padStart(3, '0')}${'x'.repeat(100)}`);
    const answers = await influxAsk(access)(statements);
    expect(answers.map(([table]) => table?.rows[0]?.['n'])).toEqual(statements.map((_, i) => i));
    expect(asked.length).toBeGreaterThan(4);
    expect(Math.max(...asked.map((a) => a.url.length))).toBeLessThan(6_200);
  });
  it.each([
    ['what InfluxDB says', saying('{"error":"unable to parse"}', 400), 'answers 400: unable to parse'],
    [
      'what 2.x says',
      saying('{"code":"unauthorized","message":"unauthorized access"}', 401),
      'answers 401: unauthorized access',
    ],
    ['that it refuses without a word', saying('', 503), 'answers 503'],
    [
      'an error within an answer',
      saying('{"results":[{"statement_id":0,"error":"database not found: x"}]}'),
      'answers 200: database not found: x',
    ],
    ['what is no answer of InfluxDB', saying('<html>'), 'does not answer: '],
    ['an answer cut short', saying('{"results":[{"series":'), 'does not answer: '],
    [
      'more than it may',
      saying(`{"results":[]}${' '.repeat(3_000)}`),
      'does not answer: an answer of more than 2000 bytes',
    ],
    ['that another is to be asked', elsewhere, 'does not answer: '],
  ] as const)('tells %s', async (_, answer, said) => {
    const { access, host } = await serve(answer);
    const asking = influxAsk({ ...access, token: 'a-token-of-its-own' }, { maxAnswer: 2_000 })(['SELECT 1']);
    await expect(asking).rejects.toThrow(StoreUnreachable);
    await expect(asking).rejects.toThrow(`InfluxDB at ${host} ${said}`);
    await expect(asking).rejects.not.toThrow('a-token');
  });
  it('waits no longer than it is told to, for the last byte either', async () => {
    for (const answer of [() => undefined, (_: unknown, r: { write(s: string): unknown }) => void r.write('{')]) {
      const { access } = await serve(answer);
      await expect(influxAsk({ ...access, timeout: 50 })(['SELECT 1'])).rejects.toThrow('took more than 0.05 s');
    }
  });
  it('is over when aborted, also where all of the answer is there', async () => {
    const { signal, answer } = abortedAtItsEnd();
    const { access } = await serve((_, response) => answer(response, '{"results":[]}'));
    const ask = influxAsk(access, { signal });
    await expect(ask(['SELECT 1'])).rejects.toThrow('does not answer: This operation was aborted');
    await expect(ask(['SELECT 2'])).rejects.toThrow('does not answer: This operation was aborted');
  });
  it('says why nobody answers', async () => {
    const { access } = await serve(saying(''));
    for (const close of closers.splice(0)) close();
    await expect(influxAsk(access)(['SELECT 1'])).rejects.toThrow(/does not answer: .*connection refused/);
  });
});
