import { setTimeout as sleep } from 'node:timers/promises';

import type { View } from '../../../src/api/schema.ts';
import { FAR } from '../config.ts';
import type { Scenario } from '../scenario.ts';
import { seed } from '../seed.ts';
import { startService, type Service } from '../service.ts';
import { holds, until } from '../until.ts';

const KILLS = 60;
const DAYS = 10;
const HOUR = 3_600;
const LONGEST_RUN = 3_000;
const config = FAR();

/** Every hour of the day that begins at `from` (seconds) holds what it held, however far the upkeep has come. */
const check = async (service: Service, from: number): Promise<void> => {
  const { buckets } = await service.json<View>(
    `/api/targets/far/view?points=24&from=${from * 1_000}&to=${(from + 24 * HOUR) * 1_000}`,
  );
  holds(buckets.length === 24, `${buckets.length} hours of a day, expected 24`);
  for (const { at, n, lost } of buckets) {
    holds(n === HOUR, `the hour of ${new Date(at / 1_000).toISOString()} holds ${n} echoes, expected ${HOUR}`);
    holds(
      lost === HOUR / 100,
      `the hour of ${new Date(at / 1_000).toISOString()} lost ${lost}, expected ${HOUR / 100}`,
    );
  }
};

export const killUpkeep: Scenario = {
  name: 'kill-upkeep',
  run: async ({ folder, later, say }) => {
    const home = folder();
    const end = Math.floor(Date.now() / 1_000 / HOUR) * HOUR - HOUR;
    const begin = end - DAYS * 24 * HOUR;
    await seed(`${home}/state`, 'far', begin, end);
    say('seeded');
    const days = Array.from({ length: DAYS }, (_, i) => begin + i * 24 * HOUR);
    let slowest = 0;
    let service: Service | undefined;
    later(() => service?.kill('SIGKILL'));
    for (let i = 0; i < KILLS; i += 1) {
      service = startService({ folder: home, config });
      await service.url(60_000);
      slowest = Math.max(slowest, performance.now() - service.startedAt);
      if (i % 3 === 0) await check(service, days[i % DAYS] ?? begin);
      await sleep(Math.random() * LONGEST_RUN);
      await service.kill('SIGKILL');
      if (i % 20 === 19) say(`${i + 1} kills`);
    }
    service = startService({ folder: home, config });
    const running = service;
    // Deleting begins an hour after a start, and is a transaction a step: test/store/duckdb/retention.test.ts.
    const whole = `/api/targets/far/view?points=${DAYS}&from=${begin * 1_000}&to=${end * 1_000}`;
    await until(
      'all days are rolled up',
      async () => (await running.json<View>(whole)).stats.resolution === 'hour',
      900_000,
    );
    for (const day of days) await check(running, day);
    holds(!running.said().includes('damaged'), running.said());
    const { code } = await running.kill('SIGTERM');
    holds(code === 0, `at the end it left with code ${code}`);
    return {
      done: `kill -9 ${KILLS} times while it rolled up ${DAYS} days of echoes`,
      told: `each hour holds its ${HOUR} echoes at every start and at the end, from samples or rollups`,
      recoveredMs: slowest,
    };
  },
};
