import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The record itself, in the state folder. */
export const DATABASE = 'plumbline.duckdb';

/** sockaddr_un holds 108 bytes with the zero at the end (unix(7)). */
const SOCKET_PATH_BYTES = 107;
/** The file by which a command line finds the service that owns a state folder. */
export const socketPathIn = (folder: string): string | undefined => {
  const path = join(folder, 'plumbline.sock');
  return Buffer.byteLength(path) > SOCKET_PATH_BYTES ? undefined : path;
};

/** Makes it, and those above it, for this user alone. Node's own recursion never comes back from a folder that takes none, such as /proc. */
export const makeFolder = (folder: string): void => {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const path of missing) mkdirSync(path, { mode: 0o700 });
  if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`);
};
