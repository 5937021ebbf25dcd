import { setTimeout as sleep } from 'node:timers/promises';

import type { Raw } from '../../../src/api/schema.ts';
import { OWN } from '../../support/own-network.ts';
import { follow, isReply } from '../follower.ts';
import type { Scenario } from '../scenario.ts';
import { startService } from '../service.ts';
import { holds, until } from '../until.ts';

const config = `vantage: survive\ntargets:\n  near: {address: 127.0.0.1, ping: {every: 10ms, timeout: 500ms}}\n  far: {address: ${OWN[4].far}, ping: {every: 100ms, timeout: 500ms}}\n`;

export const suspended: Scenario = {
  name: 'suspended',
  run: async ({ folder, later, quick }) => {
    const away = quick ? 3_000 : 30_000;
    const service = startService({ folder: folder(), config });
    later(() => service.kill('SIGKILL'));
    const follower = await follow(service);
    await follower.next(isReply);
    const rounds = quick ? 1 : 3;
    let slowest = 0;
    for (let i = 0; i < rounds; i += 1) {
      await sleep(1_000 + Math.random() * 500);
      const gapsBefore = follower.gaps.length;
      service.signal('SIGSTOP');
      await sleep(away);
      const woke = performance.now();
      const wokeAt = Date.now() * 1_000;
      service.signal('SIGCONT');
      await follower.next((t) => isReply(t) && t.sample.at > wokeAt);
      slowest = Math.max(slowest, performance.now() - woke);
      await until('a gap is told', () => follower.gaps.length > gapsBefore);
    }
    const raw = await service.json<Raw>('/api/targets/near/raw?limit=100000&from=-10m');
    const lost = raw.samples.filter((s) => 'lost' in s);
    holds(lost.length === 0, `${lost.length} echoes of loopback were called lost`);
    holds(
      follower.gaps.every((g) => g.reason === 'stalled'),
      `gaps: ${JSON.stringify(follower.gaps)}`,
    );
    const [gap] = follower.gaps;
    holds(
      gap !== undefined && Math.abs(gap.to - gap.from - away * 1_000) < 3_000_000,
      `the gap is ${JSON.stringify(gap)}`,
    );
    holds(
      follower.events.every((e) => e.evidence['to'] !== 'down'),
      'a suspended process was called an outage',
    );
    await until('all targets are up again', () => [...follower.states.values()].every((w) => w === 'up'));
    return {
      done: `SIGSTOP for ${away / 1_000} s, SIGCONT, ${rounds} times, at 110 echoes/s`,
      told: `each time a gap (${gap.reason}, ${((gap.to - gap.from) / 1e6).toFixed(1)} s), no outage, and 0 of ${raw.samples.length} echoes lost`,
      recoveredMs: slowest,
    };
  },
};
