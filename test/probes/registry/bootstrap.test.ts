import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseAddress, type Address } from '../../../src/domain/address.ts';
import { serverOf } from '../../../src/probes/registry/bootstrap.ts';
import { LIST_4, LIST_6 } from './answers.ts';

const addressOf = (text: string): Address => {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(text);
  return address;
};
const find = (list: unknown, text: string): string | undefined => serverOf(list, addressOf(text))?.href;

describe('the registry of an address', () => {
  it('is that of the longest prefix, by https where it can be', () => {
    expect(find(LIST_4, '9.1.2.3')).toBe('https://rdap.one.example/rdap/');
    expect(find(LIST_4, '9.9.9.9')).toBe('https://rdap.two.example/');
    expect(find(LIST_6, '2620:fe::fe')).toBe('https://rdap.one.example/rdap/');
  });
  it('is none where no prefix has it, or nobody can be asked', () => {
    expect(find(LIST_6, '2a00::1')).toBeUndefined();
    expect(find(LIST_6, '9.9.9.9')).toBeUndefined();
    expect(find(LIST_4, '77.1.1.1')).toBeUndefined();
  });
  it.each(['', '9.0.0.0', '9.0.0.0/33', '9.0.0.0/-1', '9.0.0/8', '9.0.0.0/8/8', 'x/8', '::/0'])(
    'is not of the prefix %j',
    (prefix) => expect(find({ services: [[[prefix], ['https://x.example/']]] }, '9.9.9.9')).toBeUndefined(),
  );
  it('may be listed by anything, and is a web address or none', () => {
    const prefixes = fc.array(fc.oneof(fc.string(), fc.constantFrom('9.0.0.0/8', '9.9.9.9/32', '0.0.0.0/0')));
    const services = fc.array(fc.tuple(prefixes, fc.array(fc.oneof(fc.string(), fc.webUrl()))));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ services })), (list) => {
        expect(find(list, '9.9.9.9') ?? 'https://').toMatch(/^https?:\/\//);
      }),
    );
  });
});
