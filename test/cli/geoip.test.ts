import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { geoip } from '../../src/probes/geoip/geoip.ts';
import { writeMmdb } from '../support/mmdb-writer.ts';
import { cliForTest } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-cli-geoip-'));
afterAll(() => rmSync(folder, { recursive: true }));
const database = (name: string, country: string, type: string): string => {
  const file = join(folder, name);
  const record = { country: { iso_code: country }, city: { names: { en: `Town of ${country}` } } };
  const entries = ['81.2.69.0/24', '2a00:1450::/32'].map((prefix) => [prefix, record] as const);
  writeFileSync(file, writeMmdb(entries, { type, buildEpoch: 1_780_000_000 }));
  return file;
};
const maxmind = database('GeoLite2-City.mmdb', 'GB', 'GeoLite2-City');
const dbip = database('dbip-city-lite.mmdb', 'GB', 'DBIP-City-Lite');
const ipinfo = database('ipinfo_lite.mmdb', 'AE', 'ipinfo bundle_location_lite.mmdb');
const names = { 'two.example': ['81.2.69.1', '2a00:1450:4009:81f::200e'] };

const check = async (...args: readonly string[]) => {
  const cli = cliForTest({ net: { resolve: names }, deps: { probes: [geoip] } });
  const told = await cli.run(['check', 'geoip', '--set', 'registry=false', '--set', 'trace=false', ...args]);
  return { code: told.code, out: told.out, err: told.told };
};
const sources = ['--set', `sources=${maxmind},${dbip},${ipinfo},${folder}/none.csv`];

describe('check geoip', () => {
  it('places any address in a table of 80 columns, and says whom to write to', async () => {
    const { code, out } = await check('two.example', ...sources, '--set', 'here=GB');
    expect(code).toBe(0);
    const [, head, ...lines] = out.split('\n');
    expect(head).toMatch(/^ {2}SOURCE +81\.2\.69\.1 +2a00:1450:4009:81f::200e +BUILT$/);
    expect(lines.slice(0, 5).map((line) => line.trim().replaceAll(/ {2,}/g, ' | '))).toEqual([
      'GeoLite2-City | GB Town of GB | GB Town of GB | 2026-05-28',
      'dbip-city-lite | GB Town of GB | GB Town of GB | 2026-05-28',
      'ipinfo_lite | AE Town of AE | AE Town of AE | 2026-05-28',
      'none | – | –',
      'the vote | GB, 2 of 3 | GB, 2 of 3',
    ]);
    expect(out).toContain('silent:\n');
    expect(out.replaceAll(/\s+/g, ' ')).toContain('To do: Write to IPinfo (https://ipinfo.io/corrections), Google');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
  it('could not be measured where no source can be read', async () => {
    const { code, out } = await check('81.2.69.1', '--set', `sources=${folder}/none.mmdb`);
    expect(code).toBe(3);
    expect(out).toContain('none.mmdb');
    expect((await check('8.8.8.8', '--set', `sources=${maxmind}`)).code).toBe(0);
  });
  it('warns where most say another country', async () => {
    const { out } = await check('81.2.69.1', '--set', `sources=${maxmind}`, '--set', 'here=NL');
    expect(out).toContain('▲ geo-unexpected-country');
  });
  it('is JSON where that is asked for', async () => {
    const { out } = await check('81.2.69.1', ...sources, '--json');
    const told: unknown = JSON.parse(out);
    expect(told).toMatchObject({
      probe: 'geoip',
      report: { addresses: [{ vote: { country: 'GB', says: 2, of: 3 } }] },
    });
  });
  it('takes no source that it does not know', async () => {
    const { code, err } = await check('81.2.69.1', '--set', 'sources=/etc/passwd');
    expect(code).toBe(2);
    expect(err).toContain('--set sources; expected at most 16 sources, or as one text files and web addresses');
  });
});
