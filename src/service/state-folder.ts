import { join } from 'node:path';

/** Where the record is kept: the folder that was told, or the user's own (XDG Base Directory Specification). */
export const stateFolder = (
  told: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string => told ?? (env.PLUMBLINE_STATE || join(env.XDG_STATE_HOME || join(home, '.local', 'state'), 'plumbline'));

/** Where the command line keeps what others publish: it may go at any time. The service keeps its own in its state folder. */
export const cacheFolder = (env: Readonly<Record<string, string | undefined>>, home: string): string =>
  join(env.XDG_CACHE_HOME || join(home, '.cache'), 'plumbline');
