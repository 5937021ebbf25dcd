import { chmodSync, rmSync } from 'node:fs';

import type { Hono } from 'hono';

import { HOUR, SECOND, type Millis } from '../../domain/time.ts';
import type { ConnectionLimits } from '../connections.ts';
import { boundedServer, closeServer } from '../serve.ts';

/** Whoever asks is the owner's own command line: few, and some wait for a person who reads page by page. */
const LIMITS: ConnectionLimits = {
  all: 8,
  each: 8,
  told: 8,
  toldWithin: 2 * SECOND,
  untaken: 16 * 1024 * 1024,
  headersWithin: 10 * SECOND,
  requestWithin: 30 * SECOND,
  idle: 5 * SECOND,
  silent: HOUR,
  look: 5 * SECOND,
};

export type OwnerServing =
  | { readonly ok: true; close(grace?: Millis): Promise<void> }
  | { readonly ok: false; readonly detail: string };

/**
 * Serves the app on a Unix socket that only this user may connect to. What lies at the path was left by a process that
 * is gone: the state folder's lock is this one's. `limits` is for tests.
 */
export const serveOwner = (app: Hono, path: string, limits: ConnectionLimits = LIMITS): Promise<OwnerServing> => {
  const server = boundedServer(app.fetch, limits);
  return new Promise((resolve) => {
    const failed = (error: Error): void => resolve({ ok: false, detail: `the socket ${path}: ${error.message}` });
    server.on('error', failed);
    try {
      rmSync(path, { force: true });
      server.listen({ path }, () => {
        chmodSync(path, 0o600);
        resolve({ ok: true, close: (grace) => closeServer(server, grace) });
      });
    } catch (error) {
      failed(error as Error);
    }
  });
};
