import type { Address, Libc } from './libc.ts';

/** Bytes that never move, seen as bytes and words, with the address that C knows them by. */
export class Memory {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly #base: Address;

  constructor(libc: Libc, length: number) {
    const buffer = Buffer.allocUnsafeSlow(length).fill(0);
    // Not the Buffer itself: its slice() shares memory, that of any other byte array copies.
    this.bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, length);
    this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    this.#base = libc.addressOf(buffer);
  }
  address(offset = 0): Address {
    return this.#base + offset;
  }
  u32(offset: number): number {
    return this.view.getUint32(offset, true);
  }
  setU32(offset: number, value: number): void {
    this.view.setUint32(offset, value, true);
  }
  /** A pointer or size_t; addresses of user space fit a double. */
  setU64(offset: number, value: number): void {
    this.view.setUint32(offset, value % 0x1_0000_0000, true);
    this.view.setUint32(offset + 4, Math.floor(value / 0x1_0000_0000), true);
  }
}
