import { setTimeout as sleep } from 'node:timers/promises';

import { USUAL } from '../config.ts';
import { follow, isReply } from '../follower.ts';
import type { Scenario } from '../scenario.ts';
import { startService } from '../service.ts';
import { holds } from '../until.ts';

const STEP = 60;
const LAST = 3_000;
const STOPS_WITHIN = 10_000;

export const stopping: Scenario = {
  name: 'stopping',
  run: async ({ folder, later, quick }) => {
    const home = folder();
    let slowest = 0;
    let clean = 0;
    let stops = 0;
    for (let after = 0; after <= LAST; after += quick ? 10 * STEP : STEP) {
      const service = startService({ folder: home, config: USUAL });
      later(() => service.kill('SIGKILL'));
      await sleep(after);
      const began = performance.now();
      const { code, signal } = await service.kill('SIGTERM', STOPS_WITHIN);
      slowest = Math.max(slowest, performance.now() - began);
      stops += 1;
      if (code === 0) clean += 1;
      // Before it listens to signals it ends as any process does.
      holds(code === 0 || signal === 'SIGTERM', `${after} ms after its start: ${code ?? signal}: ${service.said()}`);
      holds(!/damaged|in use|bug/.test(service.said()), `${after} ms after its start: ${service.said()}`);
    }
    const service = startService({ folder: home, config: USUAL });
    later(() => service.kill('SIGKILL'));
    const follower = await follow(service);
    await follower.next(isReply);
    const recoveredMs = performance.now() - service.startedAt;
    await service.kill('SIGTERM');
    return {
      done: `SIGTERM ${stops} times, from 0 to ${LAST / 1_000} s after its start`,
      told: `ended each time, ${clean} times with code 0, otherwise by the signal before it listens to any; within ${(slowest / 1_000).toFixed(1)} s`,
      recoveredMs,
    };
  },
};
