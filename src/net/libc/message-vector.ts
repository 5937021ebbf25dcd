import type { Address, Libc } from './libc.ts';
import { Memory } from './memory.ts';

// struct mmsghdr on 64-bit Linux: name 0, namelen 8, iov 16, iovlen 24, control 32, controllen 40, flags 48, len 56.
const HEADER = 64;
const IOVEC = 16;
const NAME = 32; // a sockaddr_in6 is 28
const CONTROL = 256; // stamps 64, extended error with its offender 64, TTL 24, drop count 24

/** The argument of recvmmsg, laid out once and used again and again. All offsets are into `memory`. */
export class ReceiveVector {
  readonly memory: Memory;
  readonly count: number;
  readonly #dataBytes: number;

  /** @param dataBytes of each message that are kept; the rest is cut off. */
  constructor(libc: Libc, count: number, dataBytes: number) {
    this.count = count;
    this.#dataBytes = dataBytes;
    this.memory = new Memory(libc, count * (HEADER + IOVEC + NAME + CONTROL + dataBytes));
    for (let i = 0; i < count; i += 1) {
      const header = i * HEADER;
      const iovec = count * HEADER + i * IOVEC;
      this.memory.setU64(header, this.memory.address(this.nameAt(i)));
      this.memory.setU64(header + 16, this.memory.address(iovec));
      this.memory.setU64(header + 24, 1);
      this.memory.setU64(header + 32, this.memory.address(this.controlAt(i)));
      this.memory.setU64(iovec, this.memory.address(this.dataAt(i)));
      this.memory.setU64(iovec + 8, dataBytes);
    }
    this.arm(count);
  }
  /** Makes the first `n` ready to receive again: the kernel overwrote their lengths. */
  arm(n: number): void {
    for (let i = 0; i < n; i += 1) {
      this.memory.setU32(i * HEADER + 8, NAME);
      this.memory.setU32(i * HEADER + 40, CONTROL);
      this.memory.setU32(i * HEADER + 48, 0);
    }
  }
  nameAt(i: number): number {
    return this.count * (HEADER + IOVEC) + i * NAME;
  }
  controlAt(i: number): number {
    return this.count * (HEADER + IOVEC + NAME) + i * CONTROL;
  }
  dataAt(i: number): number {
    return this.count * (HEADER + IOVEC + NAME + CONTROL) + i * this.#dataBytes;
  }
  controlLength(i: number): number {
    return this.memory.u32(i * HEADER + 40);
  }
  dataLength(i: number): number {
    return Math.min(this.#dataBytes, this.memory.u32(i * HEADER + 56));
  }
}

/** The argument of sendmmsg: whole packets, each to an address of its own, no control messages. */
export class SendVector {
  readonly #memory: Memory;
  readonly count: number;

  constructor(libc: Libc, count: number) {
    this.count = count;
    this.#memory = new Memory(libc, count * (HEADER + IOVEC));
    for (let i = 0; i < count; i += 1) {
      this.#memory.setU64(i * HEADER + 16, this.#memory.address(count * HEADER + i * IOVEC));
      this.#memory.setU64(i * HEADER + 24, 1);
    }
  }
  set(i: number, name: Address, nameLength: number, data: Address, dataLength: number): void {
    const iovec = this.count * HEADER + i * IOVEC;
    this.#memory.setU64(i * HEADER, name);
    this.#memory.setU32(i * HEADER + 8, nameLength);
    this.#memory.setU64(iovec, data);
    this.#memory.setU64(iovec + 8, dataLength);
  }
  /** Where message `i` starts, to send from there on. */
  from(i: number): Address {
    return this.#memory.address(i * HEADER);
  }
}
