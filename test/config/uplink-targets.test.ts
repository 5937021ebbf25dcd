import { describe, expect, it } from 'vitest';

import { parseConfig } from '../../src/config/parse.ts';
import { PROBES } from '../../src/probes/index.ts';

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
