import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ETC = '/etc/netns';
/** One file a namespace: whose it is. Not under /etc/netns, all of which `ip netns exec` lays over /etc. */
const OWNERS = '/run/plumbline-lab';
const GUARD = fileURLToPath(new URL('./guard.sh', import.meta.url));

/** Why there can be no lab here; undefined where there can. */
export const labMissing = (): string | undefined => {
  if (process.platform !== 'linux') return 'the lab needs Linux (network namespaces)';
  if (process.getuid?.() !== 0) return 'the lab needs root (network namespaces)';
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
  } catch {
    return 'the lab needs /dev/net/tun (modprobe tun)';
  }
  if (spawnSync('ip', ['-V']).status !== 0) return 'the lab needs ip (npm run test:setup installs iproute2)';
  if (spawnSync('ip', ['netns', 'list']).status !== 0 || spawnSync('unshare', ['-n', '-m', 'true']).status !== 0) {
    return 'the lab needs to create network namespaces, and this system forbids it';
  }
  return undefined;
};

/** When a process began, in clock ticks after boot: tells it from a later one of the same number. */
const startOf = (pid: number): string | undefined => {
  try {
    // Field 22 of proc_pid_stat(5), counted after the name, which may hold spaces.
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
};

export interface Namespaces {
  /** Ends what runs inside and deletes them. */
  readonly close: () => Promise<void>;
}

/**
 * Creates namespaces, each with an /etc/netns folder of its own, which `ip netns exec` lays over /etc.
 * A guard process deletes them when this process ends, however it ends.
 */
export const createNamespaces = (names: readonly string[], files: Readonly<Record<string, string>>): Namespaces => {
  mkdirSync(OWNERS, { recursive: true });
  for (const name of names) {
    writeFileSync(join(OWNERS, name), `${process.pid} ${startOf(process.pid)}`);
    mkdirSync(join(ETC, name), { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(ETC, name, file), text);
  }
  // A session of its own: Ctrl-C at the terminal must not reach it.
  const guard = spawn('sh', [GUARD, ...names], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  const gone = once(guard, 'exit');
  guard.unref();
  for (const name of names) run('ip', ['netns', 'add', name]);
  return {
    close: async () => {
      guard.ref();
      guard.stdin.end();
      await gone;
    },
  };
};

/** Deletes what labs of dead processes left behind. Their guards do that; this is for a guard that was killed too. */
export const sweep = (): readonly string[] => {
  const dead = listed().filter((name) => {
    const [pid, start] = readOwner(name);
    return start !== undefined && startOf(Number(pid)) !== start;
  });
  if (dead.length > 0) spawnSync('sh', [GUARD, ...dead], { stdio: ['ignore', 'ignore', 'inherit'] });
  return dead;
};

const listed = (): readonly string[] => {
  try {
    return readdirSync(OWNERS);
  } catch {
    return [];
  }
};
const readOwner = (name: string): readonly (string | undefined)[] => {
  try {
    return readFileSync(join(OWNERS, name), 'utf8').trim().split(' ');
  } catch {
    return [];
  }
};

/** Runs a command to its end. Throws with its error output when it fails. */
export const run = (command: string, args: readonly string[], input?: string): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
};
