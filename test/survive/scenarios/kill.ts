import { setTimeout as sleep } from 'node:timers/promises';

import type { EventList, GapList, Raw } from '../../../src/api/schema.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { USUAL } from '../config.ts';
import { follow, keyOf, type Told } from '../follower.ts';
import type { Scenario } from '../scenario.ts';
import { startService, type Service } from '../service.ts';
import { holds, until } from '../until.ts';

const KILLS = 200;
const KILLS_QUICK = 3;
/** Every fourth is killed while it starts, the others after up to this long. */
const LONGEST_START = 1_500;
const LONGEST_RUN = 3_000;
const TARGETS = ['near', 'near6', 'far', 'silent'] as const;

/** All that the live stream has told: it tells what is durable and nothing else. */
interface Acknowledged {
  readonly samples: Map<string, Told>;
  readonly events: Set<string>;
  readonly gaps: Set<string>;
}

const rawOf = async (service: Service, target: string, fromMs: number): Promise<readonly Sample[]> => {
  const path = `/api/targets/${target}/raw?limit=100000&from=${Math.floor(fromMs)}&to=${Date.now() + 1}`;
  const { samples, truncated } = await service.json<Raw>(path);
  holds(!truncated, `${target}: more samples than one answer holds`);
  return samples as readonly Sample[];
};

/** Nothing that was told of since `fromMs` is missing, and nothing is there twice. Returns how many samples there are. */
const check = async (service: Service, told: Acknowledged, fromMs: number): Promise<number> => {
  let all = 0;
  for (const target of TARGETS) {
    const kept = new Set<string>();
    for (const sample of await rawOf(service, target, fromMs)) {
      const key = keyOf({ target, probe: 'ping', field: 'rtt', sample });
      holds(!kept.has(key), `doubled: ${key}`);
      kept.add(key);
    }
    for (const [key, one] of told.samples) {
      if (one.target !== target || one.sample.at < fromMs * 1_000) continue;
      holds(kept.has(key), `acknowledged and missing: ${key}`);
    }
    all += kept.size;
  }
  return all;
};
const checkHistory = async (service: Service, told: Acknowledged, fromMs: number): Promise<void> => {
  const range = `from=${Math.floor(fromMs)}&to=${Date.now() + 1}`;
  const { events } = await service.json<EventList>(`/api/events?limit=5000&${range}`);
  const { gaps } = await service.json<GapList>(`/api/gaps?${range}`);
  for (const [what, acknowledged, found] of [
    ['event', told.events, events.map((e) => JSON.stringify(e))],
    ['gap', told.gaps, gaps.map((g) => JSON.stringify(g))],
  ] as const) {
    const kept = new Set(found);
    holds(kept.size === found.length, `${what}s doubled: ${found.length - kept.size}`);
    for (const one of acknowledged) holds(kept.has(one), `${what} acknowledged and missing: ${one}`);
  }
};

export const kill: Scenario = {
  name: 'kill',
  run: async ({ folder, later, say, quick }) => {
    const home = folder();
    const kills = quick ? KILLS_QUICK : KILLS;
    const told: Acknowledged = { samples: new Map(), events: new Set(), gaps: new Set() };
    const beganMs = Date.now();
    let checkFromMs = beganMs;
    let slowest = 0;
    let inStart = 0;
    let service: Service | undefined;
    later(() => service?.kill('SIGKILL'));
    for (let i = 0; i < kills; i += 1) {
      service = startService({ folder: home, config: USUAL });
      if (i % 4 === 3) {
        await sleep(Math.random() * LONGEST_START);
        inStart += 1;
      } else {
        const follower = await follow(service);
        slowest = Math.max(slowest, performance.now() - service.startedAt);
        const lifeMs = Date.now();
        await check(service, told, checkFromMs);
        checkFromMs = lifeMs - 10_000;
        // Random moments may all come too soon; once there is something to lose, all are.
        if (told.samples.size === 0) await until('a sample is told', () => follower.samples.length > kills);
        await sleep(Math.random() * LONGEST_RUN);
        service.signal('SIGKILL');
        await service.ended;
        for (const one of follower.samples) told.samples.set(keyOf(one), one);
        for (const event of follower.events) told.events.add(JSON.stringify(event));
        for (const gap of follower.gaps) told.gaps.add(JSON.stringify(gap));
        holds(follower.samples.length === new Set(follower.samples.map(keyOf)).size, 'the live stream told twice');
      }
      await service.kill('SIGKILL');
      if (i % 20 === 19) say(`${i + 1} kills, ${told.samples.size} samples acknowledged`);
    }
    service = startService({ folder: home, config: USUAL });
    await service.url();
    const kept = await check(service, told, beganMs);
    await checkHistory(service, told, beganMs);
    holds(!service.said().includes('damaged'), `it calls a file damaged: ${service.said()}`);
    const { code } = await service.kill('SIGTERM');
    holds(code === 0, `at the end it left with code ${code}`);
    holds(told.samples.size > kills, `only ${told.samples.size} samples were acknowledged`);
    return {
      done: `kill -9 ${kills} times at random moments, ${inStart} of them while it started`,
      told: `of ${told.samples.size} samples, ${told.events.size} events and ${told.gaps.size} gaps acknowledged none is missing, of ${kept} kept none is doubled`,
      recoveredMs: slowest,
    };
  },
};
