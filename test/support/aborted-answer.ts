import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';

/** Calls back when `fetch`, in this process, next comes so far. */
const whenNext = (stage: 'headers' | 'trailers', then: () => void): void => {
  const name = `undici:request:${stage}`;
  const seen = (): void => {
    unsubscribe(name, seen);
    then();
  };
  subscribe(name, seen);
};

/**
 * Aborts when the last byte of an answer has come and its end is not yet read, of which `fetch` takes no notice in
 * Node 20 and 22 (nodejs/undici#4089): its body then never ends.
 */
export const abortedAtItsEnd = () => {
  const over = new AbortController();
  return {
    signal: over.signal,
    /** Sends the end only when the beginning is read. */
    answer: (response: ServerResponse, text: string): void => {
      whenNext('headers', () => response.end());
      whenNext('trailers', () => queueMicrotask(() => over.abort()));
      response.write(text);
    },
  };
};
