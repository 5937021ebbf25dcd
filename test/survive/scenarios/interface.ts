import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Overview } from '../../../src/api/schema.ts';
import { ip } from '../../support/own-network.ts';
import { follow, isLoss, isReply } from '../follower.ts';
import type { Scenario } from '../scenario.ts';
import { startService } from '../service.ts';
import { holds, until } from '../until.ts';

const BEYOND = '203.0.113.7';
const config = `vantage: survive
targets:
  beyond: {address: ${BEYOND}, ping: {every: 200ms, timeout: 1s}}
  bound: {address: ${BEYOND}, via: {device: w0}, ping: {every: 200ms, timeout: 1s}}
  sourced: {address: ${BEYOND}, via: {source: 10.78.0.1}, ping: {every: 200ms, timeout: 1s}}
  near: {address: 127.0.0.1, ping: {every: 200ms, timeout: 1s}}
  scoped: {address: "fe80::2%w0", ping: {every: 200ms, timeout: 1s}}
`;
const GONE_FOR = 4_000;
const GONE_FOR_QUICK = 1_500;

export const networkInterface: Scenario = {
  name: 'interface',
  run: async ({ folder, later, say, quick }) => {
    const peer = spawn('unshare', ['-n', 'sh', '-c', 'echo ready; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
    later(() => peer.kill());
    await once(peer.stdout, 'data');
    const inPeer = (lines: string): void => {
      execFileSync('nsenter', ['-t', String(peer.pid), '-n', 'ip', '-batch', '-'], { input: lines });
    };
    const address = (own: string): void =>
      ip(`addr add ${own}/24 dev w0\naddr add fe80::1/64 dev w0 nodad\nroute add default via 10.78.0.2 dev w0`);
    const plug = (): void => {
      ip(`link add w0 type veth peer name w1 netns ${peer.pid}`);
      inPeer(`addr add 10.78.0.2/24 dev w1\naddr add fe80::2/64 dev w1 nodad\nlink set w1 up`);
      ip('link set w0 up');
      address('10.78.0.1');
    };
    inPeer(`link set lo up\naddr add ${BEYOND}/32 dev lo`);
    plug();
    later(() => ip('link del w0'));
    const service = startService({ folder: folder(), config });
    later(() => service.kill('SIGKILL'));
    const follower = await follow(service);
    const told: string[] = [];
    const all = ['beyond', 'bound', 'sourced', 'scoped'];
    const answered = async (names: readonly string[]): Promise<void> => {
      const since = Date.now() * 1_000;
      await Promise.all(
        names.map((name) =>
          follower.next(
            (t) => t.target === name && isReply(t) && t.sample.at > since,
            20_000,
            `${told.at(-1) ?? 'at first'}; then ${name} answers`,
          ),
        ),
      );
    };
    await answered(all);

    let slowest = 0;
    const trouble = async (
      what: string,
      begin: () => void,
      end: () => void,
      affected: readonly string[] = all,
    ): Promise<void> => {
      const before = follower.samples.length;
      begin();
      await sleep(quick ? GONE_FOR_QUICK : GONE_FOR);
      await Promise.all(
        affected.map((name) =>
          until(`${what}: ${name} is lost`, () =>
            follower.samples.slice(before).some((t) => t.target === name && isLoss(t)),
          ),
        ),
      );
      const reasons = new Set(
        follower.samples.slice(before).flatMap((t) => ('lost' in t.sample ? [t.sample.lost] : [])),
      );
      end();
      const since = performance.now();
      await answered(all);
      slowest = Math.max(slowest, performance.now() - since);
      told.push(`${what}: ${[...reasons].join(', ')}, back in ${((performance.now() - since) / 1_000).toFixed(1)} s`);
      say(told.at(-1) ?? '');
    };
    await trouble('interface deleted', () => ip('link del w0'), plug);
    await trouble(
      'interface down',
      () => ip('link set w0 down'),
      () => ip('link set w0 up\naddr replace fe80::1/64 dev w0 nodad\nroute replace default via 10.78.0.2 dev w0'),
    );
    await trouble(
      'address changed',
      () =>
        ip('addr del 10.78.0.1/24 dev w0\naddr add 10.78.0.9/24 dev w0\nroute replace default via 10.78.0.2 dev w0'),
      () =>
        ip('addr del 10.78.0.9/24 dev w0\naddr add 10.78.0.1/24 dev w0\nroute replace default via 10.78.0.2 dev w0'),
      ['sourced'],
    );
    await trouble(
      'default route gone',
      () => ip('route del default'),
      () => ip('route add default via 10.78.0.2 dev w0'),
      ['beyond', 'sourced'],
    );
    await trouble(
      'a route that takes no packet',
      () => ip(`route add blackhole ${BEYOND}/32`),
      () => ip(`route del blackhole ${BEYOND}/32`),
      ['beyond', 'sourced'],
    );
    holds(
      follower.samples.every((t) => t.target !== 'near' || isReply(t)),
      'loopback paid for another target’s route',
    );
    if (!quick) {
      ip('route del default');
      await until(
        'it says that there is no way out',
        async () => !(await service.json<Overview>('/api/overview')).routes.v4,
      );
      ip('route add default via 10.78.0.2 dev w0');
      await until('it says that there is one', async () => (await service.json<Overview>('/api/overview')).routes.v4);
    }
    holds(
      follower.gaps.every((g) => g.reason === 'stopped'),
      `gaps: ${JSON.stringify(follower.gaps)}`,
    );
    holds(!service.said().includes('a bug'), service.said());
    const { code } = await service.kill('SIGTERM');
    holds(code === 0, `it left with code ${code}`);
    return {
      done: 'interface deleted and made anew, down and up, its address changed and back, the default route gone and back, a blackhole route; targets unbound, bound to the device, to its address, and of link scope',
      told: told.join('; '),
      recoveredMs: slowest,
    };
  },
};
