import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import type { ConfigAsRead } from '../../../src/api/config/schema.ts';
import type { ConfigSource } from '../../../src/api/config/source.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { Entry } from '../../../src/domain/entry.ts';
import { PROBES } from '../../../src/probes/index.ts';
import { settle } from '../../support/clock.ts';
import { apiForTest, samples, START, TOKEN } from '../support.ts';

const context = { probes: PROBES, vantage: 'machine' };
const folder = mkdtempSync(join(tmpdir(), 'plumbline-config-page-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const put = (text: string): string => {
  const file = join(folder, `${(files += 1)}.yaml`);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
};

/** The api of a service that was started with a file. */
const started = async (text: string, more: Partial<ConfigSource> = {}) => {
  const file = put(text);
  const loaded = await loadConfig(file, context);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { config, warnings } = loaded;
  const again = () => loadConfig(file, context, 0);
  const configSource = { config, warnings, discovered: false, given: [], text: loaded.text, again, ...more };
  const a = apiForTest({
    config,
    configSource,
    probes: PROBES,
    net: { engine: undefined, engineMissing: undefined, resolve: () => Promise.reject(new Error('not asked')) },
  });
  const told = async (headers: Record<string, string> = {}): Promise<ConfigAsRead> => {
    await a.clock.advance(1_000);
    const { status, body } = await a.ask('/api/config', { headers });
    expect(status).toBe(200);
    return body as ConfigAsRead;
  };
  return { ...a, file, told };
};
const valueOf = ({ rows }: ConfigAsRead, key: string) => rows.find((r) => r.key === key);

const TEXT = `vantage: home
listen: 8080
# what is said here is nobody's business: hush-hush
targets:
  nas:
    address: nas.example
    tcp: {port: 445, every: 30s}
  router: {address: 192.168.1.1}
`;

describe('the config as it was read', () => {
  it('is told key by key: what is written with its line, and what is so without being written', async () => {
    const a = await started(TEXT);
    const all = await a.told();
    expect(all).toMatchObject({ file: a.file, since: START, discovered: false, token: 'not set', readOnly: false });
    expect(all.onDisk).toEqual({ state: 'same', changes: [], more: 0 });
    expect(all.troubles).toEqual([]);
    expect(valueOf(all, 'listen')).toEqual({
      depth: 0,
      key: 'listen',
      value: '127.0.0.1:8080',
      from: 'written',
      line: 2,
    });
    expect(valueOf(all, 'raw')).toEqual({ depth: 1, key: 'raw', value: '14d', from: 'default' });
    expect(valueOf(all, 'token')).toEqual({ depth: 0, key: 'token', value: 'not set', from: 'default' });
    expect(valueOf(all, 'every')).toEqual({ depth: 3, key: 'every', value: '30s', from: 'written', line: 7 });
    expect(all.rows.filter((r) => r.key === 'ping')).toEqual([{ depth: 2, key: 'ping', from: 'default' }]);
    expect(all.targets).toMatchObject([
      { name: 'nas', from: 'targets', line: 5, checks: [{ probe: 'tcp', everyMs: 30_000, options: ['port: 445'] }] },
      { name: 'router', from: 'targets', line: 8, checks: [{ probe: 'ping', everyMs: 1_000, options: [] }] },
    ]);
    expect(JSON.stringify(all)).not.toContain('hush');
  });
  it('tells what watching a line costs, who is asked, and what the command line said instead', async () => {
    const lines = 'uplinks: {mobile: {kind: 5g, via: {device: wwan0}}, dsl: {kind: dsl, via: {device: eth1}}}\n';
    const all = await (await started(lines + TEXT, { given: ['listen'] })).told();
    expect(valueOf(all, 'listen')?.from).toBe('command-line');
    expect(all.costs).toMatchObject([
      { line: 'mobile', metered: true, reachable: true },
      { line: 'dsl', metered: false },
    ]);
    expect(all.costs[0]?.live).toBeGreaterThan(1_000_000);
    expect(all.asked.join(' ')).toContain('asks the router, the resolver');
    expect(valueOf(all, 'stun')).toMatchObject({
      from: 'default',
      value: expect.stringContaining('stun.cloudflare.com:3478'),
    });
    expect(all.targets.find((t) => t.name === 'mobile')).toMatchObject({ from: 'uplinks', line: 1 });
  });
  it('is told of what was discovered, where there is no file', async () => {
    const a = apiForTest();
    const { body } = await a.ask('/api/config');
    expect(body).toMatchObject({ discovered: false, token: 'not set' });
    expect(body).not.toHaveProperty('onDisk');
  });
  it('wants the token where reading does', async () => {
    const a = await started(`token: ${TOKEN}\nprotect_reading: true\n${TEXT}`);
    expect((await a.ask('/api/config')).status).toBe(401);
    expect((await a.told({ authorization: `Bearer ${TOKEN}` })).token).toBe('set');
  });
});

describe('the file as it is now', () => {
  it('is told with what would change, a secret only that it did', async () => {
    const a = await started(`token: ${TOKEN}\n${TEXT}`);
    writeFileSync(
      a.file,
      `token: ${TOKEN}-other\n${TEXT.replace('445', '139').replace('listen: 8080\n', '')}  far: {address: 192.0.2.1}\n`,
    );
    expect((await a.told()).onDisk).toEqual({
      state: 'changed',
      changes: [
        { path: 'token', what: 'changed', line: 1 },
        { path: 'targets.nas.tcp.port', what: 'changed', was: '445', is: '139', line: 7 },
        { path: 'targets.far', what: 'added', line: 9 },
        { path: 'listen', what: 'removed', was: '8080' },
      ],
      more: 0,
    });
  });
  it('is told as wrong with the lines around, and nothing of the one in force is lost', async () => {
    const a = await started(TEXT);
    writeFileSync(a.file, TEXT.replace('address: nas', 'adress: nas'));
    const all = await a.told();
    expect(all.onDisk?.state).toBe('wrong');
    expect(all.troubles).toMatchObject([
      {
        severity: 'fail',
        about: 'file',
        path: 'targets.nas.adress',
        line: 6,
        found: 'the key "adress"',
        nearest: 'address',
        around: {
          first: 4,
          lines: [
            'targets:',
            '  nas:',
            '    adress: …',
            '    tcp: {port: 445, every: 30s}',
            '  router: {address: 192.168.1.1}',
          ],
        },
      },
    ]);
    expect(all.rows.length).toBeGreaterThan(20);
    rmSync(a.file);
    expect((await a.told()).onDisk?.state).toBe('gone');
  });
  it('is read once a second at most, once at a time, and not waited for', async () => {
    let times = 0;
    const a = await started(TEXT, {
      again: () => {
        times += 1;
        return new Promise(() => undefined);
      },
    });
    const asked = Promise.all([a.ask('/api/config'), a.ask('/api/config')]);
    await settle();
    await a.clock.advance(2_000);
    for (const { body } of await asked) expect((body as ConfigAsRead).onDisk?.state).toBe('silent');
    const later = a.ask('/api/config');
    await a.clock.advance(1_000);
    await settle();
    await a.clock.advance(2_000);
    await later;
    expect(times).toBe(1);
  });
});

describe('what is written right and does not work', () => {
  it('is told with what to write instead: names, silence, devices, checks that fail', async () => {
    const text = `uplinks: {mobile: {kind: 5g, via: {device: wwan}}}\n${TEXT}  far: {address: 192.0.2.1}\n  page: {address: x.example, headers: on}\n`;
    const a = await started(text, { devices: () => Promise.resolve(['lo', 'wwan0']) });
    const lost = (name: string, reason: 'no-address' | 'timeout', probe = 'ping'): Entry => ({
      kind: 'samples',
      probe,
      field: probe === 'tcp' ? 'connect' : 'rtt',
      subject: { target: name, vantage: 'home' },
      samples: Array.from({ length: 20 }, (_, i) => ({ at: START + i, lost: reason })),
    });
    const run: Entry = {
      kind: 'run',
      id: 'r',
      at: START + 5,
      tookMs: 1,
      probe: 'headers',
      subject: { target: 'page', vantage: 'home' },
      outcome: { status: 'failed', reason: 'refused', detail: 'hush-hush', findings: [] },
    };
    await a.store.journal.append([
      lost('nas', 'no-address', 'tcp'),
      lost('far', 'timeout'),
      run,
      samples('router', [1]),
    ]);
    await settle();
    const { troubles } = await a.told();
    expect(troubles.map(({ path, line, found }) => [path, line, found])).toEqual([
      ['uplinks.mobile.via.device', 1, '"wwan", which is not here'],
      ['targets.nas.address', 7, '"nas.example", which does not resolve'],
      ['targets.far.ping', 10, 'no answer to ping since the start (20 lost)'],
      ['targets.page.headers', 11, 'headers, which failed the one time since the start (refused)'],
    ]);
    expect(troubles[0]).toMatchObject({ nearest: 'wwan0', about: 'running', severity: 'warn' });
    expect(JSON.stringify(troubles)).not.toContain('hush');
  });
});

describe('a secret', () => {
  const RIGHT = 'vantage: home\ntargets: {a: {address: 192.0.2.1}}\n';
  const q = (secret: string): string => JSON.stringify(secret);
  /** Wherever it belongs, and wherever it may be by mistake. */
  const PLACES: readonly ((secret: string) => string)[] = [
    (s) => `${RIGHT}token: ${q(s)}\n`,
    (s) => `${RIGHT}token_file: ${q(s)}\n`,
    (s) => `${RIGHT}token:${s}\n`,
    (s) => `${RIGHT}tokn: ${q(s)}\n`,
    (s) => `${RIGHT}secret: ${q(s)}\nlisten: x\n`,
    (s) => `${RIGHT}listen:\n  token: ${q(s)}\n`,
    (s) => `${RIGHT}token: {${q(s)}: 1, ${q(s)}: ${q(s)}}\n`,
    (s) => `${RIGHT}# token: ${s}\nlisten: x # ${s}\n`,
    (s) => `${RIGHT}token: |\n  ${s}\n  token: ${s}\nlisten: x\n`,
    (s) => `${RIGHT}token: "${s}\n`,
    (s) => `${RIGHT}  token: ${s}\n\ttoken: ${s}\n`,
    (s) => `${RIGHT}token: &a ${q(s)}\ninflux: {url: "http://h.example", database: d, token: *a}\n`,
    (s) => q(s),
    (s) => `- ${q(s)}\n- {token: ${q(s)}}\n`,
    (s) => `targets: {token: ${q(s)}, b: ${q(s)}}\nuplinks: ${q(s)}\n`,
    (s) => `${RIGHT}influx: {url: "http://h.example", database: d, token: ${q(s)}}\n`,
    (s) => `${RIGHT}influx: {url: "http://h.example", database: d, username: u, password: ${q(s)}}\n`,
    (s) => `${RIGHT}influx: {url: "http://h.example", database: d, username: u, password_file: ${q(s)}}\n`,
    (s) => `${RIGHT}influx: {url: ${q(`http://u:${s}@h.example`)}, database: d}\n`,
    (s) => `${RIGHT}influx: {url: ${q(`http://h.example/?u=u&p=${s}`)}, database: d}\n`,
    (s) => `${RIGHT}influx: {url: ${q(`http://h.example/${s}`)}, database: d}\n`,
    (s) => `${RIGHT}influx: ${q(`http://h.example/?p=${s}`)}\n`,
    (s) => `${RIGHT}geoip: {sources: {a: {http: ${q(`https://h.example/${s}/{address}`)}, country: c}}}\n`,
    (s) => `${RIGHT}geoip: {sources: {a: {http: ${q(`https://h.example/{address}?k=${s}`)}, country: c}}}\n`,
    (s) => `${RIGHT}geoip: {sources: {a: {http: ${q(`h.example/{address}?k=${s}`)}, country: c}}}\n`,
    (s) =>
      `${RIGHT}geoip: {sources: {a: {http: "https://h.example/{address}", country: c, headers: {X-Key: ${q(s)}}}}}\n`,
    (s) => `${RIGHT}geoip: {sources: {a: {http: "https://h.example/{address}", country: c, headers: {${q(s)}: 1}}}}\n`,
    (s) => `${RIGHT}geoip: {sources: {a: {http: "https://h.example/{address}", country: c, token_file: ${q(s)}}}}\n`,
    (s) => `${RIGHT}geoip: {sources: {a: {geofeed: ${q(`https://h.example/${s}.csv`)}}}}\n`,
    (s) => `${RIGHT}addresses: {registry: ${q(`https://h.example/${s}/`)}}\n`,
    (s) => `${RIGHT}egress: {http: [${q(`https://h.example/?k=${s}`)}]}\n`,
    (s) => `${RIGHT}preload: {list: ${q(`https://h.example/${s}`)}}\nsites: {b: "https://b.example/"}\n`,
    (s) => `${RIGHT}sites: {b: ${q(`https://u:${s}@b.example/`)}}\n`,
    (s) => `${RIGHT}sites: {b: ${q(`https://b.example/?k=${s}`)}}\n`,
    (s) => `${RIGHT}sites: {b: {url: ${q(`https://b.example/#${s}`)}, token: ${q(s)}}}\n`,
    (s) => `${RIGHT}sites_that_refuse: {b: {url: ${q(`https://b.example/?k=${s}`)}, status: 403}}\n`,
  ];
  const forms = (s: string): readonly string[] => [
    s,
    JSON.stringify(s).slice(1, -1),
    encodeURI(s),
    encodeURIComponent(s),
    Buffer.from(s).toString('base64').replace(/=+$/, ''),
  ];
  const secrets = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9]{16,40}$/),
    fc.stringMatching(/^[!-~]{16,40}$/),
    fc.string({ unit: 'grapheme', minLength: 12, maxLength: 40 }).filter((s) => s.trim().length > 10),
  );

  it('is told nowhere, whatever it is and wherever it stands, in force or in the file as it is now', async () => {
    await fc.assert(
      fc.asyncProperty(secrets, fc.constantFrom(...PLACES), async (secret, place) => {
        const text = place(secret);
        const inForce = (await loadConfig(put(text), context)).ok;
        for (const before of inForce ? [text, RIGHT] : [RIGHT]) {
          const a = await started(before);
          writeFileSync(a.file, before === text ? RIGHT : text);
          const said = JSON.stringify(await a.told());
          for (const form of forms(secret)) expect(said).not.toContain(form);
        }
      }),
      {
        numRuns: 60,
        examples: PLACES.map((place): [string, (typeof PLACES)[number]] => ['s3cr3t+/="\\s3cr3t', place]),
      },
    );
  }, 60_000);
  it('is no reason to say nothing: what is beside it is told', async () => {
    const all = await (await started(PLACES[15]?.('abcdefghijklmnop') ?? '')).told();
    expect(all.rows.filter((r) => r.from === 'written' && r.line === 3)).toMatchObject([
      { key: 'influx' },
      { key: 'url', value: 'http://h.example/' },
      { key: 'database', value: 'd' },
      { key: 'token', value: 'set' },
    ]);
  });
});

describe('what is wrong is told by its kind, since it may be a secret', () => {
  const SECRET = 'hush-hush-hush-hush';
  it.each([
    ['listen: "token hush-hush-hush-hush"', 'a text of 25 characters', 'listen: …'],
    ['protect_reading: hush-hush-hush-hush', 'a text of 19 characters', 'protect_reading: …'],
    ['protect_reading: 123456789', 'a number', 'protect_reading: …'],
    ['protect_reading: ja', '"ja"', 'protect_reading: …'],
    ['listen: 99999', '99999', 'listen: …'],
    [
      'influx: {url: "http://h.example", database: d, version: 4}',
      '4',
      'influx: {url: http://h.example/, database: d, version: …}',
    ],
    [
      'influx: {url: "http://h.example", database: d, version: autoo}',
      '"autoo"',
      'influx: {url: http://h.example/, database: d, version: …}',
    ],
    ['influx: [hush-hush-hush-hush]', 'a list', 'influx: […]'],
  ])('%s', async (text, found, line) => {
    const a = await started(TEXT);
    writeFileSync(a.file, `${text}\n${TEXT.replace('listen: 8080\n', '')}`);
    const all = await a.told();
    expect(all.troubles[0]).toMatchObject({ line: 1, found });
    expect(all.troubles[0]?.around?.lines[0]).toBe(line);
    expect(JSON.stringify(all)).not.toContain('hush');
  });
  it('hides the first of two values of a key, of which none was looked at', async () => {
    const a = await started(TEXT);
    writeFileSync(a.file, `vantage: "token ${SECRET}"\n${TEXT}`);
    expect((await a.told()).troubles[0]).toMatchObject({ path: 'vantage', line: 2, found: 'the key a second time' });
    expect(JSON.stringify(await a.told())).not.toContain('hush');
  });
});

describe('a secret that stands elsewhere too', () => {
  const told = async (text: string, more: Record<string, string> = {}) => (await started(text)).told(more);
  it('is hidden there, and the rest is told', async () => {
    const all = await told(`token: &token ${TOKEN}
vantage: *token
influx: {url: "http://h.example", database: "b ${TOKEN} c"}
uplinks: {dsl: {kind: dsl, label: "DSL ${TOKEN}", via: {device: eth1}}}
targets: {nas: {address: nas.example, label: ${TOKEN}}, ${TOKEN}: {address: "${TOKEN}.example"}}
`);
    expect(JSON.stringify(all).toLowerCase()).not.toContain(TOKEN.toLowerCase());
    expect(valueOf(all, 'vantage')?.value).toBe('"…"');
    expect(valueOf(all, 'database')?.value).toBe('"b … c"');
    expect(all.costs[0]?.label).toBe('DSL …');
    expect(all.targets.find((t) => t.name === 'nas')).toMatchObject({ label: '…', address: 'nas.example' });
    expect(all.targets.at(-1)).toMatchObject({ name: '…', label: '…', address: '….example' });
  });
  it('is hidden where it is in a file of its own', async () => {
    const all = await told(`token_file: ${put(TOKEN)}\nvantage: ${TOKEN}\n${TEXT.replace('vantage: home\n', '')}`);
    expect(JSON.stringify(all)).not.toContain(TOKEN);
  });
  it('is no reason to hide our own words', async () => {
    const influx = 'influx: {url: "http://h.example", database: telegraf, username: telegraf, password: telegraf}\n';
    const all = await told(`${influx}${TEXT}`);
    expect(valueOf(all, 'database')?.value).toBe('"…"');
    expect(valueOf(all, 'telegraf')).toMatchObject({ value: 'false' });
    const usual = await told(
      `${influx.replace('database: telegraf, username: telegraf', 'database: d, username: u')}${TEXT}`,
    );
    expect(valueOf(usual, 'telegraf')).toMatchObject({ value: 'false' });
  });
  it('is hidden in what it was before the file changed', async () => {
    const a = await started(TEXT.replace('home', `"b?p=${TOKEN}"`));
    writeFileSync(a.file, `token: ${TOKEN}\n${TEXT}`);
    const all = await a.told();
    expect(JSON.stringify(all)).not.toContain(TOKEN);
    expect(all.onDisk?.changes).toContainEqual({ path: 'vantage', what: 'changed', was: '"b?…"', is: 'home', line: 2 });
  });
});

it('a check called headers is no secret', async () => {
  const all = await (await started(`${TEXT}  page: {address: x.example, headers: {every: 1d, family: 4}}\n`)).told();
  expect(all.rows.filter((r) => r.line === 9).map(({ key, value }) => [key, value])).toEqual(
    expect.arrayContaining([
      ['headers', undefined],
      ['family', '4'],
    ]),
  );
  expect(all.targets.at(-1)?.checks[0]?.options).toContain('family: 4');
});

describe('a secret in a file of its own', () => {
  const influx = (file: string, more: string): string =>
    `influx: {url: "http://h.example", database: d, username: u, password_file: ${file}, ${more}}\n`;
  it('is told as changed whatever other secret the text changes', async () => {
    const [token, password] = [put(TOKEN), put('hush-hush')];
    const a = await started(`token_file: ${token}\n${influx(password, 'rate: 500')}${TEXT}`);
    writeFileSync(token, `${TOKEN}2`);
    writeFileSync(a.file, `token_file: ${token}\n${influx(put('hush-hush'), 'rate: 500')}${TEXT}`);
    expect((await a.told()).onDisk?.changes).toEqual([
      { path: 'influx.password_file', what: 'changed', line: 2 },
      { path: 'token_file', what: 'changed' },
    ]);
  });
  it('is told once, by what is above it', async () => {
    const a = await started(TEXT);
    writeFileSync(a.file, `${influx(put('hush-hush'), 'rate: 500')}${TEXT}`);
    expect((await a.told()).onDisk?.changes).toEqual([{ path: 'influx', what: 'added', line: 1 }]);
  });
});

describe('a secret in the wrong place of the file', () => {
  it.each([
    [
      'the address of InfluxDB without its scheme',
      'influx: {url: "tsdb.example:8086?u=me&p=hush-hush", database: net}\n',
    ],
    ['its path, too', 'influx:\n  url: tsdb.example:8086/hush-hush\n  database: net\n'],
    ['a list where a mapping belongs', 'influx: [hush-hush]\n'],
  ])('is not told: %s', async (_, text) => {
    const a = await started(TEXT);
    writeFileSync(a.file, `${text}${TEXT}`);
    const all = await a.told();
    expect(all.onDisk?.state).toBe('wrong');
    expect(all.troubles[0]?.path).toMatch(/^influx/);
    expect(JSON.stringify(all)).not.toContain('hush');
  });
});
