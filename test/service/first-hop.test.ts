import { describe, expect, it } from 'vitest';

import { PROBES } from '../../src/probes/index.ts';
import { seekFirstHop } from '../../src/service/first-hop.ts';
import { makePlan } from '../../src/service/plan.ts';
import { HandClock } from '../support/clock.ts';
import { FakeNet } from '../support/net.ts';

describe('the search for the first public hop', () => {
  it('goes on, ever less often, until there is one', async () => {
    const clock = new HandClock();
    const start = clock.now();
    const from = { up: false };
    const net = new FakeNet({
      clock,
      echo: () => (from.up ? { error: 'time-exceeded', rtt: 5, icmp: { from: '192.175.48.1' } } : { lost: true }),
    });
    const plan = await makePlan(
      undefined,
      { routes: [], resolvers: [] },
      { probes: PROBES, vantage: 'v' },
      { hasEngine: true },
    );
    if ('problems' in plan) throw new Error('a plan was expected');
    const added: string[] = [];
    const done = seekFirstHop({ plan, net, clock, signal: new AbortController().signal }, PROBES, (targets) =>
      added.push(...targets.map((t) => `${t.name} ${t.address}`)),
    );
    await clock.advance(200_000);
    expect(added).toEqual([]);
    const begins = [...new Set(net.asked.echoes.map((e) => Math.floor((e.sentAt - start) / 30e6)))];
    expect(begins).toEqual([0, 1, 3]); // at 0, then about 30 and 60 s after each end
    from.up = true;
    await clock.advance(200_000);
    await done;
    expect(added).toEqual(['first-hop 192.175.48.1']);
    expect(plan.config.targets.map((t) => t.name)).toContain('first-hop');
    expect(clock.sleeping).toBe(0);
  });
});
