import { describe, expect, it } from 'vitest';

import { resetsOfTtlFilter, ttlBitFilter } from '../../src/wire/socket-filter.ts';

/** Runs a program as the kernel does, of the few instructions that ours have: the bytes let in, 0 for a drop. */
const run = (program: Uint8Array, packet: { readonly network: Uint8Array; readonly tcp: Uint8Array }): number => {
  const view = new DataView(program.buffer);
  let accumulator = 0;
  for (let at = 0; at < program.length; at += 8) {
    const [code, value] = [view.getUint16(at, true), view.getUint32(at + 4, true)];
    const jump = (isTrue: boolean): void => void (at += 8 * view.getUint8(at + (isTrue ? 2 : 3)));
    if (code === 0x06) return value;
    if (code === 0x30)
      accumulator = (value >= 0xfff0_0000 ? packet.network[value - 0xfff0_0000] : packet.tcp[value]) ?? 0;
    else if (code === 0x15) jump(accumulator === value);
    else if (code === 0x45) jump((accumulator & value) !== 0);
    else throw new Error(`no such instruction: ${code}`);
  }
  throw new Error('the program has no end');
};
const packet = (family: 4 | 6, ttl: number, flags: number) => {
  const network = new Uint8Array(40);
  network[family === 4 ? 8 : 7] = ttl;
  const tcp = new Uint8Array(20);
  tcp[13] = flags;
  return { network, tcp };
};
const [SYN_ACK, RST, RST_ACK] = [0x12, 0x04, 0x14];

describe.each([4, 6] as const)('a socket filter of IPv%i', (family) => {
  it('lets in what has a bit of its TTL set, or what has not', () => {
    for (const ttl of [0, 1, 55, 64, 128, 255]) {
      for (let bit = 0; bit < 8; bit += 1) {
        const has = ((ttl >> bit) & 1) === 1;
        const isIn = (isSet: boolean): boolean =>
          run(ttlBitFilter(family, bit, isSet), packet(family, ttl, SYN_ACK)) > 0;
        expect([isIn(true), isIn(false)]).toEqual([has, !has]);
      }
    }
  });
  it('keeps out resets of another TTL, and nothing else', () => {
    const isIn = (ttl: number, flags: number): boolean =>
      run(resetsOfTtlFilter(family, 55), packet(family, ttl, flags)) > 0;
    expect([isIn(55, RST), isIn(55, RST_ACK), isIn(60, SYN_ACK)]).toEqual([true, true, true]);
    expect([isIn(60, RST), isIn(54, RST_ACK)]).toEqual([false, false]);
  });
});
