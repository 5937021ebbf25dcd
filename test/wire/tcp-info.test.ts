import { assert, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readTcpInfo } from '../../src/wire/tcp-info.ts';

const info = (values: Readonly<Record<number, number>>, options = 0): DataView => {
  const view = new DataView(new ArrayBuffer(228));
  view.setUint8(0, 1);
  view.setUint8(5, options);
  for (const [at, value] of Object.entries(values)) view.setUint32(Number(at), value, true);
  return view;
};

describe('what the kernel tells of a connection', () => {
  it('is read where linux/tcp.h puts it', () => {
    const view = info({
      16: 1460,
      20: 536,
      60: 1500,
      68: 20_400,
      84: 1460,
      100: 3,
      136: 10,
      140: 7,
      148: 20_100,
      224: 2,
    });
    expect(readTcpInfo(view)).toEqual({
      state: 1,
      figures: {
        sndMss: 1460,
        advMss: 1460,
        rcvMss: 536,
        pathMtu: 1500,
        rttMicros: 20_400,
        minRttMicros: 20_100,
        retransmits: 3,
        outOfOrder: 2,
        bytesAcked: 0,
        bytesReceived: 0,
        segmentsIn: 7,
        segmentsOut: 10,
      },
      isAllAcked: true,
    });
  });
  it('counts the bytes of timestamps into an MSS', () => {
    expect(readTcpInfo(info({ 16: 1448, 84: 1448, 20: 1448 }, 1))?.figures).toMatchObject({
      sndMss: 1460,
      advMss: 1460,
      rcvMss: 1460,
    });
  });
  it('counts bytes without the SYN', () => {
    const view = info({ 120: 1_001, 128: 5, 132: 1, 148: 0xffff_ffff, 68: 7 });
    expect(readTcpInfo(view)?.figures).toMatchObject({
      bytesAcked: 1_000,
      bytesReceived: 2 ** 32 + 5,
      minRttMicros: 7,
    });
  });
  it.each([
    [true, { 120: 1_001, 200: 2_000 }],
    [false, { 24: 1 }],
    [false, { 144: 1 }],
    [true, { 0: 7, 120: 1_001, 200: 1_500, 208: 500 }],
    [false, { 0: 7, 120: 1_001, 200: 1_501, 208: 500 }],
    [false, { 0: 7, 120: 1_001, 200: 1_500, 208: 500, 144: 1 }],
  ])('tells whether all was acknowledged: %s for %o', (expected, values) => {
    expect(readTcpInfo(info(values))?.isAllAcked).toBe(expected);
  });
  it('is undefined where the kernel tells less, and never throws', () => {
    assert(
      property(uint8Array({ maxLength: 300 }), (bytes) => {
        const seen = readTcpInfo(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
        return (seen === undefined) === bytes.length < 228;
      }),
    );
  });
});
