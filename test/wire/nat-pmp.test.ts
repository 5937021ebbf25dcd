import { assert, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseAddress } from '../../src/domain/address.ts';
import { externalAddressRequest, readNatPmpAnswer } from '../../src/wire/nat-pmp.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));

describe('NAT-PMP', () => {
  it('asks for the outer address by two zero bytes', () => {
    expect(externalAddressRequest()).toEqual(hex('0000'));
  });
  it('is answered with an address and the time since mappings were lost', () => {
    // miniupnpd 2.3.1
    const told = { kind: 'address', address: '128.66.0.2', epochSeconds: 3 };
    expect(readNatPmpAnswer(hex('0080 0000 00000003 80420002'))).toEqual(told);
    expect(readNatPmpAnswer(hex('0080 0000 ffffffff 00000000'))).toEqual({
      kind: 'address',
      address: '0.0.0.0',
      epochSeconds: 0xffff_ffff,
    });
  });
  it.each([
    ['0080 0003 00000003 00000000', 3, 'it has no network (no address of its own, perhaps)'], // miniupnpd 2.3.1
    ['0080 0001 00000003', 1, 'it does not speak this version'],
    ['0080 0002 00000003', 2, 'it does not want to'],
    ['0080 0005 00000003', 5, 'it does not know the question'],
    ['0080 002a 00000003', 42, 'result 42'],
    // A server of PCP alone, by PCP's header
    ['0280 0001 00000000 00000009 00000000 00000000 00000000', 1, 'it does not speak this version'],
  ])('is answered with an error: %s', (bytes, code, reason) => {
    expect(readNatPmpAnswer(hex(bytes))).toEqual({ kind: 'error', code, reason });
  });
  it.each([
    ['cut short', '0080 0000 00000003 804200'],
    ['longer', '0080 0000 00000003 80420002 00'],
    ['empty', ''],
    ['a request', '0000'],
    ['of another question', '0081 0000 00000003 80420002'],
    ['of another version, and no error', '0280 0000 00000003 80420002'],
  ])('takes nothing else for an answer: %s', (_, bytes) => {
    expect(readNatPmpAnswer(hex(bytes))).toBeUndefined();
  });
  it('may be answered with any bytes', () => {
    assert(
      property(uint8Array({ maxLength: 40 }), (bytes) => {
        const told = readNatPmpAnswer(bytes);
        if (told?.kind === 'address') expect(parseAddress(told.address)?.bytes).toEqual(bytes.slice(8));
      }),
      { numRuns: 500 },
    );
    assert(
      property(uint8Array({ maxLength: 12 }), (tail) => {
        readNatPmpAnswer(Uint8Array.of(0, 128, 0, 0, ...tail));
        readNatPmpAnswer(Uint8Array.of(0, 128, ...tail));
      }),
    );
  });
});
