import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startTalker } from './talk.ts';

export interface Forward {
  /** On 127.0.0.1, outside. */
  readonly port: number;
  readonly close: () => Promise<void>;
}

const SCRIPT = fileURLToPath(new URL('./forward.mjs', import.meta.url));

/** Joins 127.0.0.1:`outside` of this namespace (0: any free port) with 127.0.0.1:`inside` of the named one. */
export const openForward = async (namespace: string, inside: number, outside: number): Promise<Forward> => {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-forward-'));
  const path = join(folder, 'socket');
  const helper = await startTalker('ip', ['netns', 'exec', namespace, process.execPath, SCRIPT, path, String(inside)]);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const way = connect(path);
    for (const [one, other] of [
      [client, way],
      [way, client],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
    client.pipe(way).pipe(client);
  });
  server.listen(outside, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  return {
    port: address.port,
    close: async () => {
      server.close();
      for (const socket of open) socket.destroy();
      await helper.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
