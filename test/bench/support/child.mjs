// @ts-check
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** What runs ends with the bench. */
const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A program inside the network: its process, what it has said on both outputs, and its end.
 * @param {import('./network.mjs').Network} network
 * @param {readonly string[]} argv
 * @param {{ cwd?: string }} [options]
 */
export const start = (network, argv, { cwd } = {}) => {
  const [command, args] = network.command(argv);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(cwd === undefined ? {} : { cwd }) });
  running.add(child);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said.err += text));
  const ended = once(child, 'close').finally(() => running.delete(child));
  return {
    pid: child.pid ?? 0,
    said,
    ended,
    /** @param {NodeJS.Signals} [signal] */
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await ended;
    },
    /**
     * Resolves when it has said this on either output; throws when it ends before, or takes longer than a minute.
     * @param {string} text
     */
    until: async (text) => {
      for (let i = 0; i < 1_200; i += 1) {
        if (said.out.includes(text) || said.err.includes(text)) return;
        if (child.exitCode !== null || child.signalCode !== null) break;
        await pause(50);
      }
      throw new Error(`${argv.join(' ').slice(0, 200)} did not say ${text}: ${said.err.slice(-500)}`);
    },
  };
};

/**
 * Runs a program inside the network to its end.
 * @param {import('./network.mjs').Network} network
 * @param {readonly string[]} argv
 */
export const run = async (network, argv) => {
  const child = start(network, argv);
  await child.ended;
  return child.said;
};

const TICK_MICROS = 1e6 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/**
 * CPU time of a process with all its threads, in microseconds (utime and stime of proc_pid_stat(5)).
 * @param {number} pid
 */
export const cpuMicros = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
};
/**
 * Resident memory of a process in MiB.
 * @param {number} pid
 */
export const residentMiB = (pid) => {
  const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
  return Number(found?.[1] ?? Number.NaN) / 1024;
};

/**
 * What a program says of its version; undefined when it is not installed.
 * @param {string} command
 * @param {readonly string[]} args
 */
export const versionOf = (command, args) => {
  try {
    const said = execFileSync('sh', ['-c', `"$0" "$@" 2>&1`, command, ...args], { encoding: 'utf8' });
    return /\d+\.?\d+(\.\d+)*/.exec(said)?.[0] ?? 'installed';
  } catch {
    return undefined;
  }
};
