import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { nameOf, originName, originOf } from '../../../src/probes/egress/asn.ts';
import { addressIn } from '../../../src/probes/egress/ask-who.ts';

it('an address is asked for backwards', () => {
  expect(originName('84.56.7.8')).toBe('8.7.56.84.origin.asn.cymru.com');
  expect(originName('2001:db8::1')).toBe(
    '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.origin6.asn.cymru.com',
  );
  expect(originName('nowhere')).toBeUndefined();
});
it('what is told of it is read with care', () => {
  expect(originOf(['3209 | 84.56.0.0/13 | DE'])).toBe(3209);
  expect(originOf(['13335 209242 | 1.1.1.0/24'])).toBe(13_335);
  expect(nameOf(['3209 | DE | ripencc | 1994-01-01 | VODANET, DE'])).toBe('VODANET, DE');
  fc.assert(
    fc.property(fc.array(fc.string()), (texts) => {
      const asn = originOf(texts) ?? 1;
      expect(Number.isInteger(asn) && asn > 0 && asn <= 0xffff_ffff).toBe(true);
      expect(nameOf(texts)?.length ?? 0).toBeLessThanOrEqual(80);
    }),
  );
});
it.each([
  ['fl=1\nip=84.56.7.8\nts=1.5', 4, '84.56.7.8'],
  ['2001:DB8::1\n', 6, '2001:db8::1'],
  ['{"ip":"84.56.7.8"}', 4, '84.56.7.8'],
  ['84.56.7.8', 6, undefined],
  ['<p>no address</p>', 4, undefined],
])('the page %j names by IPv%d %s', (body, family, address) => {
  expect(addressIn(body, family as 4 | 6)).toBe(address);
});
