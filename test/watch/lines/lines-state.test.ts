import { describe, expect, it } from 'vitest';

import { lineNamed, short, simulate, type World } from './house.ts';

const ADDRESS: Readonly<Record<string, string>> = { a: '198.51.100.1', b: '203.0.113.1' };
const two: World = {
  lines: [
    lineNamed('a'),
    lineNamed('b', { kind: '5g', lostAfter: 4_000, metered: true, every: { live: 1_000, standby: 10_000 } }),
  ],
  echo: (line) => (line === 'a' ? 20 : 60),
  gateway: () => 1,
  carries: () => 'a',
  address: (line) => ADDRESS[line] ?? '',
};
describe('x', () => {
  it('calm', () => {
    expect(short(simulate(two, 120).told).length).toBeGreaterThan(0);
  });
  it('cut', () => {
    const w = {
      ...two,
      echo: (l: string, t: number) => (l === 'a' && t > 100 ? undefined : two.echo(l, t)),
      carries: (t: number) => (t > 104 ? 'b' : 'a'),
    };
    expect(short(simulate(w, 180).told).length).toBeGreaterThan(0);
  });
  it('cut slow failover and back', () => {
    const w = {
      ...two,
      echo: (l: string, t: number) => (l === 'a' && t > 100 && t < 200 ? undefined : two.echo(l, t)),
      carries: (t: number) => (t > 130 && t < 230 ? 'b' : 'a'),
      connection: 'broken',
    };
    expect(short(simulate(w, 380).told).length).toBeGreaterThan(0);
  });
  it('both dark', () => {
    const w = {
      ...two,
      echo: (l: string, t: number) => (t > 100 && t < 200 ? undefined : two.echo(l, t)),
      gateway: (l: string, t: number) => (l === 'a' && t > 100 && t < 200 ? undefined : 1),
    };
    expect(short(simulate(w, 380).told).length).toBeGreaterThan(0);
  });
});
