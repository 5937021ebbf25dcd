import type { Live } from '../../../src/api/schema.ts';
import { backoff } from '../model/backoff.ts';
import { SILENCE } from '../model/stale.ts';

const KINDS = ['hello', 'samples', 'state', 'event', 'gap', 'run', 'tick'] as const;
/** Messages are handed on together, so that twenty targets cost one rendering. */
const FLUSH = 200;

export interface StreamHandlers {
  onMessages(messages: readonly Live[]): void;
  /** Called once per break; the stream then tries again by itself. */
  onBreak(): void;
}
export interface Stream {
  /** Drops a connection that may be dead (a tablet woke up) and connects at once. */
  restart(): void;
  close(): void;
}

/** Follows /api/live for good: reconnects with backoff, also where the connection stays open but falls silent. */
export const followLive = (handlers: StreamHandlers): Stream => {
  let source: EventSource | undefined;
  let attempt = 0;
  let closed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let flushing: ReturnType<typeof setTimeout> | undefined;
  let queue: Live[] = [];

  const flush = (): void => {
    flushing = undefined;
    const messages = queue;
    queue = [];
    handlers.onMessages(messages);
  };
  const disconnect = (): void => {
    source?.close();
    source = undefined;
    clearTimeout(silence);
    clearTimeout(retry);
  };
  const broken = (): void => {
    disconnect();
    if (closed) return;
    handlers.onBreak();
    retry = setTimeout(connect, backoff(attempt, Math.random()));
    attempt += 1;
  };
  const heard = (event: MessageEvent<string>): void => {
    clearTimeout(silence);
    silence = setTimeout(broken, SILENCE);
    let message: Live;
    try {
      message = JSON.parse(event.data) as Live;
    } catch {
      return; // Half a message: the next one tells.
    }
    attempt = 0;
    queue.push(message);
    flushing ??= setTimeout(flush, FLUSH);
  };
  const connect = (): void => {
    disconnect();
    if (closed) return;
    source = new EventSource('/api/live');
    silence = setTimeout(broken, SILENCE);
    for (const kind of KINDS) source.addEventListener(kind, heard as (e: Event) => void);
    source.addEventListener('error', broken);
  };
  connect();
  return {
    restart: () => {
      attempt = 0;
      connect();
    },
    close: () => {
      closed = true;
      disconnect();
      clearTimeout(flushing);
    },
  };
};
