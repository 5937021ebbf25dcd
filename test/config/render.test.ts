import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ROLES, type Config, type Target, type Uplink } from '../../src/config/config.ts';
import { discover } from '../../src/config/discover.ts';
import { checkMaker } from '../../src/config/line-checks.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { renderConfig } from '../../src/config/render.ts';
import { siteTargets } from '../../src/config/site-targets.ts';
import { uplinkOf, uplinkSchema } from '../../src/config/uplink-schema.ts';
import { uplinkTargets } from '../../src/config/uplink-targets.ts';
import { LINE_KINDS } from '../../src/domain/line.ts';
import { DAY } from '../../src/domain/time.ts';
import type { Binding, Family } from '../../src/net/net.ts';
import type { GeoSource } from '../../src/probes/geoip/options.ts';
import { egress as egressProbe } from '../../src/probes/egress/egress.ts';
import { homeName } from '../../src/probes/home-name.ts';
import { ping } from '../../src/probes/ping.ts';
import type { AnyProbe, Check } from '../../src/probes/probe.ts';
import { route } from '../../src/probes/route/route.ts';
import { tcp } from '../../src/probes/tcp.ts';
import { uplink as uplinkProbe } from '../../src/probes/uplink/uplink.ts';
import { fakeSiteProbes } from '../support/site-probes.ts';

const probes = [ping, tcp, route];
/** Those that lines have, too. */
const all = [...probes, uplinkProbe, egressProbe, homeName, ...fakeSiteProbes];
const context = { probes: all, vantage: 'elsewhere' };
const word = fc.stringMatching(/^[\p{L}\p{N} .:#'"*&!%@`{}[\],>|-]{1,40}$/u);

const options = (probe: AnyProbe, family: Family | undefined) =>
  fc
    .record({ timeout: fc.constantFrom('2s', '1500ms', '1m', 250), every: fc.constantFrom(1000, 3_600_000, 2_500) })
    .map(({ timeout, every }) => {
      const parsed: unknown = probe.options.parse({ timeout, ...(family === undefined ? {} : { family }) });
      return { probe, options: parsed, every };
    });
const binding: fc.Arbitrary<Binding> = fc.constantFrom<Binding>(
  {},
  { source: '192.0.2.9' },
  { device: 'wg0', mark: 7 },
  { namespace: 'mobile' },
  { vrf: 'vrf-dsl' },
);
const target = (name: string, vantage: string): fc.Arbitrary<Target> =>
  fc
    .record({
      label: word,
      role: fc.constantFrom(...ROLES.filter((role) => role !== 'line')),
      address: fc.constantFrom('example.org', '192.0.2.1', '1.1'.concat('.1.1')),
      family: fc.constantFrom<Family | undefined>(4, undefined),
      binding,
      chosen: fc.subarray(probes),
    })
    .chain(({ chosen, binding, family, ...plain }) =>
      fc.tuple(...chosen.map((p) => options(p, family))).map((checks): Target => {
        const aim = { subject: { target: name, vantage }, address: plain.address };
        const made = checks.map((c): Check => ({ aim, probe: c.probe, options: c.options, every: c.every, binding }));
        return Object.assign({ name, checks: made }, plain, family === undefined ? {} : { family });
      }),
    );
const uplink = (name: string): fc.Arbitrary<Uplink> =>
  fc
    .record({
      kind: fc.constantFrom(...LINE_KINDS),
      label: fc.option(word, { nil: undefined }),
      metered: fc.option(fc.boolean(), { nil: undefined }),
      home_name: fc.constantFrom(undefined, 'home.example.org'),
      // No two lines have the same way out.
      via: fc.constantFrom(
        { device: name.slice(0, 12) },
        { namespace: name, mark: 9 },
        { vrf: name.slice(0, 12) },
        undefined,
      ),
      asn: fc.integer({ min: 1, max: 4_294_967_295 }),
      egress: fc.constantFrom(undefined, ['192.0.2.0/24', '2001:db8::/32']),
      first_hop: fc.constantFrom(undefined, '192.0.2.1'),
      gateway: fc.constantFrom(undefined, '192.168.1.1', 'fe80::1%eth0'),
      anchors: fc.constantFrom(undefined, ['192.0.2.9'], ['9.9.9.9', '2620:fe::fe']),
      resolver: fc.constantFrom(undefined, '192.168.1.1'),
      lost_after: fc.constantFrom(undefined, 1_500, 4_000),
      every: fc.constantFrom(undefined, { live: 500 }, { standby: 20_000 }, { live: 2_000, standby: 2_000 }),
    })
    .map((given) => uplinkOf(name, uplinkSchema.parse(given)));
const egress = fc.constantFrom<Config['egress']>(
  undefined,
  { stun: ['stun.example.org:3478', '[2001:db8::1]:19302'] },
  { stun: ['192.0.2.1:3478'], http: ['http://192.0.2.1/who'] },
);
const page = fc.constantFrom('https://a.example/edit', 'http://[2001:db8::1]:8080/');
const sources = fc.subarray<GeoSource>([
  { name: 'a', kind: 'mmdb', file: 'GeoLite2.mmdb' },
  { name: 'b', kind: 'geofeed', from: 'https://isp.example/feed.csv' },
  { name: 'c', kind: 'delegated', from: '/var/delegated' },
  { name: 'd', kind: 'http', url: 'https://geo.example/?ip={address}', country: 'a.b', city: 'c' },
]);
/** What is asked about addresses. */
const asked = fc.record(
  {
    here: fc.constantFrom<NonNullable<Config['here']>>(
      { country: 'GB' },
      { country: 'DE', region: 'HE', city: 'Hanau' },
    ),
    addresses: fc.constantFrom<NonNullable<Config['addresses']>>(
      {},
      { blocklists: ['zen.example.org'] },
      { registry: false },
      { router: false },
      { registry: 'http://192.0.2.1/rdap/' },
    ),
    geoip: fc.oneof(
      sources.map((s) => ({ sources: s })),
      sources.map((s) => ({ sources: s, trace: false as const })),
    ),
    refusing: fc
      .record({
        label: word,
        url: page,
        refuses: fc.record({ status: fc.subarray([403, 451]), text: fc.subarray(['open proxy', 'VPN: no']) }),
      })
      .map((site) => [
        { name: 'zz-site', ...site },
        { ...site, name: 'zz-other', lines: ['internet'] },
      ]),
    sites: fc
      .record({ label: word, url: fc.constantFrom('https://a.example/', 'https://a.example:8443/b?c=d') })
      .chain((site) =>
        fc
          .subarray([
            { address: '2001:db8::1' },
            { httpPort: 81 },
            { httpPort: false as const },
            { asset: '/style.css' },
          ])
          .map((more) => [
            { name: 'zz-own', label: 'zz-own', url: site.url },
            Object.assign({ name: 'zz-shop' }, site, ...more),
          ]),
      ),
    preload: fc.constantFrom<NonNullable<Config['preload']>>(
      {},
      { list: false, portal: false },
      { list: 'list.json' },
      { list: 'https://lists.example/list.json' },
    ),
  },
  { requiredKeys: [] },
);
const days = (min: number, max: number) => fc.integer({ min, max }).map((n) => n * DAY);
const config: fc.Arbitrary<Config> = fc
  .record({
    vantage: word,
    listen: fc.constantFrom(
      { host: '127.0.0.1', port: 8080 },
      { host: '::1', port: 0 },
      { host: 'localhost', port: 81 },
    ),
    keep: fc.record({ raw: days(2, 100), minutes: days(100, 36_500), runs: days(2, 500) }),
    apiMayProbe: fc.constantFrom([], ['example.org', '192.0.2.1']),
    diagnoseOnDown: fc.boolean(),
    egress,
    more: asked,
    lines: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{3,12}$/), { maxLength: 3 }),
    names: fc.uniqueArray(fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,8}$/), { minLength: 1, maxLength: 4 }),
  })
  .chain(({ names, lines, egress, more, ...plain }) => {
    const asked = { ...more, ...(egress === undefined ? {} : { egress }) };
    const others = fc.tuple(...names.filter((n) => !lines.includes(n)).map((n) => target(n, plain.vantage)));
    return fc.tuple(fc.tuple(...lines.map(uplink)), others).map(([uplinks, targets]): Config => {
      const ofLines = uplinkTargets(uplinks, { ...asked, vantage: plain.vantage }, all);
      const ofSites = siteTargets({ ...asked, uplinks, vantage: plain.vantage }, checkMaker(all));
      const made = { protectReading: false, uplinks, targets: [...ofLines, ...ofSites, ...targets] };
      return Object.assign(made, asked, plain);
    });
  });

describe('a written config', () => {
  it('loads as what it was written from', () => {
    fc.assert(
      fc.property(config, (original) => {
        const parsed = parseConfig(renderConfig(original), context);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems) + renderConfig(original));
        const byName = (c: Config): Config => ({
          ...c,
          targets: c.targets.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        });
        expect(byName(parsed.config)).toEqual(byName(original));
      }),
    );
  });

  it('says what each part is for', () => {
    const routes = [
      {
        family: 4 as const,
        destination: '0.0.0.0',
        prefixLength: 0,
        gateway: '192.168.1.1',
        device: 'eth0',
        metric: 0,
      },
    ];
    const text = renderConfig(discover({ routes, resolvers: ['192.168.1.1'] }, { probes, vantage: 'home' }));
    expect(text).toMatchInlineSnapshot(`
      "# What plumbline watches. Check it with: plumbline config check
      # A target takes: address, label, role (gateway, first-hop, resolver, anchor, control, site, target),
      # family (4 or 6), via (source, device, mark, namespace, vrf), and a line for each probe, such as
      #   ping: {every: 1s, timeout: 2s}   or   ping: off
      # Without any it is pinged every second. All the keys: plumbline config schema
      # What is measured goes to InfluxDB too with this, which \`plumbline check influx\` tries:
      #   influx: {url: "http://127.0.0.1:8086", database: plumbline}   or for 2.x: bucket, org, token_file
      # Who the world takes this home for is looked at over each line with any of these:
      #   here: {country: GB, region: England, city: London}
      #   addresses: {blocklists: [zen.spamhaus.org]}
      #   geoip: {sources: {maxmind: {mmdb: GeoLite2-City.mmdb}, isp: {geofeed: "https://isp.example/geofeed.csv"}}}
      #   sites_that_refuse: {encyclopedia: {url: "https://encyclopedia.example/edit", text: "open proxy", status: 403}}
      # The headers, the certificate and the HSTS of what is run here or elsewhere are looked at with:
      #   sites: {blog: "https://blog.example/", shop: {url: "https://shop.example/", address: 192.0.2.1}}

      # Where this measures from; part of the name of every series.
      vantage: home

      # The address of the page and the api. Beyond this machine it wants a token of 16 characters or more:
      # token_file: plumbline.token
      listen: 127.0.0.1:8080

      # How long: every sample (raw), rollups of a minute, what checks found (runs). Hours and outages stay for ever.
      keep:
        raw: 14d
        minutes: 400d
        runs: 400d

      # By name: lower-case letters, digits, dots, dashes.
      targets:
        # Between this machine and the line: Wi-Fi, cable, router.
        gateway:
          address: 192.168.1.1
          label: Gateway, Resolver
          role: gateway

        # Far ends on the internet that are always there.
        cloudflare:
          address: 1.1.1.1
          label: Cloudflare
          role: anchor
        google:
          address: 8.8.8.8
          label: Google
          role: anchor
        quad9:
          address: 9.9.9.9
          label: Quad9
          role: anchor

        # This machine itself: when this is slow, the machine is busy, not the line.
        loopback:
          address: 127.0.0.1
          label: This machine
          role: control
      "
    `);
  });

  it('leaves a token out', () => {
    const plain = discover({ routes: [], resolvers: [] }, { probes, vantage: 'home' });
    expect(renderConfig({ ...plain, token: 's3cr3t-s3cr3t-s3cr3t' })).not.toContain('s3cr3t');
  });
});
