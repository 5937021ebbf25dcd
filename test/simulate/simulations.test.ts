import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { MWAN3, OPNSENSE, PFSENSE, dpinger, mwan3 } from './monitors.ts';
import { COLUMNS, echoesAlone, ofMonitor, ofPlumbline, quietDays } from './simulations.ts';
import { FAULTS } from './worlds.ts';

const faultNamed = (name: string) => {
  const found = FAULTS.find((fault) => fault.name.startsWith(name));
  if (found === undefined) throw new Error(`no fault ${name}`);
  return found;
};

describe('the monitors of others, by their documented parameters, as measured elsewhere', () => {
  const blackout = faultNamed('blackout');
  it('pfSense sees a blackout in 15 s and clears it about 57 s after; OPNsense 17 and 48 s', () => {
    expect(ofMonitor(blackout, dpinger(PFSENSE, blackout.echo(1))).decided).toBeCloseTo(14.7, 0);
    expect(ofMonitor(blackout, dpinger(PFSENSE, blackout.echo(1))).cleared).toBeCloseTo(56.7, 0);
    expect(ofMonitor(blackout, dpinger(OPNSENSE, blackout.echo(1))).decided).toBeCloseTo(16.7, 0);
    expect(ofMonitor(blackout, dpinger(OPNSENSE, blackout.echo(1))).cleared).toBeCloseTo(47.7, 0);
  });
  it('neither sees an outage of ten seconds', () => {
    const outage = faultNamed('outage');
    for (const p of [PFSENSE, OPNSENSE]) expect(ofMonitor(outage, dpinger(p, outage.echo(1))).decided).toBeUndefined();
  });
  it('mwan3 as shipped needs two minutes', () => {
    const { decided } = ofMonitor(blackout, mwan3(blackout.echo(1)));
    expect(decided).toBeGreaterThan(5 * MWAN3.targets * MWAN3.timeout + 4 * MWAN3.interval - 1);
    expect(decided).toBeLessThanOrEqual(130);
  });
});

describe('plumbline', { timeout: 60_000 }, () => {
  it('decides a blackout, an upstream death and an outage of 10 s within 10 s', () => {
    for (const name of ['blackout', 'upstream', 'outage'])
      expect(ofPlumbline(faultNamed(name), 1).decided).toBeLessThanOrEqual(10);
  });
  it('sees 15% loss within five minutes, 30% within one, each time and without a second thought', () => {
    for (const [name, within] of [
      ['loss of 15%', 300],
      ['loss of 30%', 60],
    ] as const)
      for (let seed = 1; seed <= 2; seed += 1) {
        const { decided, changes } = ofPlumbline(faultNamed(name), seed);
        expect(decided).toBeLessThan(within);
        expect(changes).toBe(2);
      }
  });
  it('calls no mobile line down for six hours of 5% loss, by the rules alone', () => {
    expect(echoesAlone(1 / 4, 3)).toMatchObject({ down: 0 });
  });
  it('makes nothing of an hour of 5% loss on a mobile line but that it loses', () => {
    const found = quietDays(1 / 24, 7);
    expect(found).toMatchObject({ blackouts: 0, failovers: 0, liveChanges: 0 });
    expect(found.degraded).toBeLessThanOrEqual(1);
    expect(found.alert).toBeLessThan(0.03);
  });
});

it('docs/lines.md has the table of all faults and monitors', () => {
  const docs = readFileSync(new URL('../../docs/lines.md', import.meta.url), 'utf8');
  for (const { name } of FAULTS) expect(docs).toContain(`| ${name} |`);
  expect(docs).toContain(`| fault | ${COLUMNS.map(([name]) => name).join(' | ')} |`);
});
