import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { emptyAncillary, readControl } from '../../../src/net/libc/control.ts';

interface Message {
  readonly level: number;
  readonly type: number;
  readonly data: Uint8Array;
}
/** Control messages as the kernel lays them out: length, level, type, data, each padded to 8. */
const laid = (messages: readonly Message[]): DataView => {
  const padded = (m: Message): number => 16 + Math.ceil(m.data.length / 8) * 8;
  const view = new DataView(new ArrayBuffer(messages.reduce((sum, m) => sum + padded(m), 0)));
  let at = 0;
  for (const m of messages) {
    view.setUint32(at, 16 + m.data.length, true);
    view.setUint32(at + 8, m.level, true);
    view.setUint32(at + 12, m.type, true);
    new Uint8Array(view.buffer).set(m.data, at + 16);
    at += padded(m);
  }
  return view;
};
const words = (...values: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
const read = (view: DataView, from = 0, length = view.byteLength) => {
  const out = emptyAncillary();
  readControl(view, from, length, out);
  return out;
};
const stamp = { level: 1, type: 37, data: words(1_780_000_000, 0, 123_456_789, 0, 0, 0, 0, 0, 0, 0, 0, 0) };

describe('control messages', () => {
  it('tell a stamp, a TTL and drops together', () => {
    const told = read(laid([stamp, { level: 0, type: 2, data: words(57) }, { level: 1, type: 40, data: words(9) }]));
    expect(told).toMatchObject({ seconds: 1_780_000_000, nanos: 123_456_789, ttl: 57, dropped: 9, origin: 0 });
  });
  it('tell the hop limit of IPv6', () => {
    expect(read(laid([{ level: 41, type: 52, data: words(64) }])).ttl).toBe(64);
  });
  it('tell an ICMP error and where its offender stands', () => {
    const data = Uint8Array.from([
      113,
      0,
      0,
      0,
      2,
      3,
      4,
      0,
      ...words(1_400, 0),
      2,
      0,
      0,
      0,
      10,
      0,
      0,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    ]);
    expect(read(laid([{ level: 0, type: 11, data }]))).toMatchObject({
      origin: 2,
      type: 3,
      code: 4,
      info: 1_400,
      offenderAt: 32,
      offenderEnd: 48,
      seconds: -1,
    });
  });
  it('tell the number of a departure stamp', () => {
    const data = Uint8Array.from([42, 0, 0, 0, 4, 0, 0, 0, ...words(0, 77)]);
    expect(read(laid([stamp, { level: 41, type: 25, data }]))).toMatchObject({ origin: 4, data: 77, offenderAt: 0 });
  });
  it('have no stamp when the kernel wrote zeros', () => {
    expect(read(laid([{ ...stamp, data: new Uint8Array(48) }])).seconds).toBe(-1);
  });
  it('forget the message before', () => {
    const out = emptyAncillary();
    const view = laid([stamp, { level: 0, type: 2, data: words(57) }]);
    readControl(view, 0, view.byteLength, out);
    readControl(view, 0, 0, out);
    expect(out).toMatchObject({ seconds: -1, ttl: -1, dropped: -1, origin: 0 });
  });
  it('may be any bytes: reading ends and stays inside', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      // Nearly right ones, so that more than the first header is read.
      fc
        .array(
          fc.record({
            level: fc.constantFrom(0, 1, 41),
            type: fc.constantFrom(2, 11, 25, 37, 40, 52),
            data: fc.uint8Array({ maxLength: 64 }),
          }),
          { maxLength: 5 },
        )
        .map((m) => new Uint8Array(laid(m).buffer)),
    );
    fc.assert(
      fc.property(bytes, fc.nat(320), fc.nat(320), (bytes, from, length) => {
        const told = read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), from, length);
        expect(told.offenderEnd).toBeLessThanOrEqual(bytes.length);
        expect(told.offenderAt).toBeLessThanOrEqual(told.offenderEnd);
      }),
    );
  });
});
