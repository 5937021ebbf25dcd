import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Millis } from '../../src/domain/time.ts';
import { until } from './until.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const SAID_LIMIT = 1_000_000;
const ADDRESS = /open (http:\/\/\S+?)\/?\s/;

export interface StartOptions {
  /** Where the config lies, and the state where none is given. It stands in for the home folder too. */
  readonly folder: string;
  readonly state?: string;
  readonly config: string;
  /** Runs in front of the service: `prlimit …`, say. */
  readonly wrapper?: readonly string[];
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where nothing can be read from its output: the port, which is asked until it answers. */
  readonly port?: number;
}
export interface Answer {
  readonly status: number;
  readonly text: string;
}
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}
/** The real service, built, as a process of its own. */
export interface Service {
  readonly child: ChildProcess;
  readonly pid: number;
  /** When it was started, by `performance.now()`. */
  readonly startedAt: Millis;
  readonly ended: Promise<Ended>;
  readonly isRunning: () => boolean;
  /** Everything on its standard output and error. */
  readonly said: () => string;
  /** Where the page is, once it has said so; rejects with what it said where it ends before. */
  readonly url: (within?: Millis) => Promise<string>;
  readonly get: (path: string, within?: Millis) => Promise<Answer>;
  /** Of an answer with status 200; anything else throws. */
  readonly json: <T>(path: string) => Promise<T>;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Sends the signal and waits for the end. */
  readonly kill: (name: NodeJS.Signals, within?: Millis) => Promise<Ended>;
}

/** One request on a connection of its own: none is left over from a service that was killed. */
const get = (url: string, within: Millis): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, timeout: within }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', reject);
    });
    asked.on('timeout', () => asked.destroy(new Error(`${url}: no answer within ${within} ms`)));
    asked.on('error', reject);
    asked.end();
  });

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });

/** Starts the service; it is not waited for. */
export const startService = (options: StartOptions): Service => {
  const { folder, state = join(folder, 'state'), config, wrapper = [], nodeArgs = [], env = {}, port = 0 } = options;
  const file = join(folder, 'plumbline.yaml');
  writeFileSync(file, config);
  const flags = ['serve', '--state', state, '--listen', `127.0.0.1:${port}`, '--config', file];
  const [command = '', ...args] = [...wrapper, process.execPath, ...nodeArgs, MAIN, ...flags];
  const { PATH } = process.env;
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const startedAt = performance.now();
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-SAID_LIMIT)));
  let over: Ended | undefined;
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    over = { code: code as number | null, signal: signal as NodeJS.Signals | null };
    return over;
  });
  const url = async (within: Millis = 30_000): Promise<string> => {
    const found = await until(
      'the service says its address',
      async () => {
        if (port > 0 && (await isOpen(port))) return `http://127.0.0.1:${port}`;
        const told = ADDRESS.exec(said)?.[1];
        if (told !== undefined) return told;
        if (over !== undefined) throw new Error(`the service ended (${over.code ?? over.signal}): ${said.trim()}`);
        return undefined;
      },
      within,
    );
    return found;
  };
  const signal = (name: NodeJS.Signals): void => {
    if (over === undefined) child.kill(name);
  };
  const ask = async (path: string, within: Millis = 10_000): Promise<Answer> => get((await url()) + path, within);
  return {
    child,
    pid: child.pid ?? -1,
    startedAt,
    ended,
    isRunning: () => over === undefined,
    said: () => said,
    url,
    get: ask,
    json: async <T>(path: string) => {
      const { status, text } = await ask(path);
      if (status !== 200) throw new Error(`${path}: ${status} ${text.slice(0, 300)}`);
      return JSON.parse(text) as T;
    },
    signal,
    kill: async (name, within = 30_000) => {
      signal(name);
      return until(`the service ends after ${name}`, () => over, within);
    },
  };
};
