import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The program is not installed. */
export const missing = (program: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
};
const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** A web server of Debian's on ports of its own of 127.0.0.1. */
export interface WebServer {
  readonly folder: string;
  /** Checks it as its own program does, then runs it with these lines, instead of what ran before. */
  run(lines: string): Promise<void>;
}
/** One that is stopped, and whose folder is removed, by what is put into `closing`. */
export const served = async (
  closing: (() => Promise<void> | void)[],
  write: (folder: string, lines: string) => void,
  check: (folder: string) => readonly [string, readonly string[]],
  command: (folder: string) => readonly [string, readonly string[]],
): Promise<WebServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-web-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  let running: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    running?.kill('SIGTERM');
    if (running !== undefined) await ended(running);
  };
  closing.push(stop);
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  return {
    folder,
    run: async (lines) => {
      await stop();
      write(folder, lines);
      const [checker, with_] = check(folder);
      execFileSync(checker, with_, { stdio: 'pipe', env });
      const [program, args] = command(folder);
      running = spawn(program, args, { stdio: 'ignore', env });
    },
  };
};
