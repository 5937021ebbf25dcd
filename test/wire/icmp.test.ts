import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { echoReplyType, icmpReason, readEchoHeader, writeEchoRequest } from '../../src/wire/icmp.ts';

const u16 = fc.integer({ min: 0, max: 0xffff });
const family = fc.constantFrom(4 as const, 6 as const);

describe('echo header', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(family, u16, u16, fc.nat(20), (family, id, seq, before) => {
        const bytes = new Uint8Array(before + 8);
        writeEchoRequest(bytes.subarray(before), family, id, seq);
        const type = family === 4 ? 8 : 128;
        expect(readEchoHeader(bytes, before, before + 8)).toEqual({ type, code: 0, id, seq });
      }),
    );
  });
  it('is undefined for what is too short, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: -5, max: 50 }), fc.nat(50), (bytes, from, to) => {
        const header = readEchoHeader(bytes, from, to);
        expect(header === undefined).toBe(to - from < 8 || to > bytes.length);
      }),
    );
  });
  it('has the reply types of RFC 792 and RFC 4443', () => {
    expect([echoReplyType(4), echoReplyType(6)]).toEqual([0, 129]);
  });
});

it.each([
  [4, 3, 0, 'unreachable'],
  [4, 3, 4, 'too-big'],
  [4, 3, 13, 'unreachable'],
  [4, 11, 0, 'time-exceeded'],
  [4, 12, 0, 'unreachable'],
  [4, 5, 1, undefined],
  [4, 0, 0, undefined],
  [6, 1, 0, 'unreachable'],
  [6, 2, 0, 'too-big'],
  [6, 3, 0, 'time-exceeded'],
  [6, 4, 1, 'unreachable'],
  [6, 129, 0, undefined],
] as const)('IPv%i type %i code %i is %s', (family, type, code, reason) => {
  expect(icmpReason(family, type, code)).toBe(reason);
});
