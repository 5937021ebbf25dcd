import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';

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

type Whole = Record<string, unknown>;
const inMapping = (config: Whole, path: readonly string[], value: unknown): string => {
  const all = structuredClone(config);
  let at: unknown = all;
  for (const key of path.slice(0, -1)) at = typeof at === 'object' && at !== null ? (at as Whole)[key] : undefined;
  if (typeof at !== 'object' || at === null) return inPlace(config, value);
  (at as Whole)[path.at(-1) ?? ''] = value;
  return stringify(all);
};
const inPlace = (config: Whole, token: unknown): string => stringify({ ...config, token });
const header = (value: (text: string) => string) => (config: Whole, s: string) =>
  inMapping(config, ['geoip', 'sources', 'asked', 'headers'], { Authorization: value(s), Accept: 'text/plain' });
/** The config with the secret where it belongs, as an owner may write it. */
const WRITTEN: Readonly<Record<string, (config: Whole, s: string) => string>> = {
  json: (config, s) => JSON.stringify({ ...config, token: s }),
  plain: inPlace,
  block: (config, s) => `${stringify(config)}token: |\n  ${s}\n`,
  blanks: (config, s) =>
    inMapping(
      { ...config, influx: { ...(config['influx'] as Whole), username: 'u' } },
      ['influx', 'password'],
      ` ${s} `,
    ),
  bearer: header((s) => `Bearer ${s}`),
  'bearer, two blanks': header((s) => `Bearer  ${s}`),
  'api-key': header((s) => `Api-Key ${s}`),
  twice: (config, s) => `${stringify(config)}token: ${s}\ntoken: other-other-other-other\n`,
  query: (config, s) =>
    inMapping(
      config,
      ['geoip', 'sources', 'asked', 'http'],
      `https://h.example/{address}?key=${encodeURIComponent(s)}`,
    ),
  parameter: header((s) => `Token token="${s}", x=y`),
};
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
        fc.constantFrom(...Object.keys(WRITTEN)),
        async (s, path, shape, written) => {
          const config = shape === undefined ? named(path, s.toLowerCase()) : put(path, shape(s));
          const text = WRITTEN[written]?.(config as Whole, s) ?? '';
          const said = [await told(right, text), ...((await isRight(text)) ? [await told(text, right)] : [])];
          expect(JSON.stringify(said).toLowerCase()).not.toContain(s.toLowerCase());
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);
  it.each(Object.keys(WRITTEN))('has it in no label: %s', async (written) => {
    const [right, s] = [JSON.stringify(WHOLE), 'hush12345678901234567'];
    const config = put(['targets', 'nas', 'label'], `it is ${s}!`) as Whole;
    const write = (more: object): string => WRITTEN[written]?.({ ...config, ...more }, s) ?? '';
    // What is wrong is told with the lines around.
    const [text, wrong] = [write({}), write({ vantage: `it is ${s}!`, listen: 99_999 })];
    expect(JSON.stringify([await told(right, text), await told(right, wrong)])).not.toContain(s);
    if (await isRight(text)) expect(JSON.stringify(await told(text, right))).not.toContain(s);
  });
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
  it.each(['1234567890123456789', '0x1234567890abcdef'])(
    'has the digits of a number nowhere else: %s',
    async (digits) => {
      const right = JSON.stringify(WHOLE);
      const text = `${stringify(put(['targets', 'nas', 'label'], `it is ${digits}`))}token: ${digits}\n`;
      const wrong = text
        .replace('vantage: home', `vantage: "it is ${digits}"`)
        .replace('listen: 8080', 'listen: 99999');
      expect(JSON.stringify([await told(right, text), await told(right, wrong)])).not.toContain(digits);
    },
  );
  it('has what is no secret: names of headers, what is sent to everybody, what is below a name', async () => {
    const headers = { Accept: 'text/plain', 'User-Agent': 'laptop', 'X-Key': 'hush-hush' };
    const uplinks = { token: { kind: 'dsl', label: 'Acceptance', via: { device: 'eth1' } } };
    const geoip = { sources: { asked: { http: 'https://h.example/{address}', country: 'c', headers } } };
    const config = { vantage: 'home', uplinks, geoip, targets: { laptop: { address: 'nas.example' } } };
    const { targets, rows, costs } = await told(JSON.stringify(config), JSON.stringify(config));
    expect(costs.map(({ line, label }) => [line, label])).toEqual([['token', 'Acceptance']]);
    expect(targets.map(({ name }) => name)).toContain('laptop');
    expect(rows).toContainEqual(expect.objectContaining({ key: 'device', value: 'eth1' }));
    expect(JSON.stringify(rows)).not.toContain('hush');
  });
});
