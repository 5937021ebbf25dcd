import { describe, expect, it } from 'vitest';

import { parseConfig } from '../../src/config/parse.ts';
import { standIn } from '../../src/config/stand-in.ts';
import { PROBES } from '../../src/probes/index.ts';

const checksOf = (text: string) => {
  const parsed = parseConfig(`targets:\n${text}`, { probes: PROBES, vantage: 'v' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const before = parsed.config;
  return { before, after: standIn(before, PROBES) };
};

describe('TCP in place of echoes', () => {
  it('takes the port that the role answers on, and keeps the rest of the check', () => {
    const { before, after } = checksOf(`
  gw: { address: 192.168.1.1, role: gateway }
  dns: { address: 192.168.1.2, role: resolver }
  far: { address: 1.1.1.1, role: anchor, ping: { every: 5s, timeout: 1s }, family: 4 }
  hop: { address: 62.1.2.3, role: first-hop }
  me: { address: 127.0.0.1, role: control }
  site: { address: example.org, via: { source: 192.0.2.1 } }
`);
    const checks = after.targets.flatMap((t) => t.checks);
    expect(checks.map((c) => [c.aim.subject.target, c.probe.name, c.options, c.standInFor])).toEqual([
      ['gw', 'tcp', { port: 53, timeout: 2000 }, 'ping'],
      ['dns', 'tcp', { port: 53, timeout: 2000 }, 'ping'],
      ['far', 'tcp', { port: 53, timeout: 1000, family: 4 }, 'ping'],
      ['hop', 'tcp', { port: 443, timeout: 2000 }, 'ping'],
      ['me', 'tcp', { port: 443, timeout: 2000 }, 'ping'],
      ['site', 'tcp', { port: 443, timeout: 2000 }, 'ping'],
    ]);
    expect(checks[2]).toMatchObject({ every: 5000 });
    expect(checks[5]).toMatchObject({ binding: { source: '192.0.2.1' } });
    expect(before.targets[0]?.checks[0]?.probe.name).toBe('ping');
  });

  it('is not measured twice where it is measured already', () => {
    const { after } = checksOf('  a: { address: example.org, ping: on, tcp: { port: 22 }, route: on }');
    expect(after.targets[0]?.checks.map((c) => [c.probe.name, c.standInFor])).toEqual([
      ['tcp', 'ping'],
      ['route', undefined],
    ]);
    expect(after.targets[0]?.checks[0]?.options).toMatchObject({ port: 22 });
  });

  it('leaves alone what asks for no echo', () => {
    const { before, after } = checksOf('  a: { address: example.org, tcp: on }');
    expect(after).toEqual(before);
  });
});
