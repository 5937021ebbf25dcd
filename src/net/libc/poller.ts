import type { Libc } from './libc.ts';
import { POLLIN } from './linux.ts';
import { Memory } from './memory.ts';
import type { Socket } from './socket.ts';

// struct pollfd: number 0, wanted 4, found 6.
const POLLFD = 8;
const TIMESPEC = 16;

/** Asks of many sockets at once, and waits for none, on which there is anything to read: a message or an error. */
export class Poller {
  readonly #libc: Libc;
  readonly #memory: Memory;

  /** @param most sockets. */
  constructor(libc: Libc, most: number) {
    this.#libc = libc;
    // A timespec of zero first.
    this.#memory = new Memory(libc, TIMESPEC + most * POLLFD);
  }
  ready<T extends { readonly socket: Socket }>(all: readonly T[]): readonly T[] {
    const { view } = this.#memory;
    for (const [i, { socket }] of all.entries()) {
      this.#memory.setU32(TIMESPEC + i * POLLFD, socket.fd);
      this.#memory.setU32(TIMESPEC + i * POLLFD + 4, POLLIN);
    }
    const found = this.#libc.ppoll(this.#memory.address(TIMESPEC), all.length, this.#memory.address(), 0);
    return found <= 0 ? [] : all.filter((_, i) => view.getUint16(TIMESPEC + i * POLLFD + 6, true) !== 0);
  }
}
