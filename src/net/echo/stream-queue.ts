import type { EchoEvent } from '../net.ts';

/** More than this unread: whoever fills the queue is asked to stop; at a quarter of it, to go on. */
const HIGH_WATER = 4_096;

export interface QueueOwner {
  /** Nobody reads any more. */
  stopped(): void;
  /** Too much is unread, or no longer. */
  paused(on: boolean): void;
}

/** The events of one request, from whoever measures to whoever reads, one reader at a time. */
export class StreamQueue implements AsyncIterableIterator<EchoEvent> {
  readonly #owner: QueueOwner;
  #events: EchoEvent[] = [];
  #read = 0;
  #paused = false;
  #over = false;
  #error: Error | undefined;
  #waiting: { resolve: (r: IteratorResult<EchoEvent>) => void; reject: (e: Error) => void } | undefined;

  constructor(owner: QueueOwner) {
    this.#owner = owner;
  }
  push(event: EchoEvent): void {
    if (this.#over) return;
    if (this.#waiting !== undefined) {
      const { resolve } = this.#waiting;
      this.#waiting = undefined;
      resolve({ done: false, value: event });
      return;
    }
    this.#events.push(event);
    if (!this.#paused && this.#events.length - this.#read > HIGH_WATER) this.#pause(true);
  }
  /** No more will come. What is queued can still be read, unless `drop`. */
  end(drop = false): void {
    if (drop) this.#clear();
    if (this.#over) return;
    this.#over = true;
    this.#waiting?.resolve({ done: true, value: undefined });
    this.#waiting = undefined;
  }
  /** The engine broke: the reader is told by an exception. */
  fail(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
  next(): Promise<IteratorResult<EchoEvent>> {
    const event = this.#events[this.#read];
    if (event !== undefined) {
      this.#read += 1;
      this.#tidy();
      return Promise.resolve({ done: false, value: event });
    }
    if (this.#error !== undefined) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#over) return Promise.resolve({ done: true, value: undefined });
    if (this.#waiting !== undefined) return Promise.reject(new Error('an echo stream has one reader at a time'));
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }
  return(): Promise<IteratorResult<EchoEvent>> {
    this.end(true);
    this.#owner.stopped();
    return Promise.resolve({ done: true, value: undefined });
  }
  [Symbol.asyncIterator](): this {
    return this;
  }
  #clear(): void {
    this.#events.length = 0;
    this.#read = 0;
  }
  #tidy(): void {
    const unread = this.#events.length - this.#read;
    if (unread === 0) this.#clear();
    else if (this.#read >= HIGH_WATER) {
      this.#events = this.#events.slice(this.#read);
      this.#read = 0;
    }
    if (this.#paused && unread <= HIGH_WATER / 4) this.#pause(false);
  }
  #pause(on: boolean): void {
    this.#paused = on;
    this.#owner.paused(on);
  }
}
