import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { FAR } from '../config.ts';
import { follow, isReply } from '../follower.ts';
import type { Scenario } from '../scenario.ts';
import { seed } from '../seed.ts';
import { startService } from '../service.ts';
import { holds } from '../until.ts';

/** Of JavaScript's heap, in MB: what it takes at rest and little more; then less than that. */
const TIGHT = 48;
const TOO_TIGHT = 8;
const ASKED = 24;

export const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? Number.NaN) / 1_024;

export const memory: Scenario = {
  name: 'memory',
  run: async ({ folder, later, say }) => {
    const home = folder();
    const now = Math.floor(Date.now() / 1_000);
    await seed(`${home}/state`, 'far', now - 86_400, now - 60);
    const start = (megabytes: number) =>
      startService({ folder: home, config: FAR(), nodeArgs: [`--max-old-space-size=${megabytes}`] });
    const service = start(TIGHT);
    later(() => service.kill('SIGKILL'));
    const follower = await follow(service);
    await follower.next(isReply);
    const asked = await Promise.allSettled(
      Array.from({ length: ASKED }, () => service.get('/api/targets/far/raw?limit=100000&from=-24h', 60_000)),
    );
    const answers = new Map<string, number>();
    for (const a of asked) {
      const what = a.status === 'fulfilled' ? String(a.value.status) : 'cut';
      answers.set(what, (answers.get(what) ?? 0) + 1);
    }
    const counted = [...answers].map(([what, n]) => `${n} × ${what}`).join(', ');
    const survived = service.isRunning();
    say(`${counted}; ${survived ? 'it runs' : 'it ended'}`);
    if (survived) {
      const since = Date.now() * 1_000;
      await follower.next((t) => isReply(t) && t.sample.at > since);
    }
    const resident = survived ? residentMb(service.pid) : Number.NaN;
    const end = await service.kill('SIGTERM');
    holds(!survived || end.code === 0, `it left with code ${end.code}`);
    holds(survived || service.said().includes('heap'), `it ended and said ${service.said().slice(0, 300)}`);

    const tiny = start(TOO_TIGHT);
    later(() => tiny.kill('SIGKILL'));
    await Promise.race([tiny.ended, sleep(15_000)]);
    const ended = tiny.isRunning() ? 'it ran' : 'it ended and said that the heap is full';
    holds(tiny.isRunning() || tiny.said().includes('heap'), tiny.said().slice(0, 500));
    await tiny.kill('SIGKILL');
    const again = start(256);
    later(() => again.kill('SIGKILL'));
    const well = await follow(again);
    await well.next(isReply);
    const recoveredMs = performance.now() - again.startedAt;
    holds(!again.said().includes('damaged'), again.said());
    await again.kill('SIGTERM');
    return {
      done: `a heap of ${TIGHT} MB and ${ASKED} requests of 86,000 samples at once; a heap of ${TOO_TIGHT} MB`,
      told: `answers ${counted}, ${survived ? `it goes on in ${resident.toFixed(0)} MB` : 'it ended for its supervisor'}; with ${TOO_TIGHT} MB ${ended}; the next start unaided`,
      recoveredMs,
    };
  },
};
