import { assert, constantFrom, oneof, property, tuple, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { linkQuestion, readLinkAnswer, readRouteAnswer, routeQuestion } from '../../src/wire/rtnetlink.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));

describe('a question to rtnetlink', () => {
  it('of a route names the destination, and how it is bound', () => {
    const to = { family: 4, bytes: Uint8Array.of(192, 0, 2, 1) } as const;
    expect(routeQuestion({ to, device: 0, source: undefined, mark: undefined })).toEqual(
      hex('24000000 1a00 0100 00000000 00000000  02 20 00 00 00 00 00 00 00000000  0800 0100 c0000201'),
    );
    const source = { family: 4, bytes: Uint8Array.of(192, 0, 2, 9) } as const;
    expect(routeQuestion({ to, device: 7, source, mark: 0x1234 })).toEqual(
      hex(`3c000000 1a00 0100 00000000 00000000  02 20 20 00 00 00 00 00 00000000
        0800 0100 c0000201  0800 0200 c0000209  0800 0400 07000000  0800 1000 34120000`),
    );
  });
  it('of an interface names its index', () => {
    expect(linkQuestion(7)).toEqual(hex('20000000 1200 0100 00000000 00000000  00 00 0000 07000000 00000000 00000000'));
  });
});

describe('an answer of rtnetlink', () => {
  it('tells the interface, the gateway, and when what was learned is forgotten', () => {
    // With a path MTU of 1400 learned some milliseconds ago.
    const answer = hex(`60000000 1800 0000 00000000 00000000  02 20 00 00 fe 00 00 01 00020000
      0800 0400 02000000  0800 0500 0a4d0102  0800 0700 0a4d0101  0c00 0800 0800 0200 78050000
      2000 0c00 00000000 00000000 5cea0000 00000000 00000000 00000000 00000000`);
    expect(readRouteAnswer(answer)).toEqual({ device: 2, gateway: '10.77.1.2', isSelf: false, expires: 59_996 });
  });
  it('tells the name and MTU of an interface', () => {
    const answer = hex(`34000000 1000 0000 00000000 00000000  00 00 0100 02000000 00000000 00000000
      0700 0300 763000 00  0800 0400 dc050000`);
    expect(readLinkAnswer(answer)).toEqual({ name: 'v0', mtu: 1500 });
  });
  it('is none when it is an error or cut short', () => {
    const error = hex('24000000 0200 0000 00000000 00000000  9bffffff 24000000 1a000100 00000000 00000000');
    expect(readRouteAnswer(error)).toBeUndefined();
    expect(readLinkAnswer(error)).toBeUndefined();
  });
  it('may be any bytes', () => {
    const some = uint8Array({ maxLength: 200 });
    const typed = tuple(constantFrom(16, 24), some).map(([type, rest]) => {
      const bytes = new Uint8Array(16 + rest.length);
      const view = new DataView(bytes.buffer);
      view.setUint32(0, bytes.length, true);
      view.setUint16(4, type, true);
      bytes.set(rest, 16);
      return bytes;
    });
    assert(
      property(oneof(some, typed), (bytes) => {
        readRouteAnswer(bytes);
        readLinkAnswer(bytes);
      }),
    );
  });
});
