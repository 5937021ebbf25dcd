import { fileURLToPath } from 'node:url';

import { FAR } from '../config.ts';
import { follow, isReply } from '../follower.ts';
import type { Scenario } from '../scenario.ts';
import { startService } from '../service.ts';
import { holds, until } from '../until.ts';

/** Ends the service's newest thread at SIGUSR2. */
const PRELOAD = fileURLToPath(new URL('../end-thread.mjs', import.meta.url));

export const worker: Scenario = {
  name: 'worker',
  run: async ({ folder, later, quick }) => {
    const service = startService({ folder: folder(), config: FAR(), nodeArgs: ['--import', PRELOAD] });
    later(() => service.kill('SIGKILL'));
    const follower = await follow(service);
    await follower.next(isReply);
    const deaths = quick ? 1 : 3;
    let slowest = 0;
    for (let i = 0; i < deaths; i += 1) {
      const diedAt = Date.now() * 1_000;
      const since = performance.now();
      service.signal('SIGUSR2');
      await follower.next((t) => isReply(t) && t.sample.at > diedAt + 100_000, 60_000);
      slowest = Math.max(slowest, performance.now() - since);
    }
    const failed = await until('it tells that the check failed', () =>
      follower.events.find((e) => e.type === 'check-failed'),
    );
    holds(![...follower.states.values()].includes('down'), 'the death of a thread was called an outage');
    holds(
      follower.samples.every((t) => 'value' in t.sample),
      'the death of a thread was told as loss',
    );
    const { code } = await service.kill('SIGTERM');
    holds(code === 0, `it left with code ${code}`);
    return {
      done: `ended the echo worker's thread ${deaths} times`,
      told: `event check-failed: ${String(failed.evidence['message'])}; log: ${
        service
          .said()
          .split('\n')
          .find((l) => l.includes('bug')) ?? 'nothing'
      }`,
      recoveredMs: slowest,
    };
  },
};
