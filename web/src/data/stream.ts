import type { Live } from '../../../src/api/schema.ts';
import { backoff } from '../model/backoff.ts';
import { elapsedSince, SILENCE, type Reading } from '../model/stale.ts';
import type { Host } from './host.ts';

const KINDS = ['hello', 'samples', 'state', 'event', 'gap', 'run', 'tick'] as const;
/** Messages are handed on together, so that twenty targets cost one rendering. */
const FLUSH = 200;
/** What wakes a page comes in threes: a connection as young as this (ms) is let be. */
const YOUNG = 1_000;

export interface StreamHandlers {
  onMessages(messages: readonly Live[]): void;
  /** Called once per break; the stream then tries again by itself. */
  onBreak(): void;
}
export interface Stream {
  /** To be called every second or so: whether it fell silent. By both clocks, since timers stand still in sleep. */
  look(): void;
  /** Drops a connection that may be dead (a tablet woke up) and connects at once. */
  restart(): void;
  /** Connects no more until it is restarted. */
  pause(): void;
  /** When the connection was opened, by the monotonic clock (ms). */
  openedAt(): number;
}

/** Follows /api/live for good: one connection at a time, with backoff, also where it stays open but falls silent. */
export const followLive = (host: Pick<Host, 'now' | 'random' | 'after' | 'open'>, handlers: StreamHandlers): Stream => {
  let source: ReturnType<Host['open']> | undefined;
  let attempt = 0;
  let openedAt: Reading = { mono: -Infinity, wall: -Infinity };
  let heardAt = host.now();
  let callOff = (): void => {};
  let isFlushing = false;
  let queue: Live[] = [];

  const flush = (): void => {
    isFlushing = false;
    const messages = queue;
    queue = [];
    if (messages.length > 0) handlers.onMessages(messages);
  };
  const disconnect = (): void => {
    source?.close();
    source = undefined;
    // What it still had to hand on would pass for contact; the next connection tells all anew.
    queue = [];
    callOff();
  };
  const broken = (): void => {
    disconnect();
    handlers.onBreak();
    callOff = host.after(backoff(attempt, host.random()), connect);
    attempt += 1;
  };
  const connect = (): void => {
    disconnect();
    const own = host.open('/api/live');
    source = own;
    openedAt = host.now();
    heardAt = openedAt;
    const heard = (event: Event): void => {
      // What one that was given up still had to say is not news.
      if (own !== source) return;
      heardAt = host.now();
      let message: Live;
      try {
        message = JSON.parse((event as MessageEvent<string>).data) as Live;
      } catch {
        return; // Half a message: the next one tells.
      }
      attempt = 0;
      queue.push(message);
      if (isFlushing) return;
      isFlushing = true;
      host.after(FLUSH, flush);
    };
    for (const kind of KINDS) own.addEventListener(kind, heard);
    own.addEventListener('error', () => own === source && broken());
  };
  connect();
  return {
    look: () => {
      if (source !== undefined && elapsedSince(heardAt, host.now()) > SILENCE) broken();
    },
    restart: () => {
      if (source !== undefined && elapsedSince(openedAt, host.now()) < YOUNG) return;
      attempt = 0;
      connect();
    },
    pause: disconnect,
    openedAt: () => openedAt.mono,
  };
};
