import { assert, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { announceRequest, readPcpAnswer } from '../../src/wire/pcp.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const REST = '00000000 00000000 00000000';

describe('PCP', () => {
  it('only asks whether a server is there: opcode 0, no mapping', () => {
    expect(announceRequest('192.168.1.2')).toEqual(hex('02000000 00000000 00000000 00000000 0000ffff c0a80102'));
    expect(announceRequest('fe80::2%eth0')).toEqual(hex('02000000 00000000 fe800000 00000000 00000000 00000002'));
    expect(() => announceRequest('router')).toThrow(TypeError);
  });
  it.each([
    // miniupnpd 2.3.1
    [`02800000 00000000 00000003 ${REST}`, { version: 2, code: 0, reason: 'success', epochSeconds: 3 }],
    [`0280000c 00000384 00000009 ${REST}`, { version: 2, code: 12, epochSeconds: 9 }],
    [`028000ff 00000000 00000009 ${REST}`, { version: 2, code: 255, reason: 'result 255' }],
    // Of a version to come, which tells the highest that it speaks (9)
    [`03800001 00000000 00000009 ${REST}`, { version: 3, code: 1, reason: 'it does not speak this version' }],
    // Of a server of NAT-PMP alone (RFC 6886, 3.5)
    ['00800001 00000007', { version: 0, code: 1, reason: 'it does not speak this version', epochSeconds: 7 }],
  ])('is answered: %s', (bytes, told) => {
    expect(readPcpAnswer(hex(bytes))).toMatchObject(told);
  });
  it.each([
    ['cut short', '02800000 00000000 00000003 00000000 00000000 000000'],
    ['of no whole words', `02800000 00000000 00000003 ${REST} 00`],
    ['a request', `02000000 00000000 00000003 ${REST}`],
    ['of a MAP', `02810000 00000000 00000003 ${REST}`],
    ['of another version, and no error', `03800000 00000000 00000003 ${REST}`],
    ['of NAT-PMP with an address', '0080 0000 00000003 80420002'],
    ['empty', ''],
  ])('takes nothing else for an answer: %s', (_, bytes) => {
    expect(readPcpAnswer(hex(bytes))).toBeUndefined();
  });
  it('may be answered with any bytes', () => {
    assert(property(uint8Array({ maxLength: 1_200 }), (bytes) => void readPcpAnswer(bytes)));
    assert(
      property(uint8Array({ maxLength: 1_200 }), (tail) => {
        const told = readPcpAnswer(Uint8Array.of(2, 128, ...tail));
        if (told !== undefined) expect(tail.length + 2).toBeLessThanOrEqual(1_100);
      }),
    );
  });
});
