import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { Lab } from './lab.ts';

export interface ServiceOptions {
  /** Holds the state, and stands in for the home folder, so that no other config is found. */
  readonly folder: string;
  /** Where it runs. Left out: at home. */
  readonly machine?: string;
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The text of plumbline.yaml; without one the service discovers what to watch. */
  readonly config?: string;
  /** Runs in front of the service: `setpriv …`, say. */
  readonly wrapper?: readonly string[];
  /** The port of 127.0.0.1 outside where the page is; 0 takes any. */
  readonly outside?: number;
}
/** A plumbline service on a machine of the lab, with its page reachable from outside. */
export interface Service {
  readonly url: string;
  /** What it has said so far. */
  readonly said: () => string;
  /** Sends the signal, `times` in a row, and waits for the end. */
  readonly kill: (signal: NodeJS.Signals, times?: number) => Promise<{ readonly code: number | null }>;
}

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const INSIDE = 8440;
const ADDRESS = /https?:\/\/\S+/;

/** Resolves when the service has said its address. Throws with what it said when it ends before. */
export const startService = async (lab: Lab, options: ServiceOptions): Promise<Service> => {
  const { folder, machine = 'home', env, config, wrapper = [], outside = 0 } = options;
  const state = join(folder, 'state');
  const flags = ['--state', state, '--listen', `127.0.0.1:${INSIDE}`];
  if (config !== undefined) {
    const file = join(folder, 'plumbline.yaml');
    // It may hold secrets: the config page warns where others may read it.
    await writeFile(file, config, { mode: 0o600 });
    flags.push('--config', file);
  }
  const { PATH } = process.env;
  const [command = process.execPath, ...args] = [...wrapper, process.execPath, MAIN, 'serve', ...flags];
  const child = lab.spawn(machine, command, args, {
    cwd: folder,
    env: { PATH, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit');
  let said = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        said += `${line}\n`;
        if (ADDRESS.test(line)) resolve();
      });
    }
    child.once('exit', (code) => reject(new Error(`the service ended with code ${code}:\n${said}`)));
    child.once('error', reject);
  });
  const forward = await lab.forward(machine, INSIDE, { port: outside });
  return {
    url: `http://127.0.0.1:${forward.port}`,
    said: () => said,
    kill: async (signal, times = 1) => {
      end(child, signal);
      // At once they would be one: a signal that is pending already does not count again.
      for (let i = 1; i < times; i += 1) {
        await setTimeout(20);
        end(child, signal);
      }
      await gone;
      await forward.close();
      return { code: child.exitCode };
    },
  };
};

const end = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
};
