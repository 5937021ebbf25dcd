import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { memoryStore } from '../support/memory-store.ts';
import { apiForTest } from './support.ts';

let root: string;
const script = `console.log(${JSON.stringify('x'.repeat(4_000))})`;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'plumbline-page-'));
  mkdirSync(join(root, 'assets'));
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>plumbline</title>');
  writeFileSync(join(root, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(root, 'assets', 'index-DkW3a1bC.js'), script);
  writeFileSync(join(root, 'assets', 'plain.js'), '1');
});
afterAll(() => rmSync(root, { recursive: true }));

describe('the page', () => {
  it.each(['/', '/t/router', '/t/host.name', '/sites', '/sites/host.name', '/wall', '/events'])(
    '%s is the page',
    async (path) => {
      const { answer, headers } = await apiForTest({ staticRoot: root }).ask(path);
      expect(await answer.text()).toContain('<title>plumbline</title>');
      expect(headers.get('cache-control')).toBe('no-cache');
    },
  );
  it('keeps hashed assets for good, and only those', async () => {
    const { ask } = apiForTest({ staticRoot: root });
    const hashed = await ask('/assets/index-DkW3a1bC.js', { headers: { 'accept-encoding': 'gzip, br' } });
    expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(hashed.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(hashed.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(Buffer.from(await hashed.answer.arrayBuffer())).toString()).toBe(script);
    const plain = await ask('/assets/plain.js', { headers: { 'accept-encoding': 'gzip;q=0' } });
    expect(plain.headers.get('cache-control')).toBe('no-cache');
    expect(plain.headers.get('content-encoding')).toBeNull();
  });
  it('is not sent again when it is known', async () => {
    const { ask } = apiForTest({ staticRoot: root });
    const tag = (await ask('/')).headers.get('etag') ?? '';
    expect((await ask('/', { headers: { 'if-none-match': `"other", W/${tag}` } })).status).toBe(304);
  });
  it.each([
    '/assets/..%2f..%2fetc/passwd',
    '/assets/none.js',
    '/..%2f..%2fetc%2fpasswd.txt',
    '/robots.txt',
    '/assets/x',
  ])('knows nothing of %s', async (path) =>
    expect((await apiForTest({ staticRoot: root }).ask(path)).status).toBe(404),
  );
  it('is not taken from a folder of more files than it has', async () => {
    const crowd = mkdtempSync(join(tmpdir(), 'plumbline-crowd-'));
    for (let i = 0; i <= 200; i += 1) writeFileSync(join(crowd, `${i}.txt`), '');
    const { ask, bugs } = apiForTest({ staticRoot: crowd });
    expect((await ask('/')).status).toBe(500);
    expect(String(bugs[0])).toContain('this is not the built page');
    rmSync(crowd, { recursive: true });
  });
  it('is not taken from a folder of more bytes, which are not even read', async () => {
    const heap = mkdtempSync(join(tmpdir(), 'plumbline-heap-'));
    writeFileSync(join(heap, 'index.html'), '');
    truncateSync(join(heap, 'index.html'), 2 ** 40);
    const { ask, bugs } = apiForTest({ staticRoot: heap });
    expect((await ask('/')).status).toBe(500);
    expect(String(bugs[0])).toContain('16777216 bytes');
    rmSync(heap, { recursive: true });
  });
  it('says how to build it when it is not', async () => {
    const { status, body } = await apiForTest().ask('/');
    expect(status).toBe(503);
    expect(body).toMatchObject({ error: { what: 'The page is not built.' } });
  });
});

describe('every answer', () => {
  it.each(['/', '/healthz', '/api/overview', '/api/nothing', '/favicon.svg', '/api/targets/router/raw?format=csv'])(
    '%s keeps the browser to this service',
    async (path) => {
      const { headers } = await apiForTest({ staticRoot: root }).ask(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('permissions-policy')).toContain('camera=()');
      if (!path.startsWith('/api')) return;
      expect(headers.get('cache-control')).toBe('no-store');
    },
  );
  it('of the api is JSON also for what is not there', async () => {
    const { ask, post } = apiForTest({ staticRoot: root });
    for (const path of ['/api', '/api/', '/api/nothing', '/api/targets/router'])
      expect(await ask(path), path).toMatchObject({ status: 404, body: { error: { where: 'path' } } });
    expect((await post('/api/nothing', {})).status).toBe(404);
    expect((await post('/robots.txt', {})).status).toBe(404);
  });
  it.each([
    ['/api/overview', 'GET, HEAD, OPTIONS'],
    ['/api/targets/router/view', 'GET, HEAD, OPTIONS'],
    ['/api/openapi.json', 'GET, HEAD, OPTIONS'],
    ['/metrics', 'GET, HEAD, OPTIONS'],
    ['/healthz', 'GET, HEAD, OPTIONS'],
    ['/', 'GET, HEAD, OPTIONS'],
    ['/favicon.svg', 'GET, HEAD, OPTIONS'],
  ])('%s says what it may be asked with', async (path, allow) => {
    const { ask } = apiForTest({ staticRoot: root });
    for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
      const refused = await ask(path, { method });
      expect(refused.status, `${method} ${path}`).toBe(405);
      expect(refused.headers.get('allow')).toBe(allow);
      expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
      expect(refused.body).toMatchObject({ error: { where: 'method', expected: allow } });
    }
    const options = await ask(path, { method: 'OPTIONS' });
    expect(options.status).toBe(204);
    expect(options.headers.get('allow')).toBe(allow);
    const [head, get] = [await ask(path, { method: 'HEAD' }), await ask(path)];
    expect(head.status).toBe(get.status);
    expect(await head.answer.text()).toBe('');
  });
  it('tells all the methods of a path, and asks for the token first', async () => {
    const open = apiForTest();
    expect((await open.ask('/api/session', { method: 'PUT' })).headers.get('allow')).toBe(
      'GET, HEAD, POST, DELETE, OPTIONS',
    );
    expect((await open.ask('/api/checks')).headers.get('allow')).toBe('POST, OPTIONS');
    expect((await open.ask('/api/targets/none/view', { method: 'GET' })).status).toBe(404);
    const closed = apiForTest({}, { token: 'x'.repeat(16), protectReading: true });
    expect((await closed.ask('/api/overview', { method: 'PUT' })).status).toBe(401);
  });
  it('gives no preflight of another origin a word', async () => {
    const { ask } = apiForTest();
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
    const { status, headers: said } = await ask('/api/overview', { method: 'OPTIONS', headers });
    expect(status).toBe(403);
    expect([...said.keys()].filter((k) => k.startsWith('access-control'))).toEqual([]);
  });
  it('refuses an address too long', async () => {
    expect((await apiForTest().ask(`/api/overview?x=${'y'.repeat(5_000)}`)).status).toBe(414);
  });
  it('is compressed where that helps', async () => {
    const { ask } = apiForTest();
    const { headers } = await ask('/api/openapi.json');
    expect(headers.get('content-encoding')).toBeNull();
    expect(headers.get('vary')).toContain('Accept-Encoding');
  });
  it('tells no more of a bug than that there is one', async () => {
    const { ask, bugs } = apiForTest({
      query: { ...memoryStore().query, latest: () => Promise.reject(new Error('secret path')) },
    });
    const { status, body } = await ask('/api/overview');
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(bugs).toMatchObject([{ message: 'secret path' }]);
  });
});

it('a store that does not answer is 503 after ten seconds, for those who wait behind it too', async () => {
  const never = new Promise<never>(() => undefined);
  const { ask, clock, bugs } = apiForTest({ query: { ...memoryStore().query, gaps: () => never } });
  const asked = Array.from({ length: 6 }, () => ask('/api/gaps'));
  await clock.advance(10_000);
  for (const { status, headers, body } of await Promise.all(asked)) {
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('10');
    expect(body).toMatchObject({ error: { what: expect.stringContaining('10 s for the gaps') } });
  }
  expect(bugs).toEqual([]);
  expect(clock.sleeping).toBe(0);
});

describe('health', () => {
  it('is 200 when all is well, and 503 with the reasons when not', async () => {
    expect((await apiForTest().ask('/healthz')).body).toEqual({ ok: true, version: '0.0.0-test', reasons: [] });
    const ill = await apiForTest({ ailments: () => ['the disk is full'] }).ask('/healthz');
    expect(ill.status).toBe(503);
    expect(ill.body).toMatchObject({ ok: false, reasons: ['the disk is full'] });
  });
});

describe('the OpenAPI document', () => {
  it('lists every path with a summary and a schema for every answer, and resolves all its references', async () => {
    const { body } = await apiForTest().ask('/api/openapi.json');
    const doc = body as {
      openapi: string;
      paths: Record<string, Record<string, { summary?: string; responses: Record<string, { content?: object }> }>>;
      components: { schemas: Record<string, object> };
    };
    expect(doc.openapi).toBe('3.1.0');
    expect(Object.keys(doc.paths).toSorted()).toEqual([
      '/api/addresses',
      '/api/addresses/history',
      '/api/check-choices',
      '/api/checks',
      '/api/codes',
      '/api/codes/{code}',
      '/api/codes/{peer}/{code}',
      '/api/config',
      '/api/event-types',
      '/api/events',
      '/api/findings',
      '/api/gaps',
      '/api/incidents',
      '/api/incidents/{id}',
      '/api/lines',
      '/api/lines/history',
      '/api/lines/{name}/report',
      '/api/lines/{name}/report.csv',
      '/api/lines/{name}/uptime',
      '/api/live',
      '/api/overview',
      '/api/paths',
      '/api/paths/{name}',
      '/api/probes',
      '/api/runs',
      '/api/session',
      '/api/sites',
      '/api/sites.csv',
      '/api/sites/{name}',
      '/api/targets',
      '/api/targets/{name}/histogram',
      '/api/targets/{name}/raw',
      '/api/targets/{name}/runs',
      '/api/targets/{name}/view',
      '/healthz',
      '/metrics',
      '/probe',
    ]);
    for (const [path, methods] of Object.entries(doc.paths))
      for (const [method, { summary, responses }] of Object.entries(methods)) {
        expect(summary, `${method} ${path}`).toBeTruthy();
        for (const [status, { content }] of Object.entries(responses))
          expect(content, `${path} ${status}`).toBeDefined();
      }
    const references = [...JSON.stringify(doc).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((m) => m[1] ?? '');
    expect(references.length).toBeGreaterThan(20);
    for (const name of references) expect(doc.components.schemas).toHaveProperty(name);
  });
});
