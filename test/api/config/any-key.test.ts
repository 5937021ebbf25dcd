import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import type { ConfigAsRead } from '../../../src/api/config/schema.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { PROBES } from '../../../src/probes/index.ts';
import { apiForTest } from '../support.ts';

const context = { probes: PROBES, vantage: 'machine' };
const folder = mkdtempSync(join(tmpdir(), 'plumbline-any-key-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

/** The api of a service that runs one text and finds another in its file. */
const told = async (inForce: string, onDisk: string): Promise<ConfigAsRead> => {
  const file = join(folder, `${(files += 1)}.yaml`);
  writeFileSync(file, inForce, { mode: 0o600 });
  const loaded = await loadConfig(file, context);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { config, warnings, text } = loaded;
  const again = () => loadConfig(file, context, 0);
  const a = apiForTest({
    config,
    configSource: { config, warnings, discovered: false, given: [], text, again },
    probes: PROBES,
    net: { engine: undefined, engineMissing: undefined, resolve: () => Promise.reject(new Error('not asked')) },
  });
  writeFileSync(file, onDisk);
  await a.clock.advance(1_000);
  return (await a.ask('/api/config')).body as ConfigAsRead;
};
const isRight = async (text: string): Promise<boolean> => {
  const file = join(folder, 'tried.yaml');
  writeFileSync(file, text, { mode: 0o600 });
  return (await loadConfig(file, context)).ok;
};

/** Every key that there is, and a list at each that takes one. */
const WHOLE = {
  vantage: 'home',
  listen: 8080,
  protect_reading: false,
  api_may_probe: ['far.example'],
  keep: { raw: '7d', minutes: '14d', runs: '14d' },
  influx: {
    url: 'http://h.example',
    version: 1,
    database: 'net',
    retention_policy: 'week',
    rate: 500,
    flush: '10s',
    timeout: '5s',
    telegraf: false,
  },
  uplinks: {
    dsl: {
      kind: 'dsl',
      label: 'DSL',
      metered: false,
      home_name: 'me.example',
      via: { device: 'eth1', mark: 5, source: '192.0.2.2', namespace: 'blue' },
      asn: 64_500,
      egress: ['192.0.2.0/24'],
      first_hop: '192.0.2.1',
      gateway: '192.0.2.1',
      anchors: ['192.0.2.9'],
      resolver: '192.0.2.1',
      lost_after: '1s',
      every: { live: '1s', standby: '1m' },
    },
  },
  egress: { stun: ['stun.example:3478'], http: ['https://me.example/'] },
  here: { country: 'GB', region: 'England', city: 'London' },
  addresses: { blocklists: ['zen.example'], registry: false, router: false },
  geoip: { sources: { asked: { http: 'https://h.example/{address}', country: 'c' } }, trace: false },
  sites_that_refuse: { page: { url: 'https://p.example/', status: [403], text: ['no'], lines: ['dsl'], label: 'P' } },
  sites: { blog: { url: 'https://b.example/', address: '192.0.2.7', http_port: 80, asset: '/a.css', label: 'B' } },
  preload: { list: false, portal: false },
  diagnose_on_down: false,
  targets: {
    nas: {
      address: 'nas.example',
      label: 'N',
      role: 'target',
      family: 4,
      via: { vrf: 'blue' },
      ping: { every: '1s' },
      tcp: { port: 445, timeout: '2s' },
      headers: 'on',
    },
  },
};
type Path = readonly (string | number)[];
const pathsOf = (value: unknown, path: Path): readonly Path[] =>
  typeof value === 'object' && value !== null
    ? [
        path,
        ...Object.entries(value).flatMap(([key, below]) =>
          pathsOf(below, [...path, Array.isArray(value) ? Number(key) : key]),
        ),
      ]
    : [path];
const PATHS = pathsOf(WHOLE, []).slice(1);
/** The whole of it with something else at a path: another value, or another name. */
const changed = (path: Path, change: (at: Record<string, unknown>, key: string) => void): object => {
  const all = structuredClone(WHOLE) as unknown as Record<string, unknown>;
  let at = all;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  change(at, String(path.at(-1)));
  return all;
};
const put = (path: Path, value: unknown): object =>
  changed(path, (at, key) => {
    at[key] = value;
  });
const named = (path: Path, name: string): object =>
  changed(path, (at, key) => {
    at[name] = at[key];
    delete at[key];
  });

const SHAPES: readonly ((text: string) => unknown)[] = [
  (s) => s,
  (s) => `token ${s}`,
  (s) => `x ${s}, y`,
  (s) => [s],
  (s) => [[s], { [s]: s }],
  (s) => ({ a: s, every: s, url: s }),
];
const secrets = fc.stringMatching(/^[a-z0-9][A-Za-z0-9+/=.-]{16,40}$/);

describe('the config that is told, a secret put at any key', () => {
  it('has whatever lets the config be read', async () => {
    expect(await isRight(JSON.stringify(WHOLE))).toBe(true);
  });
  it('never has it where it is the token, too', async () => {
    const right = JSON.stringify(WHOLE);
    await fc.assert(
      fc.asyncProperty(
        secrets,
        fc.constantFrom(...PATHS),
        fc.constantFrom(...SHAPES, undefined),
        async (s, path, shape) => {
          const config = shape === undefined ? named(path, s.toLowerCase()) : put(path, shape(s));
          const text = JSON.stringify({ ...config, token: s });
          const said = [await told(right, text), ...((await isRight(text)) ? [await told(text, right)] : [])];
          expect(JSON.stringify(said).toLowerCase()).not.toContain(s.toLowerCase());
        },
      ),
      { numRuns: 80 },
    );
  }, 120_000);
  it('never has it where it keeps the config from being read', async () => {
    const right = JSON.stringify(WHOLE);
    await fc.assert(
      fc.asyncProperty(secrets, fc.constantFrom(...PATHS), fc.constantFrom(...SHAPES), async (s, path, shape) => {
        const text = JSON.stringify(put(path, shape(s)), undefined, 1);
        if (await isRight(text)) return;
        expect(JSON.stringify(await told(right, text))).not.toContain(s);
      }),
      { numRuns: 160 },
    );
  }, 120_000);
});
