import { request } from 'node:http';
import { Readable } from 'node:stream';

import type { Hono } from 'hono';

import { SECOND, type Millis } from '../../domain/time.ts';

export interface Answer {
  readonly status: number;
  /** Throws where the answer breaks off. It is to be read, or destroyed. */
  readonly body: Readable;
}
/** Whoever owns the record of a state folder. */
export interface Owner {
  /** Rejects where it is gone, does not answer in time, or the signal aborts. */
  ask(method: 'GET' | 'POST', path: string, signal: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

/** The service that listens there, which has so long for the head of an answer. */
export const ownerAt = (socketPath: string, within: Millis): Owner => ({
  ask: (method, path, signal) =>
    new Promise((resolve, reject) => {
      const asked = request({ socketPath, method, path, agent: false, signal }, (answer) => {
        clearTimeout(late);
        resolve({ status: answer.statusCode ?? 0, body: answer });
      });
      const late = setTimeout(() => asked.destroy(new Error(`no answer within ${within / SECOND} s`)), within);
      asked.on('error', (error) => {
        clearTimeout(late);
        reject(error);
      });
      asked.end();
    }),
  close: () => Promise.resolve(),
});

const HELLO: Millis = 5 * SECOND;
/** Whether a service answers at a socket: one that is stopped (SIGSTOP) or hangs does not. */
export const answersAt = async (socketPath: string, signal: AbortSignal): Promise<boolean> => {
  try {
    const { status, body } = await ownerAt(socketPath, HELLO).ask('GET', '/', signal);
    body.resume();
    return status === 200;
  } catch {
    return false; // nobody there, or nobody who talks
  }
};

/** The same within this process. Whoever closes it waits for no answer any more. */
export const ownerHere = (app: Hono, close: () => Promise<void>): Owner => {
  const over = new AbortController();
  return {
    ask: async (method, path, signal) => {
      const answer = await app.request(path, { method, signal: AbortSignal.any([signal, over.signal]) });
      const body = answer.body === null ? Readable.from([]) : Readable.from(answer.body);
      return { status: answer.status, body };
    },
    close: () => {
      over.abort();
      return close();
    },
  };
};
