import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Raw } from '../../../src/api/schema.ts';
import { USUAL } from '../config.ts';
import { ext4Disk, immutable, readOnly } from '../disks.ts';
import { follow, isReply } from '../follower.ts';
import type { Scenario } from '../scenario.ts';
import { startService, type Service } from '../service.ts';
import { holds, until } from '../until.ts';
import { healthOf, longestHole } from './disk-full.ts';

const FOR = 10_000;

export const readOnlyState: Scenario = {
  name: 'read-only',
  run: async (scene) => {
    const home = scene.folder();
    const disk = ext4Disk(scene, 64);
    const state = `${disk.path}/state`;
    const start = (): Service => startService({ folder: home, state, config: USUAL });
    let service = start();
    scene.later(() => service.kill('SIGKILL'));
    let follower = await follow(service);
    await follower.next(isReply);

    // Files that can not be written for a while.
    immutable(state, true);
    scene.later(() => immutable(state, false));
    const refused = await until('it says that the store fails', async () => {
      const health = await healthOf(service);
      return health.ok ? undefined : health;
    });
    await sleep(FOR);
    immutable(state, false);
    const freed = performance.now();
    await follower.next(isReply, 60_000);
    await until('it is healthy', async () => (await healthOf(service)).ok, 60_000);
    let recoveredMs = performance.now() - freed;
    const raw = await service.json<Raw>('/api/targets/near/raw?limit=100000&from=-10m');
    holds(longestHole(raw) < 1_500_000, `a hole of ${longestHole(raw)} µs`);

    // A disk that broke: read-only until it was checked, which takes a restart.
    const told = follower.samples.filter((t) => t.target === 'near').length;
    disk.fail();
    const broke = await until('it says that the store fails', async () => {
      const health = await healthOf(service);
      return health.ok ? undefined : health;
    });
    await service.json('/api/targets');
    await service.kill('SIGTERM', 60_000);
    disk.repair();
    const repaired = performance.now();
    service = start();
    follower = await follow(service);
    await follower.next(isReply, 60_000);
    recoveredMs = Math.max(recoveredMs, performance.now() - repaired);
    const again = await service.json<Raw>('/api/targets/near/raw?limit=100000&from=-10m');
    holds(again.samples.length >= told, `${told} samples were acknowledged, ${again.samples.length} are there`);
    await service.kill('SIGTERM');

    // Read-only at the start.
    const elsewhere = `${home}/elsewhere`;
    mkdirSync(elsewhere);
    readOnly(elsewhere, true);
    service = startService({ folder: home, state: elsewhere, config: USUAL });
    const { code } = await until('it ends', async () => (service.isRunning() ? undefined : service.ended));
    const said = service.said().trim();
    readOnly(elsewhere, false);
    holds(code === 2 && /read-only/i.test(said), `it ended with ${code} and said ${said}`);
    service = startService({ folder: home, state: elsewhere, config: USUAL });
    follower = await follow(service);
    await follower.next(isReply, 60_000);
    return {
      done: `made the state immutable for ${FOR / 1_000} s, broke its ext4 (errors=remount-ro), started it on a read-only mount`,
      told: `/healthz: ${refused.reasons.join('; ').slice(0, 160)}; ${broke.reasons.join('; ').slice(0, 160)}; at the start: ${said}`,
      recoveredMs,
    };
  },
};
