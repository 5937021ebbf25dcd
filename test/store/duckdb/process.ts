import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, beforeAll } from 'vitest';

import { bundle } from '../../support/bundle.ts';

export interface Said {
  readonly head?: number;
  readonly durable?: number;
  readonly refused?: string;
  readonly closed?: boolean;
  readonly health?: { readonly ok: boolean; readonly pending: number; readonly lastError?: string };
  readonly failed?: { readonly what: string };
}
export interface Owner {
  readonly process: ChildProcess;
  /** The next line of it; undefined when it has ended. */
  next(): Promise<Said | undefined>;
  say(line: string): void;
  /** SIGKILL, and everything that it still got to say. */
  kill(): Promise<readonly Said[]>;
}

/** Starts processes that own a state folder; none outlives its test. `wrap` is a command to run it under. */
export const owners = (): ((args: readonly string[], wrap?: readonly string[]) => Owner) => {
  let child: Awaited<ReturnType<typeof bundle>> | undefined;
  const running = new Set<ChildProcess>();
  beforeAll(async () => {
    child = await bundle(fileURLToPath(new URL('child.ts', import.meta.url)));
  });
  afterEach(() => {
    for (const p of running) p.kill('SIGKILL');
  });
  afterAll(() => child?.remove());
  return (args, wrap = []) => {
    const [command = process.execPath, ...rest] = [...wrap, process.execPath, child?.path ?? '', ...args];
    const p = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    running.add(p);
    p.once('exit', () => running.delete(p));
    const lines = createInterface({ input: p.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<Said | undefined> => {
      const line = await lines.next();
      return line.done === true ? undefined : (JSON.parse(line.value) as Said);
    };
    return {
      process: p,
      next,
      say: (line) => p.stdin.write(`${line}\n`),
      kill: async () => {
        const gone = p.exitCode === null && p.signalCode === null ? once(p, 'exit') : undefined;
        p.kill('SIGKILL');
        const rest: Said[] = [];
        for (let said = await next(); said !== undefined; said = await next()) rest.push(said);
        await gone;
        return rest;
      },
    };
  };
};
