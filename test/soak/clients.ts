import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Millis } from '../../src/domain/time.ts';

export interface Followed {
  readonly bytes: number;
  /** Samples told. */
  readonly samples: number;
  readonly gaps: number;
  /** Times that the stream ended and was opened again. */
  readonly again: number;
}
export interface Asked {
  /** In the order of asking. */
  readonly took: readonly Millis[];
  readonly failed: number;
  /** Of the last that failed. */
  readonly why?: string;
}

const PAUSE: Millis = 1_000;
const PATIENCE: Millis = 30_000;

/** Follows the live stream until aborted. */
export const follow = (url: string, signal: AbortSignal): { readonly told: Followed; readonly done: Promise<void> } => {
  const told = { bytes: 0, samples: 0, gaps: 0, again: -1 };
  const once = (): Promise<void> =>
    new Promise((resolve) => {
      told.again += 1;
      const end = (): void => resolve();
      const asked = get(`${url}/api/live`, { agent: false, signal }, (answer) => {
        answer.setEncoding('latin1').on('data', (text: string) => {
          told.bytes += text.length;
          told.samples += text.split('"at":').length - 1;
          told.gaps += text.split('event: gap').length - 1;
        });
        answer.on('error', end).on('close', end);
      });
      asked.on('error', end);
    });
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await once();
      await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  };
  return { told, done: run() };
};

const ask = (url: string, agent: Agent): Promise<{ readonly took: Millis; readonly why?: string }> =>
  new Promise((resolve) => {
    const began = performance.now();
    const took = (): Millis => performance.now() - began;
    const headers = { 'accept-encoding': 'gzip' };
    const asked = get(url, { agent, headers, timeout: PATIENCE }, (answer) => {
      answer.resume().on('error', (error) => resolve({ took: took(), why: error.message }));
      answer.on('end', () =>
        resolve(answer.statusCode === 200 ? { took: took() } : { took: took(), why: `status ${answer.statusCode}` }),
      );
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${PATIENCE / 1_000} s`)));
    asked.on('error', (error) => resolve({ took: took(), why: error.message }));
  });

/** Asks for the paths in turn, one every `every`, until aborted. */
export const poll = (
  url: string,
  paths: readonly string[],
  every: Millis,
  signal: AbortSignal,
): { readonly asked: ReadonlyMap<string, Asked>; readonly done: Promise<void> } => {
  const asked = new Map<string, Asked & { readonly took: Millis[] }>();
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const run = async (): Promise<void> => {
    for (let i = 0; !signal.aborted; i += 1) {
      const path = paths[i % paths.length] ?? '/';
      const { took, why } = await ask(url + path, agent);
      const known = asked.get(path) ?? { took: [], failed: 0 };
      known.took.push(took);
      asked.set(path, why === undefined || signal.aborted ? known : { ...known, failed: known.failed + 1, why });
      await sleep(every, undefined, { signal }).catch(() => undefined);
    }
    agent.destroy();
  };
  return { asked, done: run() };
};
