import { setTimeout as sleep } from 'node:timers/promises';

import type { Health, Raw } from '../../../src/api/schema.ts';
import { USUAL } from '../config.ts';
import { fill, free, smallDisk } from '../disks.ts';
import { follow, isReply, keyOf } from '../follower.ts';
import type { Scenario } from '../scenario.ts';
import { startService, type Service } from '../service.ts';
import { holds, until } from '../until.ts';

const FULL_FOR = 20_000;

export const healthOf = async (service: Service): Promise<Health> =>
  JSON.parse((await service.get('/healthz')).text) as Health;

/** The longest time without a sample, in µs. */
export const longestHole = (raw: Raw): number => {
  const at = raw.samples.map((s) => s.at).toSorted((a, b) => a - b);
  return Math.max(...at.slice(1).map((t, i) => t - (at[i] ?? t)));
};

export const diskFull: Scenario = {
  name: 'disk-full',
  run: async (scene) => {
    const home = scene.folder();
    const disk = smallDisk(scene, 16);
    const start = (): Service => startService({ folder: home, state: `${disk.path}/state`, config: USUAL });
    let service = start();
    scene.later(() => service.kill('SIGKILL'));
    let follower = await follow(service);
    await follower.next(isReply);
    fill(disk.path);
    const ailing = await until('it says that the store fails', async () => {
      const health = await healthOf(service);
      return health.ok ? undefined : health;
    });
    await service.json('/api/overview');
    await sleep(FULL_FOR);
    await service.json('/api/overview');
    free(disk.path);
    const freed = performance.now();
    await follower.next(isReply, 60_000);
    await until('it is healthy', async () => (await healthOf(service)).ok, 60_000);
    const recoveredMs = performance.now() - freed;
    const raw = await service.json<Raw>('/api/targets/near/raw?limit=100000&from=-10m');
    holds(longestHole(raw) < 1_500_000, `a hole of ${longestHole(raw)} µs`);
    holds(
      follower.gaps.every((g) => g.reason === 'stopped'),
      `gaps: ${JSON.stringify(follower.gaps)}`,
    );
    const told = follower.samples.filter((t) => t.target === 'near');
    const kept = new Set(
      raw.samples.map((s) => keyOf({ target: 'near', probe: 'ping', field: 'rtt', sample: s as never })),
    );
    holds(
      told.every((t) => kept.has(keyOf(t))),
      'an acknowledged sample is missing',
    );
    holds(kept.size === raw.samples.length, 'a sample is doubled');

    // Stopped while the disk is full: it ends all the same.
    fill(disk.path);
    await until('it says that the store fails', async () => !(await healthOf(service)).ok);
    const stopping = performance.now();
    await service.kill('SIGTERM', 60_000);
    const stoppedAfter = (performance.now() - stopping) / 1_000;

    // Started while it is full: a clear error, or a service that says so.
    service = start();
    const began = await until(
      'it says what is wrong',
      async () => {
        if (!service.isRunning()) return service.said();
        if (!service.said().includes('open http')) return undefined;
        const health = await healthOf(service);
        return health.ok ? undefined : health.reasons.join('; ');
      },
      60_000,
    );
    const ran = service.isRunning();
    holds(/space|full/i.test(began), `at the start it said: ${began}`);
    free(disk.path);
    if (!ran) service = start();
    follower = await follow(service);
    await follower.next(isReply, 60_000);
    await until('it is healthy', async () => (await healthOf(service)).ok, 60_000);
    const again = await service.json<Raw>('/api/targets/near/raw?limit=100000&from=-10m');
    const after = new Set(again.samples.map((s) => JSON.stringify(s)));
    holds(
      raw.samples.every((s) => after.has(JSON.stringify(s))),
      'what was kept before is gone',
    );
    const { code } = await service.kill('SIGTERM');
    holds(code === 0, `it left with code ${code}`);
    return {
      done: `filled the disk for ${FULL_FOR / 1_000} s while it ran, while it stopped, and before it started`,
      told: `/healthz: ${ailing.reasons.join('; ').slice(0, 200)}; no hole over ${(longestHole(raw) / 1e6).toFixed(1)} s afterwards; stopped within ${stoppedAfter.toFixed(1)} s; at the start ${ran ? 'it ran and said' : 'it ended and said'}: ${began.trim().slice(0, 200)}`,
      recoveredMs,
    };
  },
};
