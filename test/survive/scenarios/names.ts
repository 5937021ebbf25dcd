import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { OWN } from '../../support/own-network.ts';
import { BY_NAME } from '../config.ts';
import { follow, isLoss, isReply } from '../follower.ts';
import { startResolver, type Mood } from '../resolver.ts';
import type { Scenario } from '../scenario.ts';
import { startService } from '../service.ts';
import { holds, until } from '../until.ts';

const DEAD: readonly Mood[] = ['silent', 'servfail', 'garbage'];
const DEAD_FOR = 15_000;

export const names: Scenario = {
  name: 'names',
  run: async ({ folder, later, say }) => {
    const conf = join(folder(), 'resolv.conf');
    writeFileSync(conf, 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
    execFileSync('mount', ['--bind', conf, '/etc/resolv.conf']);
    later(() => execFileSync('umount', ['/etc/resolv.conf']));
    const resolver = await startResolver(OWN[4].far);
    later(() => resolver.close());
    let slowest = 0;
    const told: string[] = [];
    for (const mood of DEAD) {
      resolver.mood(mood);
      const service = startService({ folder: folder(), config: BY_NAME });
      later(() => service.kill('SIGKILL'));
      const follower = await follow(service);
      const lost = await follower.next((t) => t.target === 'named' && isLoss(t), 20_000);
      holds('lost' in lost.sample && lost.sample.lost === 'no-address', `${mood}: ${JSON.stringify(lost.sample)}`);
      await until(`${mood}: it is told as down`, () => follower.states.get('named') === 'down', 30_000);
      const down = follower.events.find((e) => e.evidence['to'] === 'down');
      resolver.mood('well');
      let well = performance.now();
      await until(`${mood}: it is told as up`, () => follower.states.get('named') === 'up');
      slowest = Math.max(slowest, performance.now() - well);

      // Gone while it runs: the address in use is kept, and nothing is lost.
      resolver.mood(mood);
      const before = follower.samples.length;
      const asked = resolver.asked();
      await sleep(DEAD_FOR);
      const losses = follower.samples.slice(before).filter(isLoss);
      holds(losses.length === 0, `${mood}: ${losses.length} echoes lost while an address was known`);
      holds(follower.states.get('named') === 'up', `${mood}: ${follower.states.get('named')}`);
      holds(resolver.asked() - asked < 200, `${mood}: the resolver was asked ${resolver.asked() - asked} times`);
      resolver.mood('well');
      well = performance.now();
      await follower.next((t) => t.target === 'named' && isReply(t));
      slowest = Math.max(slowest, performance.now() - well);
      const { code } = await service.kill('SIGTERM');
      holds(code === 0, `${mood}: it left with code ${code}`);
      holds(!service.said().includes('a bug'), `${mood}: ${service.said()}`);
      told.push(
        `${mood}: at the start lost as no-address, then "${String(down?.evidence['reason'])}"; while running ${follower.samples.length - before} echoes to the known address, 0 lost`,
      );
      say(told.at(-1) ?? '');
    }
    return {
      done: `the resolver fell silent, answered SERVFAIL, answered garbage: at the start until down, then ${DEAD_FOR / 1_000} s while it ran`,
      told: told.join('; '),
      recoveredMs: slowest,
    };
  },
};
