import { describe, expect, it } from 'vitest';

import { MOST } from '../../src/diagnose/cost.ts';
import type { Goal } from '../../src/diagnose/diagnosis.ts';
import { WORLDS } from '../../src/diagnose/invented.ts';
import { rehearse, rehearseAll } from '../../src/diagnose/rehearsal.ts';

const goals: readonly Goal[] = [
  { host: 'example.org', path: '/', resolvers: [] },
  { host: 'example.org', scheme: 'http', path: '/file', resolvers: ['9.9.9.9', '1.1.1.1'] },
  { host: '2001:db8::10', scheme: 'https', port: 8_443, path: '/', resolvers: [] },
  { host: '192.0.2.10', path: '/', resolvers: [], family: 4 },
];

describe.each(goals)('the plan for $scheme $host', (goal) => {
  it('finds nothing wrong where nothing is, within 3 s', () => {
    const { diagnosis, millis } = rehearse(goal, {});
    expect(diagnosis.verdict.code).toBe('no-fault');
    expect(millis).toBeLessThanOrEqual(3_000);
  });
  it.each(WORLDS)('keeps within its bounds where %j', (world) => {
    const { cost, millis } = rehearse(goal, world);
    expect(cost.packets).toBeLessThanOrEqual(MOST.packets);
    expect(cost.connections).toBeLessThanOrEqual(MOST.connections);
    expect(millis).toBeLessThanOrEqual(MOST.millis);
  });
  it('is told as what is sent at first and what may follow, each once', () => {
    const { healthy, further, most } = rehearseAll(goal);
    const keys = [...further, ...new Set(healthy.asks)].map((a) => JSON.stringify(a));
    expect(new Set(keys).size).toBe(keys.length);
    expect(most.bytes).toBeGreaterThanOrEqual(healthy.cost.bytes);
  });
});

it('a query goes nowhere in the clear that was meant for TLS', () => {
  const goal: Goal = { host: 'example.org', scheme: 'https', path: '/x?token=hunter2', resolvers: [] };
  for (const world of WORLDS) {
    const singles = rehearse(goal, world).asks.flatMap((a) => (a.kind === 'together' ? a.asks : [a]));
    const exchanges = singles.flatMap((a) => (a.kind === 'exchange' ? [a] : []));
    for (const { http, tls } of exchanges) if (tls === undefined) expect(http?.path ?? '').not.toContain('hunter2');
  }
  const plain = [{ down: 1_380 }, { stalls: true }].flatMap((world) => rehearse(goal, world).asks);
  expect(JSON.stringify(plain)).toContain('hunter2');
});
