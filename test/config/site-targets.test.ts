import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadConfig } from '../../src/config/load.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { configJsonSchema } from '../../src/config/schema.ts';
import { whoIsAsked } from '../../src/config/who-is-asked.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { egress } from '../../src/probes/egress/egress.ts';
import { ping } from '../../src/probes/ping.ts';
import type { AnyProbe } from '../../src/probes/probe.ts';
import { tcp } from '../../src/probes/tcp.ts';
import { uplink } from '../../src/probes/uplink/uplink.ts';
import { fakeSiteProbes } from '../support/site-probes.ts';

const PROBES: readonly AnyProbe[] = [ping, tcp, uplink, egress, ...fakeSiteProbes];
const configOf = (text: string, probes = PROBES) => {
  const parsed = parseConfig(text, { probes, vantage: 'home' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
};
const checksOf = (text: string, name: string) =>
  (configOf(text).targets.find((t) => t.name === name)?.checks ?? []).map(
    ({ probe, aim, options, every, rests, binding }) => ({
      probe: probe.name,
      address: aim.address,
      options,
      every,
      rests,
      binding,
    }),
  );
const SITES = `
sites:
  blog: https://blog.example/
  shop: {url: "https://shop.example:8443/de?a=b", address: "2001:db8::1", http_port: 8080, asset: /style.css, label: The shop}
  bare: https://[2001:db8::2]/
`;
const METERED = 'uplinks: {mobile: {kind: 5g, via: {device: wwan0}}}\n';
const BOTH = 'uplinks: {mobile: {kind: 5g, via: {device: wwan0}}, dsl: {kind: dsl, via: {device: ppp0}}}\n';

describe('the targets of sites', () => {
  it('are one each, of role site', () => {
    expect(configOf(SITES).targets.map((t) => [t.name, t.label, t.role, t.address])).toEqual([
      ['blog', 'blog', 'site', 'blog.example'],
      ['shop', 'The shop', 'site', 'shop.example'],
      ['bare', 'bare', 'site', '2001:db8::2'],
    ]);
  });
  it('are connected to first, and then looked at, by no line in particular', () => {
    const checks = checksOf(SITES, 'blog');
    expect(checks.map((c) => [c.probe, c.address, c.every, c.rests, c.binding])).toEqual([
      ['tcp', 'blog.example', 10_000, undefined, {}],
      ['headers', 'https://blog.example/', 6 * HOUR, HOUR, {}],
      ['hsts', 'https://blog.example/', DAY, DAY, {}],
      ['tls', 'blog.example', 6 * HOUR, HOUR, {}],
    ]);
    // A machine without its web server refuses: the site is not there.
    expect(checks[0]?.options).toMatchObject({ port: 443, refused: 'lost' });
  });
  it('are asked at the port, the address and for the file that the config says', () => {
    const [connect, headers, hsts, tls] = checksOf(SITES, 'shop');
    expect(connect).toMatchObject({ address: '2001:db8::1', options: { port: 8_443 } });
    const ofPage = { address: '2001:db8::1', http_port: 8_080, asset: '/style.css' };
    expect(headers).toMatchObject({ address: 'https://shop.example:8443/de?a=b', options: ofPage });
    expect(hsts).toMatchObject({ address: 'https://shop.example:8443/de?a=b', options: ofPage });
    expect(tls).toMatchObject({ address: 'shop.example', options: { port: 8_443, address: '2001:db8::1' } });
  });
  it('have what `preload` says, and so have checks of targets that say nothing of their own', () => {
    const text = `${SITES}preload: {list: false, portal: false}
targets:
  other: {address: other.example, hsts: on}
  chosen: {address: other.example, hsts: {list: /a/list.json}, headers: {asset: /a.css}}
`;
    expect(checksOf(text, 'blog')[1]?.options).toMatchObject({ list: false });
    expect(checksOf(text, 'blog')[2]?.options).toMatchObject({ list: false, portal: false });
    expect(checksOf(text, 'other')[0]?.options).toMatchObject({ list: false, portal: false });
    const chosen = checksOf(text, 'chosen');
    expect(chosen.find((c) => c.probe === 'hsts')?.options).toMatchObject({ list: '/a/list.json', portal: false });
    expect(chosen.find((c) => c.probe === 'headers')?.options).toMatchObject({ list: false, asset: '/a.css' });
  });
  it('are looked at once a day where every line is metered, and nothing that is large is fetched', () => {
    const checks = checksOf(METERED + SITES, 'blog');
    expect(checks.map((c) => [c.probe, c.every, c.rests])).toEqual([
      ['headers', DAY, DAY],
      ['hsts', DAY, DAY],
      ['tls', DAY, DAY],
    ]);
    expect(checks[0]?.options).toMatchObject({ metered: true });
    expect(checks[1]?.options).toMatchObject({ metered: true });
    const own = 'targets: {own: {address: own.example, headers: {}, hsts: {}}}\n';
    expect(checksOf(METERED + own, 'own').map((c) => c.options)).toMatchObject([{ metered: true }, { metered: true }]);
    for (const { options } of checksOf(BOTH + own, 'own')) expect(options).not.toHaveProperty('metered');
    expect(checksOf(BOTH + SITES, 'blog')[1]).toMatchObject({ every: 6 * HOUR });
    expect(checksOf(BOTH + SITES, 'blog')[1]?.options).not.toHaveProperty('metered');
  });
  it('are metered or not by what the owner wrote of a check, whatever the lines are', () => {
    const own = (is: boolean) =>
      `targets: {own: {address: own.example, headers: {metered: ${is}}, hsts: {metered: ${is}}}}\n`;
    const both = (metered: boolean) => [{ options: { metered } }, { options: { metered } }];
    expect(checksOf(METERED + own(false), 'own')).toMatchObject(both(false));
    expect(checksOf(METERED + own(true), 'own')).toMatchObject(both(true));
    expect(checksOf(BOTH + own(true), 'own')).toMatchObject(both(true));
  });
  it('have no check that there is no probe for', () => {
    const config = configOf(SITES, [ping, tcp]);
    expect(config.targets[0]?.checks.map((c) => c.probe.name)).toEqual(['tcp']);
  });
  it('come beside what is discovered', () => {
    expect(parseConfig(SITES, { probes: PROBES, vantage: 'home' })).toMatchObject({ discoverTargets: true });
  });
  it('are 64 at most', () => {
    const many = (n: number) =>
      `sites:\n${Array.from({ length: n }, (_, i) => `  s${i}: https://a.example/\n`).join('')}`;
    expect(configOf(many(64)).sites).toHaveLength(64);
    expect(parseConfig(many(65), { probes: PROBES, vantage: 'home' })).toMatchObject({
      problems: [{ path: 'sites', expected: 'at most 64 sites' }],
    });
  });
  it('are in the schema for editors', () => {
    const text = JSON.stringify(configJsonSchema(PROBES));
    expect(text).toContain('"sites":{');
    expect(text).toContain('http_port');
    expect(text).toContain('"portal"');
  });
});

describe('who is asked about sites', () => {
  it('is told', () => {
    expect(whoIsAsked(configOf(SITES))).toEqual([
      'what blog shows of itself: asks blog.example for headers, tls every 6h; hsts every 1d',
      'what shop shows of itself: asks shop.example:8443 at 2001:db8::1 for headers, tls every 6h; hsts every 1d',
      'what bare shows of itself: asks [2001:db8::2] for headers, tls every 6h; hsts every 1d',
      'what is preloaded: asks lists.example weekly',
      'how sites stand with preloading: asks hstspreload.org about blog, shop, bare every 1d',
    ]);
  });
  it('is nobody but the site where the config says so, and no list over metered lines alone', () => {
    const own = 'what bare shows of itself: asks [2001:db8::2] for headers, tls every 6h; hsts every 1d';
    expect(whoIsAsked(configOf(`${SITES}preload: {list: false, portal: false}`)).slice(2)).toEqual([own]);
    expect(whoIsAsked(configOf(`${SITES}preload: {list: a.json, portal: false}`)).slice(3)).toEqual([
      'what is preloaded: reads a.json',
    ]);
    expect(whoIsAsked(configOf(METERED + SITES)).join('\n')).not.toContain('what is preloaded');
  });
});

describe('the file of the preload list', () => {
  it('is beside the config file, wherever it is read, and told where it is missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plumbline-'));
    try {
      const file = join(folder, 'plumbline.yaml');
      await writeFile(file, `${SITES}preload: {list: lists/list.json}\ntargets: {a: {address: a.example, hsts: on}}\n`);
      const loaded = await loadConfig(file, { probes: PROBES, vantage: 'home' });
      if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
      const list = join(folder, 'lists/list.json');
      expect(loaded.config.preload).toEqual({ list });
      const read = loaded.config.targets.flatMap((t) => t.checks.filter((c) => c.probe.name === 'hsts'));
      expect(read.map((c) => (c.options as { list: unknown }).list)).toEqual([list, list, list, list]);
      expect(loaded.warnings).toEqual([
        {
          path: 'preload.list',
          found: 'a file that is not there',
          expected: `${list}; until then it is not known what is preloaded`,
        },
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
