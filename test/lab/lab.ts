import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { EpochMicros, Millis } from '../../src/domain/time.ts';
import { type Forward, openForward } from './forward.ts';
import type { LaneCounters } from './lane.mjs';
import { createNamespaces, run, sweep } from './namespaces.ts';
import { startTalker } from './talk.ts';
import { type Cable, type End, homeTopology, type Machine, type Topology } from './topology.ts';

export { labMissing } from './namespaces.ts';

/** What a link does to what crosses it. What is left out stays as it was. */
export interface LinkShape {
  /** Added to a round trip, half each way. */
  readonly delayMs?: Millis;
  /** The mean of what comes on top of each round trip by chance, half each way. */
  readonly jitterMs?: Millis;
  /** The part of round trips lost, 0 to 1: the dice fall on the way out. */
  readonly loss?: number;
  readonly cut?: boolean;
}
export interface LinkCounters {
  readonly out: LaneCounters;
  readonly back: LaneCounters;
}
export interface LabLink {
  /** Resolves once it is so, with the time. */
  set(shape: LinkShape): Promise<EpochMicros>;
  counters(): Promise<LinkCounters>;
}
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
/** What the lab's resolver tells of a name: its addresses (`ttl` in seconds), or in their place an error, or nothing. */
export interface NameAnswer {
  readonly addresses: readonly string[];
  /** TXT records, one string each. */
  readonly texts?: readonly string[];
  /** NS records. */
  readonly servers?: readonly string[];
  /** PTR records. */
  readonly pointers?: readonly string[];
  readonly ttl: number;
  readonly fails?: 'servfail' | 'refused' | 'silent';
}
export type Names = Readonly<Record<string, NameAnswer>>;

/** A small internet of network namespaces. */
export interface Lab {
  /** The namespace's name, for `ip netns exec`. */
  namespace(machine: string): string;
  /** Runs a command on a machine to its end. */
  exec(machine: string, command: string, args?: readonly string[], options?: SpawnOptions): Promise<Ended>;
  /** Starts a command on a machine; a signal to it reaches the command itself. */
  spawn(machine: string, command: string, args?: readonly string[], options?: SpawnOptions): ChildProcess;
  link(name: string): LabLink;
  /** Replaces every name that the resolver knows; of several, that one's alone where an address is given. */
  setNames(names: Names, resolver?: string): Promise<void>;
  /** Makes a TCP port of a machine reachable from outside, on 127.0.0.1. */
  forward(machine: string, port: number, options?: { readonly port?: number }): Promise<Forward>;
  close(): Promise<void>;
}

const SYSCTLS: Readonly<Record<string, string>> = {
  'net.ipv6.conf.all.disable_ipv6': '0',
  'net.ipv6.conf.default.disable_ipv6': '0',
  'net.ipv6.conf.default.accept_dad': '0', // addresses are usable at once
  'net.ipv6.conf.default.accept_ra': '0',
  'net.ipv4.conf.all.rp_filter': '0',
  'net.ipv4.conf.default.rp_filter': '0',
  'net.ipv4.icmp_ratelimit': '0', // every "time exceeded" and "unreachable" is sent
  'net.ipv6.icmp.ratelimit': '0',
  'net.ipv4.ping_group_range': '0 2147483647', // as Debian and Ubuntu set it at boot
};
const FORWARDING = { 'net.ipv4.ip_forward': '1', 'net.ipv6.conf.all.forwarding': '1' };

/** An end with what it needs to know of its cable. */
interface Plug {
  readonly end: End;
  readonly mtu: number | undefined;
  readonly isVeth: boolean;
}

const script = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
let opened = 0;

export const openLab = async (options: { readonly topology?: Topology; readonly seed?: number } = {}): Promise<Lab> => {
  const { topology = homeTopology(), seed = 1 } = options;
  sweep();
  opened += 1;
  const prefix = `pl${process.pid}.${opened}-`;
  const namespace = (machine: string): string => {
    if (!topology.machines.some((m) => m.name === machine)) throw new Error(`the lab has no machine ${machine}`);
    return prefix + machine;
  };
  const { addresses: answering, listed = answering } = topology.resolver;
  const resolvConf = `${listed.map((a) => `nameserver ${a}`).join('\n')}\noptions timeout:1\n`;
  const namespaces = createNamespaces(
    topology.machines.map((m) => namespace(m.name)),
    { 'resolv.conf': resolvConf, 'nsswitch.conf': 'hosts: files dns\n', hosts: '127.0.0.1 localhost\n::1 localhost\n' },
  );
  const closing: (() => Promise<void>)[] = [namespaces.close];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).toReversed()) await step();
  };

  try {
    for (const m of topology.machines) prepare(namespace(m.name), m);
    const relayed = topology.cables.filter((c) => c.relayed);
    for (const c of topology.cables.filter((x) => !x.relayed)) layVeth(c, namespace);
    const links = relayed.map((c) => ({
      name: c.name,
      ends: c.ends.map((e) => ({ namespace: namespace(e.namespace), device: e.device })),
    }));
    const relay =
      links.length === 0
        ? undefined
        : await startTalker(process.execPath, [script('./relay.mjs'), JSON.stringify({ seed, links })]);
    if (relay !== undefined) closing.push(relay.close);
    for (const m of topology.machines) configure(namespace(m.name), m, cablesOf(topology, m));
    for (const c of topology.cables) introduce(c, namespace);
    const at = namespace(topology.resolver.machine);
    const inside = ['netns', 'exec', at, process.execPath, script('./resolver.mjs'), ...answering];
    const resolver = await startTalker('ip', inside);
    closing.push(resolver.close);

    const spawnIn: Lab['spawn'] = (machine, command, args = [], options = {}) =>
      spawn('ip', ['netns', 'exec', namespace(machine), command, ...args], options);
    return {
      namespace,
      spawn: spawnIn,
      exec: async (machine, command, args, options) => {
        const child = spawnIn(machine, command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
        const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
        await once(child, 'close');
        return { code: child.exitCode, stdout: stdout(), stderr: stderr() };
      },
      link: (name) => {
        if (relay === undefined || !relayed.some((c) => c.name === name))
          throw new Error(`the lab has no relayed link ${name}`);
        return {
          set: async ({ delayMs, jitterMs, loss, cut }) => {
            const both = {
              ...(delayMs === undefined ? {} : { delayMs: delayMs / 2 }),
              ...(jitterMs === undefined ? {} : { jitterMs: jitterMs / 2 }),
              ...(cut === undefined ? {} : { cut }),
            };
            const out = { ...both, ...(loss === undefined ? {} : { loss }) };
            const [, back] = await Promise.all([
              relay.ask({ link: name, way: 'out', shape: out }),
              relay.ask({ link: name, way: 'back', shape: both }),
            ]);
            return Number(back['at']);
          },
          counters: async () => {
            const { counters } = await relay.ask({});
            return (counters as Readonly<Record<string, LinkCounters>>)[name] as LinkCounters;
          },
        };
      },
      setNames: async (names, at) => void (await resolver.ask({ names, at })),
      forward: async (machine, port, { port: outside = 0 } = {}) => {
        const forward = await openForward(namespace(machine), port, outside);
        closing.push(forward.close);
        return forward;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

const cablesOf = (topology: Topology, machine: Machine): readonly Plug[] =>
  topology.cables.flatMap((c) =>
    c.ends.filter((e) => e.namespace === machine.name).map((end) => ({ end, mtu: c.mtu, isVeth: !c.relayed })),
  );

const prepare = (namespace: string, machine: Machine): void => {
  const sysctls = Object.entries({ ...SYSCTLS, ...(machine.forwards ? FORWARDING : {}) });
  // Not sysctl(8): it is missing where procps is. What a kernel does not have is passed over.
  const lines = sysctls.map(
    ([key, value]) =>
      `[ ! -e /proc/sys/${key.replaceAll('.', '/')} ] || echo "${value}" >/proc/sys/${key.replaceAll('.', '/')}`,
  );
  run('ip', ['netns', 'exec', namespace, 'sh', '-e'], lines.join('\n'));
};

const layVeth = (cable: Cable, namespace: (machine: string) => string): void => {
  const [a, b] = cable.ends;
  const peer = ['peer', 'name', b.device, 'netns', namespace(b.namespace)];
  run('ip', ['-n', namespace(a.namespace), 'link', 'add', a.device, 'type', 'veth', ...peer]);
};

const configure = (namespace: string, machine: Machine, plugs: readonly Plug[]): void => {
  const lines = [
    'link set lo up',
    ...machine.addresses.map((a) => `address add ${a} dev lo`),
    ...plugs.flatMap(({ end: e, mtu, isVeth }) => [
      ...(mtu === undefined ? [] : [`link set ${e.device} mtu ${mtu}`]),
      // A TAP device has no such offload to begin with.
      ...(mtu === undefined || !isVeth ? [] : [`link set ${e.device} gso_max_segs 1`]),
      `link set ${e.device} up`,
      ...e.addresses.map((a) => `address add ${a} dev ${e.device}${a.includes(':') ? ' nodad' : ''}`),
    ]),
    ...machine.routes.map((r) => `route add ${r}`),
  ];
  run('ip', ['-n', namespace, '-batch', '-'], lines.join('\n'));
};

/**
 * Tells both ends of a cable each other's hardware address for good. Else a cut of some seconds would end up to a second
 * after it was restored, when the next ARP request is due.
 */
const introduce = ({ ends: [a, b] }: Cable, namespace: (machine: string) => string): void => {
  for (const [knower, known] of [
    [a, b],
    [b, a],
  ] as const) {
    const told = run('ip', ['-n', namespace(known.namespace), '-json', 'link', 'show', known.device]);
    const [{ address }] = JSON.parse(told) as [{ address: string }];
    const lines = known.addresses.map((text) => {
      const [bare] = text.split('/');
      return `neighbour replace ${bare} lladdr ${address} nud permanent dev ${knower.device}`;
    });
    run('ip', ['-n', namespace(knower.namespace), '-batch', '-'], lines.join('\n'));
  }
};

const collect = (stream: NodeJS.ReadableStream | null): (() => string) => {
  let text = '';
  stream?.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  return () => text;
};
