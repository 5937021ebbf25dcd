import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { findConfigFile, loadConfig, usualConfigFiles } from '../../src/config/load.ts';
import { whoIsAsked } from '../../src/config/who-is-asked.ts';
import { PROBES } from '../../src/probes/index.ts';

const context = { probes: PROBES, vantage: 'machine' };
const TOKEN = 'abcdefghijklmnopqrst';

describe('a config file', () => {
  let root = '';
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'plumbline-config-'))));
  afterEach(() => rmSync(root, { recursive: true }));
  const put = (path: string, text: string | Uint8Array, mode = 0o600): string => {
    const at = join(root, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text, { mode });
    return at;
  };

  it('is looked for in the named place, the folder, the config home', async () => {
    const at = { cwd: join(root, 'work'), home: join(root, 'home') };
    const find = (flag?: string, env: Record<string, string> = {}) =>
      findConfigFile({ ...at, env, ...(flag === undefined ? {} : { flag }) });
    expect(await find()).toBeUndefined();
    const ofHome = put('home/.config/plumbline/plumbline.yaml', '');
    expect(await find()).toBe(ofHome);
    const ofXdg = put('xdg/plumbline/plumbline.yaml', '');
    expect(await find(undefined, { XDG_CONFIG_HOME: join(root, 'xdg') })).toBe(ofXdg);
    const ofFolder = put('work/plumbline.yaml', '');
    expect(await find(undefined, { XDG_CONFIG_HOME: join(root, 'xdg') })).toBe(ofFolder);
    expect(await find(undefined, { PLUMBLINE_CONFIG: 'other.yaml' })).toBe(join(root, 'work/other.yaml'));
    expect(await find(undefined, { PLUMBLINE_CONFIG: '' })).toBe(ofFolder);
    expect(usualConfigFiles({ ...at, env: {} })).toEqual([ofFolder, ofHome]);
    expect(await find('/named.yaml', { PLUMBLINE_CONFIG: 'other.yaml' })).toBe('/named.yaml');
  });

  it('is loaded with its name', async () => {
    const file = put('a.yaml', '\ufeffvantage: home\ntargets: { a: { address: 127.0.0.1 } }\n');
    const loaded = await loadConfig(file, context);
    expect(loaded).toMatchObject({ ok: true, discoverTargets: false, warnings: [], config: { file, vantage: 'home' } });
  });

  it('tells what is wrong in it', async () => {
    const file = put('a.yaml', 'vantge: home');
    const loaded = await loadConfig(file, context);
    expect(loaded).toMatchObject({ ok: false, file, problems: [{ path: 'vantge', line: 1, nearest: 'vantage' }] });
  });

  it.each([
    ['is not there', undefined, 'a file that cannot be read (ENOENT)'],
    ['is too long', '#'.repeat(1024 * 1024 + 1), 'a longer file'],
    ['is no text', Uint8Array.of(0xff, 0xfe, 0x00), 'bytes that are no text'],
  ])('%s', async (_, content, found) => {
    const file = content === undefined ? join(root, 'none') : put('a.yaml', content);
    expect(await loadConfig(file, context)).toMatchObject({ ok: false, problems: [{ path: '(the file)', found }] });
  });

  it('is no folder', async () => {
    expect(await loadConfig(root, context)).toMatchObject({
      ok: false,
      problems: [{ found: expect.stringContaining('EISDIR') }],
    });
  });

  it('may hold up to a mebibyte', async () => {
    const file = put('a.yaml', 'vantage: home\n'.padEnd(1024 * 1024, '#'));
    expect(await loadConfig(file, context)).toMatchObject({ ok: true });
  });

  it('reads beside it what tells where addresses are, and the token of whoever is asked', async () => {
    const text = (headers: string): string => `
geoip:
  sources:
    beside: {mmdb: geo/a.mmdb}
    there: {delegated: /etc/hostname}
    web: {geofeed: "https://isp.example/feed.csv"}
    asked: {http: "https://geo.example/{address}", country: c, ${headers}}
`;
    const file = put('a.yaml', text('token_file: secret'));
    put('secret', `${TOKEN}\n`);
    const loaded = await loadConfig(file, context);
    const [mmdb, ...others] = [
      { name: 'beside', kind: 'mmdb', file: join(root, 'geo/a.mmdb') },
      { name: 'there', kind: 'delegated', from: '/etc/hostname' },
      { name: 'web', kind: 'geofeed', from: 'https://isp.example/feed.csv' },
      {
        name: 'asked',
        kind: 'http',
        url: 'https://geo.example/{address}',
        country: 'c',
        headers: { Authorization: `Bearer ${TOKEN}` },
      },
    ];
    const missing = {
      path: 'geoip.sources.beside.mmdb',
      found: 'a file that is not there',
      expected: `${join(root, 'geo/a.mmdb')}; until then the source says nothing`,
    };
    expect(loaded).toMatchObject({ ok: true, config: { geoip: { sources: [mmdb, ...others] } }, warnings: [missing] });
    mkdirSync(join(root, 'geo/a.mmdb'), { recursive: true });
    const folder = { ...missing, found: 'what is no file' };
    expect(await loadConfig(file, context)).toMatchObject({ ok: true, warnings: [folder] });
    rmSync(join(root, 'geo/a.mmdb'), { recursive: true });
    symlinkSync('a.mmdb', join(root, 'geo/a.mmdb'));
    const round = { ...missing, found: 'a file that cannot be read (ELOOP)' };
    expect(await loadConfig(file, context)).toMatchObject({ ok: true, warnings: [round] });
    rmSync(join(root, 'geo/a.mmdb'));
    // What is asked is what the settings say.
    const asked = loaded.ok ? loaded.config.targets.flatMap((t) => t.checks) : [];
    for (const { probe, options } of asked)
      if (probe.name === 'geoip') expect(options).toMatchObject({ sources: [mmdb, ...others] });
    expect(loaded.ok && whoIsAsked(loaded.config).join()).not.toContain(TOKEN);

    rmSync(join(root, 'secret'));
    expect(await loadConfig(file, context)).toMatchObject({
      ok: false,
      problems: [{ path: 'geoip.sources.asked.token_file', found: 'a file that is not there' }],
    });
    put('geo/a.mmdb', '');
    const open = await loadConfig(put('b.yaml', text(`headers: {X-Key: ${TOKEN}}`), 0o644), context);
    expect(open).toMatchObject({ ok: true, warnings: [{ path: 'geoip.sources.asked.headers' }] });
  });

  it.each([
    ['https://geo.example/{key}/{address}', false],
    ['https://geo.example/?k={&a={address}', false],
    ['HTTPS://geo.example/{address}', true],
  ])('takes as the address of a service what the probe takes too: %s', async (http, ok) => {
    const text = `geoip: {sources: {a: {http: ${JSON.stringify(http)}, country: c}}}`;
    expect((await loadConfig(put('a.yaml', text), context)).ok).toBe(ok);
  });
  it('warns where others can read the token', async () => {
    const closed = await loadConfig(put('a.yaml', `token: ${TOKEN}`, 0o600), context);
    expect(closed).toMatchObject({ ok: true, config: { token: TOKEN }, warnings: [] });
    const file = put('b.yaml', `token: ${TOKEN}`, 0o640);
    const open = await loadConfig(file, context);
    const found = 'a secret in a file that others can read (mode 0640)';
    expect(open).toMatchObject({ ok: true, warnings: [{ path: 'token', found, expected: `chmod 600 ${file}` }] });
    expect(JSON.stringify(open.ok && open.warnings)).not.toContain(TOKEN);
  });

  it('reads the token from a file beside it', async () => {
    put('secrets/token', `${TOKEN}\n`, 0o644);
    const loaded = await loadConfig(put('a.yaml', 'token_file: secrets/token', 0o644), context);
    expect(loaded).toMatchObject({ ok: true, config: { token: TOKEN }, warnings: [{ path: 'token_file' }] });
  });

  it("reads InfluxDB's token and password from files too, and tells all that is wrong with them", async () => {
    put('influx.token', 'abc==\n');
    put('influx.password', 'of 1.x\n', 0o644);
    const at = 'influx:\n  url: http://127.0.0.1:8086\n';
    const token = await loadConfig(put('a.yaml', `${at}  database: d\n  token_file: influx.token\n`, 0o644), context);
    expect(token).toMatchObject({ ok: true, config: { influx: { token: 'abc==' } }, warnings: [] });
    const asked = `${at}  database: d\n  username: me\n  password_file: influx.password\n`;
    const login = { username: 'me', password: 'of 1.x' };
    expect(await loadConfig(put('b.yaml', asked), context)).toMatchObject({
      ok: true,
      config: { influx: { login } },
      warnings: [{ path: 'influx.password_file' }],
    });
    const open = await loadConfig(put('c.yaml', `${at}  database: d\n  token: abc==\n`, 0o644), context);
    expect(open).toMatchObject({ ok: true, warnings: [{ path: 'influx.token' }] });
    put('influx.token', 's3cr3t of two words');
    const wrong = await loadConfig(
      put('d.yaml', `token_file: gone\n${at}  database: d\n  token_file: influx.token\n`),
      context,
    );
    expect(wrong).toMatchObject({
      ok: false,
      problems: [{ path: 'token_file' }, { path: 'influx.token_file', found: 'a file with 19 characters' }],
    });
    expect(JSON.stringify(wrong)).not.toContain('s3cr3t');
  });

  it.each([
    ['not there', undefined, 'a file that is not there'],
    ['short', 's3cr3t', 'a file with 6 characters'],
    ['long', 's3cr3t'.repeat(1_000), 'a longer file'],
  ])('does not take a token file that is %s, and does not tell it', async (_, content, found) => {
    if (content !== undefined) put('s3cr3t-token', content);
    const loaded = await loadConfig(put('a.yaml', 'token_file: s3cr3t-token'), context);
    expect(loaded).toMatchObject({ ok: false, problems: [{ path: 'token_file', found }] });
    expect(JSON.stringify(loaded)).not.toContain('s3cr3t');
  });
});
