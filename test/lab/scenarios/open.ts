import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Lab, type NameAnswer, type Names, openLab } from '../lab.ts';
import { run } from '../namespaces.ts';
import { startTalker, type Talker } from '../talk.ts';
import { FAR_4, FAR_6, homeTopology, RESOLVER_4, SECOND_RESOLVER_4 } from '../topology.ts';
import type { Certificates } from './certificate.ts';
import { tableOf } from './rules.ts';
import type { Families, Listener, Place, Scenario, Sign } from './scenario.ts';
import { inside, seenOf, type Traffic, trafficSince } from './signs.ts';
import { HOME_WATCH, ROUTER_WATCH } from './watch.ts';

export const TARGET_NAME = 'server.lab';
const PLACES = ['home', 'router', 'isp', 'internet'] as const;
const USUAL: readonly Listener[] = [
  { on: 'internet', port: 80, behaviour: 'serve' },
  { on: 'internet', port: 443, tls: true, behaviour: 'serve' },
];
/** Where those of `internet` listen that name no address: so that others can have theirs. */
const TARGETS = [FAR_4[0], FAR_6[0]] as const;
const LAB = dirname(fileURLToPath(new URL('.', import.meta.url)));
const SERVERS = fileURLToPath(new URL('../servers.mjs', import.meta.url));
/**
 * Rate limits of ICMP as Linux has them, and every lab's packets on one processor: on two, some would overtake others.
 */
const asTheWorld = (processor: number): string =>
  [
    'echo 1000 >/proc/sys/net/ipv4/icmp_ratelimit',
    '[ ! -e /proc/sys/net/ipv6/icmp/ratelimit ] || echo 1000 >/proc/sys/net/ipv6/icmp/ratelimit',
    `for queue in /sys/class/net/*/queues/rx-0/rps_cpus; do echo ${(1 << processor).toString(16)} >$queue; done`,
  ].join('\n');
let opened = 0;

export interface FaultLab {
  readonly lab: Lab;
  /** Numeric; of both families the IPv4 one. */
  readonly address: string;
  /** Each sign with how often it was seen. */
  readonly signs: () => Promise<readonly (Sign & { readonly seen: number })[]>;
  /** What the home has sent and got since the fault was made. */
  readonly traffic: () => Traffic;
  readonly close: () => Promise<void>;
}

/** A lab with that fault made. Whoever opens it closes it. */
export const openFault = async (
  scenario: Scenario,
  families: Families,
  certificates: Certificates,
): Promise<FaultLab> => {
  const mtus = { lan: 1500, isp: 1500, core: 1500, ...scenario.mtus };
  const { delayMs } = scenario;
  const relayed = delayMs === undefined ? [] : (['core'] as const);
  const lab = await openLab({ topology: homeTopology({ relayed, mtus, secondResolver: true }) });
  const closing: (() => Promise<unknown>)[] = [() => lab.close()];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).toReversed()) await step();
  };
  try {
    if (delayMs !== undefined) await lab.link('core').set({ delayMs });
    const addresses = families === 'both' ? [FAR_4[0], FAR_6[0]] : families === 4 ? [FAR_4[0]] : [FAR_6[0]];
    const [address = ''] = addresses;
    const variables = Object.entries({
      TARGET: address,
      FAMILY: families === 6 ? '6' : '4',
      IPTABLES: families === 6 ? 'ip6tables' : 'iptables',
      NODE: process.execPath,
      LAB,
    }).map(([name, value]) => `${name}=${value}`);

    const known: NameAnswer = { addresses, ttl: 60 };
    const [first, second = first] = scenario.names?.(addresses) ?? [{}];
    const named = (names: Names): Names => ({ [TARGET_NAME]: known, ...names });
    await lab.setNames(named(first), RESOLVER_4);
    await lab.setNames(named(second), SECOND_RESOLVER_4);

    opened += 1;
    const processor = opened % Math.min(cpus().length, 16);
    const talkers = await serversOf(lab, scenario.listeners ?? [], certificates);
    closing.push(...[...talkers.values()].map((t) => t.close));
    for (const place of PLACES) {
      run('ip', [...inside(lab, place), 'sh', '-e'], asTheWorld(processor));
      const rules = scenario.rules?.[place];
      const watch = place === 'home' ? HOME_WATCH : ROUTER_WATCH;
      const text = [tableOf('watch', watch), ...(rules === undefined ? [] : [tableOf('fault', rules)])].join('\n');
      run('ip', [...inside(lab, place), 'nft', '-f', '-'], text);
    }
    for (const [place, command] of scenario.commands ?? []) {
      const { code, stderr } = await lab.exec(place, 'env', [...variables, 'sh', '-ec', command]);
      if (code !== 0) throw new Error(`${scenario.name}: ${command}: ${stderr}`);
    }
    for (const [place, command] of scenario.runs ?? []) {
      const helper = [...inside(lab, place), 'env', ...variables, 'sh', '-c', `exec ${command}`];
      closing.push((await startTalker('ip', helper)).close);
    }
    return {
      lab,
      address,
      signs: () =>
        Promise.all(
          scenario.fired.map(async (sign) =>
            Object.assign({ seen: await seenOf(sign, lab, talkers.get('internet'), variables) }, sign),
          ),
        ),
      traffic: trafficSince(lab),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

const serversOf = async (
  lab: Lab,
  own: readonly Listener[],
  certificates: Certificates,
): Promise<ReadonlyMap<Place, Talker>> => {
  const replaced = (l: Listener): boolean =>
    own.some((o) => o.on === l.on && o.port === l.port && o.address === undefined);
  const all = [...USUAL.filter((l) => !replaced(l)), ...own];
  const talkers = new Map<Place, Talker>();
  for (const place of PLACES) {
    const listeners = all.filter((l) => l.on === place);
    if (listeners.length === 0) continue;
    const setup = JSON.stringify({ ...certificates, listeners, addresses: place === 'internet' ? TARGETS : ['::'] });
    talkers.set(place, await startTalker('ip', [...inside(lab, place), process.execPath, SERVERS, setup]));
  }
  return talkers;
};
