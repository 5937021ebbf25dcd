// @ts-check
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Known to each other from the start: no first packet waits for ARP. */
const MACS = { near: '02:00:00:00:78:01', far: '02:00:00:00:78:02' };
export const DEVICE = 'near0';

/** @param {number} i */
const addressOf = (i) => `10.78.${1 + Math.floor(i / 250)}.${1 + (i % 250)}`;
/**
 * The first `n` addresses of the far side.
 * @param {number} n
 */
export const addresses = (n) => Array.from({ length: n }, (_, i) => addressOf(i));

/** A namespace that lives as long as the process that holds it, which ends with this one. */
const hold = async () => {
  const holder = spawn('unshare', ['-n', 'sh', '-c', 'ip link set lo up; echo ready; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  if (holder.pid === undefined) throw new Error('a namespace has no holder');
  return { pid: holder.pid, end: () => holder.kill() };
};

/**
 * A command line that runs inside the network: `command(['fping', …])`.
 * @typedef {object} Network
 * @property {(argv: readonly string[]) => [string, string[]]} command
 * @property {() => void} close
 */

/**
 * Two namespaces of the bench's own, joined by a veth pair; the far one answers for every address of `addresses`.
 * No packet leaves the machine. Needs root.
 * @returns {Promise<Network>}
 */
export const openNetwork = async () => {
  const [near, far] = [await hold(), await hold()];
  /** @type {(pid: number, argv: readonly string[]) => [string, string[]]} */
  const inside = (pid, argv) => ['nsenter', ['-t', String(pid), '-n', ...argv]];
  const run = (/** @type {number} */ pid, /** @type {string} */ lines) => {
    const [command, args] = inside(pid, ['ip', '-batch', '-']);
    execFileSync(command, args, { input: lines });
  };
  run(
    near.pid,
    `link add ${DEVICE} address ${MACS.near} type veth peer name far0 address ${MACS.far}
link set far0 netns ${far.pid}
addr add 10.77.78.1/24 dev ${DEVICE}
link set ${DEVICE} up`,
  );
  run(
    far.pid,
    `addr add 10.77.78.2/24 dev far0
link set far0 up
neigh replace 10.77.78.1 lladdr ${MACS.near} dev far0 nud permanent
route add local 10.78.0.0/16 dev lo`,
  );
  run(
    near.pid,
    `neigh replace 10.77.78.2 lladdr ${MACS.far} dev ${DEVICE} nud permanent
route add 10.78.0.0/16 via 10.77.78.2`,
  );
  // As distributions ship it: echo sockets for every group.
  const [command, args] = inside(near.pid, ['sh', '-c', 'echo 0 2147483647 > /proc/sys/net/ipv4/ping_group_range']);
  execFileSync(command, args);
  await untilAnswered(inside(near.pid, ['ping', '-c', '1', '-W', '1', addressOf(0)]));
  return {
    command: (argv) => inside(near.pid, argv),
    close: () => {
      near.end();
      far.end();
    },
  };
};

/** @param {[string, string[]]} ping */
const untilAnswered = async ([command, args]) => {
  for (let i = 0; i < 20; i += 1) {
    const child = spawn(command, args, { stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    if (code === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the veth pair of the bench carries no echo');
};
