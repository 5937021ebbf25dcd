import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { parseConfig } from '../../src/config/parse.ts';
import { whoIsAsked } from '../../src/config/who-is-asked.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { options as addressOptions } from '../../src/probes/address/options.ts';
import { egress } from '../../src/probes/egress/egress.ts';
import { options as geoipOptions } from '../../src/probes/geoip/options.ts';
import { homeName } from '../../src/probes/home-name.ts';
import { ping } from '../../src/probes/ping.ts';
import type { AnyProbe } from '../../src/probes/probe.ts';
import { options as refusalOptions } from '../../src/probes/refusal/options.ts';
import { uplink } from '../../src/probes/uplink/uplink.ts';

/** By name and not the registry: what is asked of addresses comes below. */
const PROBES = [ping, uplink, egress, homeName];

const targetsOf = (text: string) => {
  const parsed = parseConfig(text, { probes: PROBES, vantage: 'home' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.targets;
};
const LINES = `
uplinks:
  dsl:
    kind: dsl
    label: The old line
    via: {device: ppp0}
    gateway: 192.168.1.1
    resolver: 192.168.1.53
    home_name: home.example
    anchors: [192.0.2.1, 192.0.2.2]
  mobile: {kind: 5g, via: {device: wwan0, mark: 7}}
  far: {kind: cable, asn: 3209, home_name: far.example}
egress: {stun: ["192.0.2.9:3478"]}
targets: {router: {address: 192.168.1.1}}
`;

describe('the targets of lines', () => {
  const targets = targetsOf(LINES);
  it('are what everybody gets, then each line that packets can be sent over, then the others', () => {
    expect(targets.map((t) => [t.name, t.label, t.role])).toEqual([
      ['internet', 'Internet', 'line'],
      ['dsl', 'The old line', 'line'],
      ['mobile', 'mobile', 'line'],
      ['router', 'router', 'target'],
    ]);
  });
  it('are asked by their own way out, with what their config says', () => {
    const [, dsl, mobile] = targets;
    const subject = { target: 'dsl', via: 'dsl', vantage: 'home' };
    const binding = { device: 'ppp0', resolver: '192.168.1.53' };
    expect(dsl?.checks.map((c) => ({ name: c.probe.name, subject: c.aim.subject, binding: c.binding }))).toEqual([
      { name: 'uplink', subject, binding },
      { name: 'egress', subject, binding },
      // The name of a home is resolved as everybody here resolves it.
      { name: 'home-name', subject, binding: {} },
    ]);
    expect(dsl?.checks[0]).toMatchObject({
      options: {
        anchors: ['192.0.2.1', '192.0.2.2'],
        gateway: '192.168.1.1',
        resolver: '192.168.1.53',
        timeout: 2_000,
        live: 1_000,
        standby: 1_000,
        metered: false,
      },
      every: 1_000,
      streams: ['rtt', 'gateway', 'dns', 'mtu'],
    });
    expect(mobile?.checks[0]).toMatchObject({
      options: {
        anchors: ['9.9.9.9', '1.1.1.1', '8.8.8.8'],
        timeout: 4_000,
        live: 1_000,
        standby: 10_000,
        metered: true,
      },
      every: 10_000,
      streams: ['rtt', 'mtu'],
      binding: { device: 'wwan0', mark: 7 },
    });
    expect(mobile?.checks[1]).toMatchObject({ options: { stun: ['192.0.2.9:3478'], house: false, metered: true } });
  });
  it('are one for the house: as the routes have it, by the anchors of all, as patient as the most patient', () => {
    const [house] = targets;
    expect(house?.checks.map((c) => [c.probe.name, c.aim.subject, c.binding])).toEqual([
      ['uplink', { target: 'internet', vantage: 'home' }, {}],
      ['egress', { target: 'internet', vantage: 'home' }, {}],
      // Of a line that has no target of its own.
      ['home-name', { target: 'far', via: 'far', vantage: 'home' }, {}],
    ]);
    expect(house?.checks[0]?.options).toMatchObject({
      anchors: ['192.0.2.1', '192.0.2.2', '9.9.9.9', '1.1.1.1', '8.8.8.8'],
      timeout: 4_000,
      live: 1_000,
      metered: false,
    });
    expect(house?.checks[1]?.options).toMatchObject({ house: true });
  });
  it('are none without lines', () => {
    expect(targetsOf('targets: {router: {address: 192.168.1.1}}').map((t) => t.name)).toEqual(['router']);
  });
});

/** As those of probes/address/ and probes/geoip/: their options, and nothing that is run. */
const asking = (name: string, options: z.ZodType, every: number): AnyProbe => ({
  name,
  title: name,
  ofLines: true,
  options,
  values: {},
  report: z.unknown(),
  every,
  run: () => Promise.reject(new Error('not run')),
});
const ASKING = [
  uplink,
  egress,
  asking('address', addressOptions, 6 * HOUR),
  asking('geoip', geoipOptions, DAY),
  asking('refusal', refusalOptions, DAY),
];
const configOf = (text: string) => {
  const parsed = parseConfig(text, { probes: ASKING, vantage: 'home' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
};
const ASKED = `
here: {country: gb}
addresses: {blocklists: [zen.example.org], registry: "http://192.0.2.1/rdap/"}
geoip: {sources: {mine: {mmdb: mine.mmdb}, asked: {http: "https://geo.example/{address}?k=1", country: c}}, trace: false}
sites_that_refuse:
  pages: {url: "https://wiki.example/edit", text: open proxy, status: [403, 451]}
  films: {url: "http://[2001:db8::1]:81/", lines: [mobile]}
`;

describe('what is asked of addresses', () => {
  const config = configOf(`${LINES}${ASKED}`);
  const told = (probe: string) =>
    config.targets.flatMap((t) =>
      t.checks
        .filter((c) => c.probe.name === probe)
        .map((c) => ({ of: t.name, subject: c.aim.subject, every: c.every, options: c.options, binding: c.binding })),
    );
  it('is asked over each line and by the house, over a metered one daily', () => {
    const asked = told('address');
    expect(asked.map((c) => [c.of, c.subject.via, c.every / HOUR])).toEqual([
      ['internet', undefined, 6],
      ['dsl', 'dsl', 6],
      ['mobile', 'mobile', 24],
    ]);
    expect(asked[1]).toMatchObject({
      options: {
        stun: ['192.0.2.9:3478'],
        anchors: ['192.0.2.1', '192.0.2.2'],
        gateway: '192.168.1.1',
        blocklists: ['zen.example.org'],
        registry: 'http://192.0.2.1/rdap/',
        metered: false,
      },
      binding: { device: 'ppp0', resolver: '192.168.1.53' },
    });
    expect(told('geoip').map((c) => [c.of, c.every / HOUR])).toEqual([
      ['internet', 24],
      ['dsl', 24],
      ['mobile', 24],
    ]);
    expect(told('geoip')[2]?.options).toMatchObject({
      here: { country: 'GB' },
      registry: 'http://192.0.2.1/rdap/',
      trace: false,
      sources: [
        { name: 'mine', kind: 'mmdb', file: 'mine.mmdb' },
        { name: 'asked', kind: 'http', url: 'https://geo.example/{address}?k=1', country: 'c' },
      ],
      metered: true,
    });
  });
  it('leaves the router alone where it is told to', () => {
    const quiet = configOf(`${LINES}addresses: {router: false}\n`);
    const checks = quiet.targets.flatMap((t) => t.checks).filter((c) => c.probe.name === 'address');
    expect(checks.map((c) => c.options)).toMatchObject([{ router: false }, { router: false }, { router: false }]);
    expect(whoIsAsked(quiet)[0]).toContain(': asks the resolver, ');
  });
  it('has a target of each site, with a check for each line and for the house', () => {
    const sites = config.targets.filter((t) => ['pages', 'films'].includes(t.name));
    expect(sites.map((t) => [t.name, t.role, t.address])).toEqual([
      ['pages', 'target', 'wiki.example'],
      ['films', 'target', '2001:db8::1'],
    ]);
    expect(sites.map((t) => t.checks.map((c) => [c.aim, c.options, c.binding]))).toEqual([
      [
        [{ target: 'pages', vantage: 'home' }, {}],
        [
          { target: 'pages', via: 'dsl', vantage: 'home' },
          { device: 'ppp0', resolver: '192.168.1.53' },
        ],
        [
          { target: 'pages', via: 'mobile', vantage: 'home' },
          { device: 'wwan0', mark: 7 },
        ],
      ].map(([subject, binding]) => [
        { subject, address: 'https://wiki.example/edit' },
        { status: [403, 451], text: ['open proxy'] },
        binding,
      ]),
      [
        [
          {
            subject: { target: 'films', via: 'mobile', vantage: 'home' },
            address: 'http://[2001:db8::1]:81/',
          },
          { status: [], text: [] },
          { device: 'wwan0', mark: 7 },
        ],
      ],
    ]);
  });
  it('is asked of the house where there are no lines, which then is the only one', () => {
    const { targets } = configOf('here: {country: GB}\ntargets: {router: {address: 192.168.1.1}}');
    expect(targets.map((t) => [t.name, t.checks.map((c) => c.probe.name)])).toEqual([
      ['internet', ['egress', 'address', 'geoip']],
      ['router', []],
    ]);
    expect(targets[0]?.checks[0]?.options).toMatchObject({ house: true, metered: false });
  });
  it('is told: whom, by whom, and how often', () => {
    expect(whoIsAsked(config)).toEqual([
      'addresses of internet, dsl every 6h; mobile every 1d: asks the router, the resolver, 192.0.2.9:3478, 192.0.2.1, the registry of the address, zen.example.org',
      'where internet, dsl, mobile every 1d is: asks 192.0.2.1, the registry of the address, geo.example; reads mine.mmdb',
      'whether pages refuses: asks wiki.example over the routes, dsl, mobile every 1d',
      'whether films refuses: asks [2001:db8::1]:81 over mobile every 1d',
    ]);
    expect(whoIsAsked(configOf('targets: {router: {address: 192.168.1.1}}'))).toEqual([]);
  });
});

it('a line is known by its device where it is reached by one', () => {
  const parsed = parseConfig(LINES, { probes: PROBES, vantage: 'home' });
  expect(parsed.ok && parsed.config.uplinks.map((u) => [u.name, u.reachable, u.recognised])).toEqual([
    ['dsl', true, { gateway: '192.168.1.1', device: 'ppp0' }],
    ['mobile', true, { device: 'wwan0' }],
    ['far', false, { asn: 3209 }],
  ]);
});
it('what only lines have is no target’s', () => {
  const parsed = parseConfig('targets: {a: {address: 192.0.2.1, uplink: true}}', { probes: PROBES, vantage: 'home' });
  expect(parsed.ok ? [] : parsed.problems.map((p) => p.path)).toEqual(['targets.a.uplink']);
});
