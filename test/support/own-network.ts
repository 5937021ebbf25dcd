import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';

import koffi from 'koffi';

const CLONE_NEWNET = 0x4000_0000;
/** Known to each other from the start: no first packet waits for ARP or neighbour discovery. */
const MACS = { v0: '02:00:00:00:77:01', v1: '02:00:00:00:77:02', r0: '02:00:00:00:77:03', r1: '02:00:00:00:77:04' };
const neighbours = (device: string, mac: string, ...addresses: readonly string[]): string =>
  addresses.map((a) => `neigh replace ${a} lladdr ${mac} dev ${device} nud permanent`).join('\n');

/** Addresses of a network of this process's own: its machine, a router, and a host behind it. */
export const OWN = {
  4: {
    router: '10.77.1.2',
    far: '10.77.2.2',
    /** The router throws packets away without a word. */
    silent: '10.77.4.1',
    /** The router says that there is no way. */
    unreachable: '10.77.3.1',
    /** This machine itself has no way. */
    noRoute: '10.88.0.1',
    local: '10.77.1.1',
  },
  6: {
    router: 'fd77:1::2',
    far: 'fd77:2::2',
    silent: 'fd77:4::1',
    unreachable: 'fd77:3::1',
    noRoute: 'fd88::1',
    local: 'fd77:1::1',
  },
} as const;
/** Of the link between the router and the far host. */
export const FAR_MTU = 1_400;

/** Why this process can have no network of its own; undefined where it can. */
export const ownNetworkMissing = (): string | undefined => {
  if (process.platform !== 'linux') return 'needs Linux (network namespaces)';
  if (process.getuid?.() !== 0) return 'needs root (network namespaces)';
  try {
    execFileSync('unshare', ['-n', 'true'], { stdio: 'ignore' });
    execFileSync('ip', ['-V'], { stdio: 'ignore' });
  } catch {
    return 'needs unshare and ip, and a system that lets them make network namespaces';
  }
  return undefined;
};

/** A namespace that lives as long as the process that holds it, which ends with this one. */
const hold = async (): Promise<ChildProcess> => {
  const holder = spawn('unshare', ['-n', 'sh', '-c', 'echo ready; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  if (holder.stdout === null) throw new Error('the holder of a namespace has no output');
  await once(holder.stdout, 'data');
  return holder;
};
const runIp = (holder: ChildProcess | undefined, args: readonly string[], input = ''): string => {
  const inside = holder === undefined ? [] : ['nsenter', '-t', String(holder.pid), '-n'];
  const [command = 'ip', ...rest] = [...inside, 'ip', ...args];
  return execFileSync(command, rest, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'] });
};
const batch = (holder: ChildProcess | undefined, lines: string): void => {
  runIp(holder, ['-batch', '-'], lines);
};
/** A link that was set up takes until its qdisc is there, up to a second, to carry packets. */
const untilUp = async (holder: ChildProcess | undefined, device: string): Promise<void> => {
  for (let i = 0; i < 200; i += 1) {
    if (runIp(holder, ['link', 'show', device]).includes('state UP')) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${device} does not come up`);
};
const settings = (holder: ChildProcess, values: readonly string[]): void => {
  // Not every kernel has all of them in a namespace.
  const one = (v: string): string =>
    `[ ! -w /proc/sys/net/${v.split('=')[0]} ] || echo ${v.split('=')[1]} > /proc/sys/net/${v.split('=')[0]}`;
  const script = values.map(one).join('; ');
  execFileSync('nsenter', ['-t', String(holder.pid), '-n', 'sh', '-c', script]);
};

/** A setting of this process's own network, below /proc/sys/net. */
export const setting = (name: string, value: string): void => writeFileSync(`/proc/sys/net/${name}`, value);
/** Changes this process's own network: a line as `ip` takes it. */
export const ip = (line: string): void => batch(undefined, line);

export interface OwnNetwork {
  /** The network namespaces of the far host and of the router, by their paths. */
  readonly far: string;
  readonly router: string;
  /** Starts a program on the far host; it ends with the network at the latest. */
  readonly startFar: (command: string, args: readonly string[]) => ChildProcess;
  /** Changes the far host's network: a line as `ip` takes it. */
  readonly ipFar: (line: string) => void;
  readonly close: () => void;
}

/**
 * Moves this process (its main thread, and every thread and process it starts from now on) into a network of its own:
 * no packet of it leaves the machine. Built once; gone with the process.
 */
export const enterOwnNetwork = async (): Promise<OwnNetwork> => {
  const unshare = koffi.load(null).func('unshare', 'int', ['int']);
  if (unshare(CLONE_NEWNET) !== 0) throw new Error(`unshare failed with errno ${koffi.errno()}`);
  const [router, far] = [await hold(), await hold()];
  batch(
    undefined,
    `link set lo up
link add v0 address ${MACS.v0} type veth peer name v1 address ${MACS.v1}
link set v1 netns ${router.pid}
addr add ${OWN[4].local}/24 dev v0
addr add ${OWN[6].local}/64 dev v0 nodad
link set v0 up`,
  );
  batch(
    router,
    `link set lo up
addr add ${OWN[4].router}/24 dev v1
addr add ${OWN[6].router}/64 dev v1 nodad
link set v1 up
link add r0 address ${MACS.r0} type veth peer name r1 address ${MACS.r1}
link set r1 netns ${far.pid}
addr add 10.77.2.1/24 dev r0
addr add fd77:2::1/64 dev r0 nodad
link set r0 mtu ${FAR_MTU}
link set r0 up
route add unreachable 10.77.3.0/24
route add blackhole 10.77.4.0/24
route add unreachable fd77:3::/64
route add blackhole fd77:4::/64`,
  );
  batch(
    far,
    `link set lo up
addr add ${OWN[4].far}/24 dev r1
addr add ${OWN[6].far}/64 dev r1 nodad
link set r1 mtu ${FAR_MTU}
link set r1 up
route add default via 10.77.2.1
route add default via fd77:2::1`,
  );
  batch(router, neighbours('v1', MACS.v0, OWN[4].local, OWN[6].local));
  batch(router, neighbours('r0', MACS.r1, OWN[4].far, OWN[6].far));
  batch(far, neighbours('r1', MACS.r0, '10.77.2.1', 'fd77:2::1'));
  batch(undefined, neighbours('v0', MACS.v1, OWN[4].router, OWN[6].router));
  batch(
    undefined,
    `route add 10.77.0.0/16 via ${OWN[4].router}
route add fd77::/16 via ${OWN[6].router}`,
  );
  // Routers limit their errors (RFC 1812, 4.3.2.8); this one tells every time.
  settings(router, [
    'ipv4/ip_forward=1',
    'ipv6/conf/all/forwarding=1',
    'ipv4/icmp_ratelimit=0',
    'ipv4/icmp_msgs_per_sec=100000',
    'ipv4/icmp_msgs_burst=10000',
    'ipv6/icmp/ratelimit=0',
  ]);
  await Promise.all([untilUp(undefined, 'v0'), untilUp(router, 'v1'), untilUp(router, 'r0'), untilUp(far, 'r1')]);
  const started: ChildProcess[] = [];
  return {
    far: `/proc/${far.pid}/ns/net`,
    router: `/proc/${router.pid}/ns/net`,
    startFar: (command, args) => {
      const inside = ['-t', String(far.pid), '-n', command, ...args];
      const child = spawn('nsenter', inside, { stdio: ['ignore', 'pipe', 'inherit'] });
      started.push(child);
      return child;
    },
    ipFar: (line) => batch(far, line),
    close: () => {
      for (const child of started) child.kill();
      router.kill();
      far.kill();
    },
  };
};
