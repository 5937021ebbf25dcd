import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Overview } from '../../../src/api/schema.ts';
import { OWN } from '../../support/own-network.ts';
import { follow, isReply } from '../follower.ts';
import { cutLine } from '../line.ts';
import type { Scenario } from '../scenario.ts';
import { startService } from '../service.ts';
import { holds, until } from '../until.ts';

/** Debian's faketime (package libfaketime): fakes the wall clock and leaves the monotonic one. */
const LIBRARY = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketimeMT.so.1`;
const config = `vantage: survive\ntargets:\n  near: {address: 127.0.0.1, ping: {every: 50ms, timeout: 1s}}\n  far: {address: ${OWN[4].far}, ping: {every: 200ms, timeout: 1s}}\n`;
/** Seconds ahead of the true clock, one after the other. */
const STEPS = [3_600, 0, -3_600, 0, -30, 0, 8, -7] as const;
const DOWN_WITHIN = 16_000;

export const clock: Scenario = {
  name: 'clock',
  missing: () => (existsSync(LIBRARY) ? undefined : 'libfaketime is not installed (sh test/setup.sh survive)'),
  run: async ({ folder, later, say }) => {
    const home = folder();
    const file = join(home, 'time');
    let ahead = 0;
    // Replaced whole: it is read at any moment.
    const step = (seconds: number): void => {
      writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}s\n`);
      renameSync(`${file}.new`, file);
      ahead = seconds;
    };
    step(0);
    const now = (): number => (Date.now() + ahead * 1_000) * 1_000;
    const service = startService({
      folder: home,
      config,
      env: {
        LD_PRELOAD: LIBRARY,
        FAKETIME_TIMESTAMP_FILE: file,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        DONT_FAKE_MONOTONIC: '1',
        NO_FAKE_STAT: '1',
      },
    });
    later(() => service.kill('SIGKILL'));
    later(() => cutLine(false));
    const follower = await follow(service);
    await follower.next(isReply);
    await sleep(3_000);
    let slowest = 0;
    const told: string[] = [];
    for (const seconds of STEPS) {
      await sleep(2_500); // what was lost in the cut before is told by then
      const [gaps, samples, events] = [follower.gaps.length, follower.samples.length, follower.events.length];
      const by = seconds - ahead;
      step(seconds);
      const steppedAt = performance.now();
      const gap = await until(`a gap is told after a step of ${by} s`, () => follower.gaps[gaps], 5_000);
      holds(gap.reason === 'clock-stepped', `after a step of ${by} s: ${JSON.stringify(gap)}`);
      holds(
        Math.abs(gap.to - gap.from - Math.max(0, by) * 1e6) < 1.5e6,
        `a step of ${by} s is told as ${JSON.stringify(gap)}`,
      );
      await follower.next((t) => t.target === 'far' && isReply(t) && Math.abs(t.sample.at - now()) < 3e6);
      await until('both are up', () => [...follower.states.values()].every((w) => w === 'up'), 10_000);
      slowest = Math.max(slowest, performance.now() - steppedAt);
      const { targets } = await service.json<Overview>('/api/overview');
      for (const t of targets)
        holds(
          t.latest !== undefined && Math.abs(t.latest.at - now()) < 5e6,
          `after a step of ${by} s the page shows ${t.name} as of ${Math.round(((t.latest?.at ?? 0) - now()) / 1e6)} s from now`,
        );
      holds(follower.samples.slice(samples).every(isReply), `a step of ${by} s was told as loss`);
      holds(
        follower.events.slice(events).every((e) => e.evidence['to'] !== 'down' && e.evidence['to'] !== 'degraded'),
        `a step of ${by} s was told as trouble of the line`,
      );
      // And it is not blind: an outage right after is told in time, and its end too.
      cutLine(true);
      const cutAt = performance.now();
      await until(
        `after a step of ${by} s an outage is told`,
        () => follower.states.get('far') === 'down',
        DOWN_WITHIN,
      );
      const down = (performance.now() - cutAt) / 1_000;
      holds(down > 9, `after a step of ${by} s it was called down after ${down.toFixed(1)} s`);
      cutLine(false);
      await until(`after a step of ${by} s the line is told as up`, () => follower.states.get('far') === 'up', 10_000);
      told.push(`${by > 0 ? '+' : ''}${by} s: gap, an outage after it seen in ${down.toFixed(1)} s`);
      say(told.at(-1) ?? '');
    }
    const { code } = await service.kill('SIGTERM');
    holds(code === 0, `it left with code ${code}`);
    return {
      done: `stepped the wall clock ${STEPS.length} times while it ran (libfaketime), and cut the line after each`,
      told: told.join('; '),
      recoveredMs: slowest,
    };
  },
};
