import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterEach, describe, expect, it } from 'vitest';

import { LIMITS, type ConnectionLimits } from '../../src/api/connections.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { serveApi } from '../../src/api/serve.ts';
import { apiForTest, TOKEN } from './support.ts';

// Every route of the OpenAPI document, with more than it takes.

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: { readonly maxLength?: number; readonly maximum?: number; readonly enum?: readonly string[] };
}
type Operation = { readonly parameters?: readonly Parameter[]; readonly requestBody?: object };
const document = (await apiForTest().ask('/api/openapi.json')).body as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
const filled = (path: string): string => path.replace('{name}', 'router');

/** The shortest value that the bound of a parameter does not allow. */
const beyond = ({ schema }: Parameter): string | undefined => {
  if (schema.maximum !== undefined) return String(schema.maximum + 1);
  if (schema.maxLength !== undefined) return 'x'.repeat(schema.maxLength + 1);
  return schema.enum === undefined ? undefined : 'xml';
};
const parameters = routes.flatMap((route) =>
  (route.operation.parameters ?? []).map((p) => [`${route.method} ${route.path}`, p.name, route, p] as const),
);

describe('what is more than its bound is refused', () => {
  it.each(parameters)('%s: %s', async (_, name, { path, method }, parameter) => {
    const value = beyond(parameter);
    if (value === undefined) throw new Error(`${path}: ${name} has no bound`);
    const asked = {
      path: [path.replace(`{${name}}`, value), {}],
      query: [`${filled(path)}?${new URLSearchParams({ target: 'router', [name]: value })}`, {}],
      header: [filled(path), { [name]: value }],
    } as const;
    const [where, headers] = asked[parameter.in];
    const { status, body } = await apiForTest().ask(where, { method, headers });
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { where: expect.stringContaining(name) } });
  });
  it.each(routes.map((r) => [r.method, r.path] as const))(
    'an address of more than 4 KiB: %s %s',
    async (method, path) => {
      const { status } = await apiForTest().ask(`${filled(path)}?x=${'y'.repeat(4_096)}`, { method });
      expect(status).toBe(414);
    },
  );
  it.each(routes.filter((r) => r.operation.requestBody !== undefined).map((r) => [r.method, r.path] as const))(
    'a body of more than 64 KiB: %s %s',
    async (method, path) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` };
      const body = JSON.stringify({ token: 'x'.repeat(64 * 1_024) });
      expect((await apiForTest({}, { token: TOKEN }).ask(path, { method, headers, body })).status).toBe(413);
    },
  );
  it('a token of more than 1,024 characters, by the sign-in or by header', async () => {
    const api = apiForTest({}, { token: TOKEN });
    const long = 'x'.repeat(1_025);
    expect((await api.post('/api/session', { token: long })).status).toBe(400);
    const order = { probe: 'ping', target: 'router' };
    expect((await api.post('/api/checks', order, { authorization: `Bearer ${long}` })).status).toBe(401);
    expect((await api.post('/api/checks', order, { cookie: `plumbline_session=${long}` })).status).toBe(401);
    expect(api.orders).toEqual([]);
  });
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
/** Says something to a server of small limits, and hears it to the end. */
const say = async (
  words: string,
  limits: Partial<ConnectionLimits> = {},
  deps: Partial<ApiDeps> = {},
): Promise<string> => {
  const api = apiForTest(deps, { token: TOKEN });
  const served = await serveApi(api.app, { host: '127.0.0.1', port: 0 }, { ...LIMITS, look: 20, ...limits });
  if (!served.ok) throw new Error(served.detail);
  closing.push(
    () => served.close(0),
    () => api.stop.abort(),
  );
  const socket = connect(served.port, '127.0.0.1');
  socket.write(words);
  return text(socket);
};
/** By the system's clock, as the silence of a connection is. */
const orderThatTakes =
  (ms: number): ApiDeps['startCheck'] =>
  async ({ aim, probe }) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    const outcome = { status: 'failed', reason: 'timeout', detail: 'slow', findings: [] } as const;
    return { kind: 'run', id: 'x', at: 1, tookMs: ms, probe: probe.name, subject: aim.subject, outcome };
  };
const GET = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n';

describe('a connection', () => {
  it('with headers of more than 16 KiB is told so and closed', async () => {
    expect(await say(`${GET}X-Long: ${'x'.repeat(16 * 1024)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });
  it('whose headers do not come to their end is told so and closed', async () => {
    expect(await say(`${GET}X-Slow: `, { headersWithin: 50, requestWithin: 5_000 })).toMatch(/^HTTP\/1\.1 408 /);
  });
  it('whose body does not come to its end is told so and closed', async () => {
    const half = 'POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const said = await say(`${half}Content-Length: 100\r\n\r\n{`, { headersWithin: 50, requestWithin: 50 });
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
  });
  it('that asks nothing more is closed', async () => {
    expect(await say(`${GET}\r\n`, { idle: 50 })).toMatch(/^HTTP\/1\.1 200 /);
  });
  it('that says nothing at all is closed', async () => {
    expect(await say('', { silent: 50 })).toBe('');
  });
  it('that waits for a check is open for as long as that takes', async () => {
    const body = JSON.stringify({ probe: 'ping', target: 'router' });
    const head = `POST /api/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer ${TOKEN}`;
    const words = `${head}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
    const slow = orderThatTakes(250);
    expect(await say(words, { silent: 50 }, { startCheck: slow })).toMatch(/^HTTP\/1\.1 200 /);
  });
  it('that says what is no HTTP is told so and closed', async () => {
    expect(await say('\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });
});
