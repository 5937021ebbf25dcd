import { emptyAncillary, readControl, type Ancillary } from './control.ts';
import type { Libc } from './libc.ts';
import { MSG_DONTWAIT, MSG_ERRQUEUE } from './linux.ts';
import { ReceiveVector } from './message-vector.ts';
import { readSockaddr } from './sockaddr.ts';
import type { Socket } from './socket.ts';

/** What one message is, valid until the next one is read. */
export interface Message {
  readonly bytes: Uint8Array;
  readonly about: Ancillary;
  /** Who sent it; of an error, whom the packet went to that it is about. */
  readonly name: string | undefined;
  /** Who sent the ICMP error. */
  readonly offender: string | undefined;
}
const BATCH = 4;
/** What waits on one socket is read in bounded bites: the rest is there the next time. */
const MOST = 64;

/** Reads the messages and errors of any number of sockets, one after the other. */
export class Inbox {
  readonly #libc: Libc;
  readonly #vector: ReceiveVector;
  readonly #about = emptyAncillary();

  /** @param bytes of each message that are kept. */
  constructor(libc: Libc, bytes: number) {
    this.#libc = libc;
    this.#vector = new ReceiveVector(libc, BATCH, bytes);
  }
  /** Hands on what has come, or, of the error queue, what was said about what was sent. */
  read(socket: Socket, queue: 'messages' | 'errors', each: (message: Message) => void): void {
    const flags = queue === 'errors' ? MSG_DONTWAIT | MSG_ERRQUEUE : MSG_DONTWAIT;
    const vector = this.#vector;
    for (let read = 0; read < MOST; read += BATCH) {
      const n = this.#libc.recvmmsg(socket.fd, vector.memory.address(), BATCH, flags, 0);
      for (let i = 0; i < n; i += 1) each(this.#message(i));
      if (n > 0) vector.arm(n);
      if (n < BATCH) return;
    }
  }
  #message(i: number): Message {
    const { memory } = this.#vector;
    const { view } = memory;
    const about = this.#about;
    readControl(view, this.#vector.controlAt(i), this.#vector.controlLength(i), about);
    const from = this.#vector.dataAt(i);
    const nameAt = this.#vector.nameAt(i);
    return {
      bytes: memory.bytes.subarray(from, from + this.#vector.dataLength(i)),
      about,
      name: readSockaddr(view, nameAt, nameAt + 28),
      offender: about.offenderAt === 0 ? undefined : readSockaddr(view, about.offenderAt, about.offenderEnd),
    };
  }
}
