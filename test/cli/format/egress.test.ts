import { describe, expect, it } from 'vitest';

import { egressLines } from '../../../src/cli/format/egress.ts';
import { styleFor } from '../../../src/cli/format/style.ts';
import { widthOf } from '../../../src/cli/format/text.ts';

const style = styleFor({ isTTY: false, columns: 80, isOpen: true, write: () => undefined }, {});

describe('who the world says we are', () => {
  it('is the address, its provider and the way out, and why a family has none', () => {
    const known = {
      family: 4 as const,
      address: '192.0.2.117',
      how: 'stun' as const,
      asn: 3320,
      asName: 'DTAG Internet service provider operations, DE',
      firstHop: '198.51.100.1',
      pathMtu: 1492,
    };
    const missing = [{ family: 6 as const, why: 'stun.example.org has no such address' }];
    expect(egressLines({ egress: [known], missing }, { rtt: 12_300 }, style)).toEqual([
      'IPv4                   192.0.2.117, by STUN',
      '  Provider             AS3320, DTAG Internet service provider operations, DE',
      '  First public router  198.51.100.1',
      '  Path MTU             1,492 B',
      'IPv6                   none: stun.example.org has no such address',
      'STUN exchange          12.3 ms',
    ]);
  });
  it('is no more than is known, in 80 columns, without control characters', () => {
    const known = { family: 6 as const, address: '2001:db8::1', how: 'http' as const };
    expect(egressLines({ egress: [known], missing: [] }, {}, style)).toEqual(['IPv6  2001:db8::1, by a page']);
    const hostile = { ...known, asn: 64_500, asName: `\u001b[31m ${'word '.repeat(40)}` };
    const lines = egressLines({ egress: [hostile], missing: [{ family: 4, why: '\u202e gone' }] }, {}, style);
    for (const sign of ['\u001b', '\u202e']) expect(lines.join('')).not.toContain(sign);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(78);
  });
});
