import { Readable } from 'node:stream';

import type { Hono } from 'hono';

import { answerProblem } from '../problem.ts';
import type { OwnerDeps } from './app.ts';

/** `POST /backup`: a copy of the whole record as it is at one moment, as a file. */
export const backupRecord = (app: Hono, deps: OwnerDeps): void => {
  app.post('/backup', async (c) => {
    const made = await deps.backup(c.req.raw.signal);
    if (!made.ok) return answerProblem(c, { status: 503, what: `No backup: ${made.why}.` });
    c.header('Content-Type', 'application/octet-stream');
    c.header('Content-Length', `${made.bytes}`);
    return c.body(Readable.toWeb(made.body) as ReadableStream<Uint8Array>, 200);
  });
};
