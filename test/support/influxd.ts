import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { InfluxAccess as ProductAccess } from '../../src/domain/influx.ts';

/** How to get at a server, and what it says it is. */
export interface InfluxAccess {
  /** Without a slash at its end. */
  readonly url: string;
  /** Of a server from outside; Debian's has none. */
  readonly token?: string;
  readonly org?: string;
}
export interface Influx extends InfluxAccess {
  /** As `/ping` tells it: `1.6.7~rc0`, `v2.7.11`, `3.1.0`. */
  readonly version: string;
  /** Makes an empty database with a name of its own, and answers with that. */
  createDatabase(): Promise<string>;
  /** InfluxQL over `/query`: what the answer holds. Throws what the server says where it refuses. */
  query(q: string, database?: string): Promise<InfluxAnswer>;
  /** Line protocol, in ms. Throws what the server says where it takes not all of it. */
  write(database: string, lines: string): Promise<void>;
  /** Debian's alone: ends the process and leaves the folder. `SIGKILL` ends it without a word. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Debian's alone: begins again on the same folder and port. */
  start(): Promise<void>;
  /** Stops it and removes what it kept. */
  close(): Promise<void>;
}
export interface InfluxAnswer {
  readonly results: readonly {
    readonly error?: string;
    readonly series?: readonly {
      readonly name: string;
      readonly tags?: Readonly<Record<string, string>>;
      readonly columns: readonly string[];
      readonly values: readonly (readonly unknown[])[];
    }[];
  }[];
}

const { PLUMBLINE_TEST_INFLUX_URL: OUTSIDE, PLUMBLINE_TEST_INFLUX_TOKEN: TOKEN } = process.env;
const { PLUMBLINE_TEST_INFLUX_ORG: ORG, PLUMBLINE_TEST_INFLUX_DATABASE: PREFIX = 'plumbline_test' } = process.env;
/** One from outside can be neither stopped nor restarted: tests that want that ask for `own`. */
const isOutside = (own: boolean): boolean => !own && OUTSIDE !== undefined && OUTSIDE !== '';

/** Why no InfluxDB can run here; undefined where one can. `own`: one that a test may stop. */
export const influxMissing = ({ own = false } = {}): string | undefined => {
  if (isOutside(own)) return undefined;
  return spawnSync('influxd', ['version'], { stdio: 'ignore' }).status === 0
    ? undefined
    : 'influxd is not installed (npm run test:setup; Debian and Ubuntu call the package influxdb)';
};

/** A port that was free a moment ago. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
const configOf = (folder: string, http: number, rpc: number): string => `
reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
  logging-enabled = false
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[subscriber]
  enabled = false
[continuous_queries]
  enabled = false
[http]
  bind-address = "127.0.0.1:${http}"
  log-enabled = false
[logging]
  level = "error"
  suppress-logo = true
`;

const READY_MS = 30_000;
const ANSWER_MS = 30_000;
const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
const ping = async (url: string, headers: Record<string, string>): Promise<string | undefined> => {
  try {
    const answer = await fetch(`${url}/ping`, { headers, signal: AbortSignal.timeout(1_000) });
    const text = await answer.text();
    return answer.ok ? (answer.headers.get('x-influxdb-version') ?? text) : undefined;
  } catch {
    return undefined;
  }
};

/** A process of influxd on a folder; it ends with this one. */
const run = async (
  folder: string,
  port: number,
): Promise<{ readonly child: ChildProcess; readonly version: string }> => {
  const file = join(folder, 'influxdb.conf');
  writeFileSync(file, configOf(folder, port, await freePort()));
  const child = spawn('influxd', ['-config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const orphaned = (): boolean => child.kill('SIGKILL');
  process.once('exit', orphaned);
  child.once('exit', () => process.off('exit', orphaned));
  let said = '';
  child.stderr?.on('data', (data: Buffer) => {
    said = (said + data.toString()).slice(-2_000);
  });
  for (let waited = 0; waited < READY_MS && child.exitCode === null; waited += 25) {
    const version = await ping(`http://127.0.0.1:${port}`, {});
    if (version !== undefined) return { child, version };
    await wait(25);
  }
  child.kill('SIGKILL');
  throw new Error(`influxd does not answer on port ${port}: ${said}`);
};
const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
};

/** Asking and writing, over whatever server; the token is taken by 2.x and 3 Core alike. */
const client = ({ url, token, org }: InfluxAccess) => {
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Token ${token}` };
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(`${url}${path}`, {
      ...init,
      headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (answer.ok) return answer;
    throw new Error(
      `InfluxDB answers ${answer.status} to ${path.slice(0, 200)}: ${(await answer.text()).slice(0, 500)}`,
    );
  };
  const json = (method: string, body: unknown): RequestInit => ({
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return {
    headers,
    query: async (q: string, database?: string): Promise<InfluxAnswer> => {
      const params = new URLSearchParams({ q, epoch: 'ms', ...(database === undefined ? {} : { db: database }) });
      const answer = await ask('/query', { method: 'POST', body: params });
      const told = (await answer.json()) as InfluxAnswer;
      for (const { error } of told.results) if (error !== undefined) throw new Error(error);
      return told;
    },
    write: async (database: string, lines: string): Promise<void> => {
      const params = new URLSearchParams({ db: database, precision: 'ms' });
      await ask(`/write?${params.toString()}`, { method: 'POST', body: lines });
    },
    /** Makes a database as this version does it; answers with what unmakes it. */
    create: async (name: string, version: string): Promise<() => Promise<unknown>> => {
      if (/^v?3/.test(version)) {
        await ask('/api/v3/configure/database', json('POST', { db: name }));
        return () => ask(`/api/v3/configure/database?db=${name}`, { method: 'DELETE' });
      }
      if (/^v?2/.test(version)) {
        const orgs = await (await ask(`/api/v2/orgs?org=${encodeURIComponent(org ?? '')}`)).json();
        const [found] = (orgs as { orgs: readonly { id: string }[] }).orgs;
        const bucket = await ask('/api/v2/buckets', json('POST', { name, orgID: found?.id, retentionRules: [] }));
        const { id } = (await bucket.json()) as { id: string };
        return () => ask(`/api/v2/buckets/${id}`, { method: 'DELETE' });
      }
      await ask('/query', { method: 'POST', body: new URLSearchParams({ q: `CREATE DATABASE "${name}"` }) });
      return () => ask('/query', { method: 'POST', body: new URLSearchParams({ q: `DROP DATABASE "${name}"` }) });
    },
  };
};

const databases = (of: ReturnType<typeof client>, version: string) => {
  const made: (() => Promise<unknown>)[] = [];
  const first = `${PREFIX}_${process.pid}_${Date.now().toString(36)}`;
  return {
    createDatabase: async (): Promise<string> => {
      const name = `${first}_${made.length}`;
      made.push(await of.create(name, version));
      return name;
    },
    drop: async (): Promise<void> => {
      for (const unmake of made) await unmake();
    },
  };
};

/**
 * A real InfluxDB for tests: Debian's influxd (1.6.7) on a port of 127.0.0.1 and a folder of its own, or, unless `own`,
 * the one at `PLUMBLINE_TEST_INFLUX_URL` (with `…_TOKEN`, `…_ORG` for 2.x, `…_DATABASE` as a prefix of the databases
 * that it makes there and drops at the end). Ask `influxMissing` first.
 */
export const startInflux = async ({ own = false } = {}): Promise<Influx> => {
  if (isOutside(own)) return fromOutside();
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-influxd-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let { child, version } = await run(folder, port);
  const { query, write, ...of } = client({ url });
  const { createDatabase } = databases({ query, write, ...of }, version);
  return {
    url,
    version,
    createDatabase,
    query,
    write,
    stop: (signal = 'SIGTERM') => end(child, signal),
    start: async () => {
      await end(child, 'SIGTERM');
      ({ child, version } = await run(folder, port));
    },
    close: async () => {
      await end(child, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** As the product is told of one of its databases. */
export const accessTo = ({ url, token, org }: Influx, database: string): ProductAccess => ({
  url,
  version: 'auto',
  database,
  timeout: 20_000,
  ...(token === undefined ? {} : { token }),
  ...(org === undefined ? {} : { org }),
});

const fromOutside = async (): Promise<Influx> => {
  const url = (OUTSIDE ?? '').replace(/\/+$/, '');
  const access = { url, ...(TOKEN === undefined ? {} : { token: TOKEN }), ...(ORG === undefined ? {} : { org: ORG }) };
  const of = client(access);
  const version = await ping(url, of.headers);
  if (version === undefined) throw new Error(`no InfluxDB answers at PLUMBLINE_TEST_INFLUX_URL, ${url}`);
  const { createDatabase, drop } = databases(of, version);
  const never = (): Promise<never> => Promise.reject(new Error('a server from outside is not for a test to stop'));
  const { query, write } = of;
  return { ...access, version, createDatabase, query, write, stop: never, start: never, close: drop };
};
