import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { FAR } from '../config.ts';
import { follow, isReply } from '../follower.ts';
import type { Scenario } from '../scenario.ts';
import { startService, type StartOptions } from '../service.ts';
import { holds } from '../until.ts';

/** At SIGUSR2 a thread dies, about which there is a line to write. */
const PRELOAD = fileURLToPath(new URL('../end-thread.mjs', import.meta.url));
const PORT = 8_471;

/** A pipe that nobody reads, full to the brim, as a file name. */
const fullPipe = (folder: string, later: (undo: () => unknown) => void): string => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  later(() => closeSync(fd));
  const some = Buffer.alloc(4_096, 'x');
  try {
    for (;;) writeSync(fd, some);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
  return path;
};

export const outputs: Scenario = {
  name: 'outputs',
  run: async ({ folder, later, say }) => {
    let slowest = 0;
    const told: string[] = [];
    const play = async (
      what: string,
      options: Partial<StartOptions>,
      spoil: (close: () => void) => void,
    ): Promise<void> => {
      const service = startService({ folder: folder(), config: FAR(), nodeArgs: ['--import', PRELOAD], ...options });
      later(() => service.kill('SIGKILL'));
      const follower = await follow(service);
      await follower.next(isReply);
      spoil(() => {
        service.child.stdout?.destroy();
        service.child.stderr?.destroy();
      });
      const since = performance.now();
      const at = Date.now() * 1_000;
      service.signal('SIGUSR2');
      await follower.next(
        (t) => isReply(t) && t.sample.at > at + 200_000,
        20_000,
        `${what}: it goes on after a complaint`,
      );
      slowest = Math.max(slowest, performance.now() - since);
      const { status } = await service.get('/healthz');
      holds(status === 200, `${what}: /healthz answers ${status}`);
      const { code } = await service.kill('SIGTERM');
      holds(code === 0, `${what}: it left with code ${code}`);
      told.push(what);
      say(what);
    };
    const redirected = (to: string): readonly string[] => ['sh', '-c', `exec "$@" ${to}`, 'sh'];
    await play('both closed by their reader', {}, (close) => close());
    await play('both on a full disk', { wrapper: redirected('>/dev/full 2>&1'), port: PORT }, () => undefined);
    const home = folder();
    const pipe = fullPipe(home, later);
    await play('errors into a full pipe', { wrapper: redirected(`2>>'${pipe}'`) }, () => undefined);
    return {
      done: `standard output and error: ${told.join('; ')}; then a thread of it died, which it has to tell`,
      told: 'it went on measuring and answering, and stopped cleanly',
      recoveredMs: slowest,
    };
  },
};
