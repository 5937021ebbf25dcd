import { describe, expect, it } from 'vitest';

import { natOf } from '../../../src/api/addresses/nat.ts';
import type { AddressReport } from '../../../src/probes/address/report.ts';
import { addressOf } from './support.ts';

type Views = AddressReport['router']['views'];
const A = '198.51.100.7';
const of = (views: Views, codes: Parameters<typeof natOf>[1] = [], local?: string) =>
  natOf({ ...addressOf(local === undefined ? {} : { local }), router: { views } }, codes);
const found = (code: string, certain = true) => ({ code, summary: `it is ${code}.`, evidence: { certain } });
const says = (address: string): Views => [{ by: 'upnp', address }];

describe('what stands between a machine and the world', () => {
  it.each([
    ['none', of([], [], A), 'No NAT: this machine has the public address itself.'],
    ['nat', of(says(A)), `One NAT, the router’s: it has ${A}, as the world sees it.`],
    ['cgnat', of(says('100.72.3.4'), [found('cgnat')]), `CGNAT: the router has 100.72.3.4, the world sees ${A}.`],
    ['cgnat', of([], [found('cgnat', false)]), 'Perhaps CGNAT: it is cgnat.'],
    [
      'double-nat',
      of(says('192.168.178.20'), [found('double-nat')]),
      `Double NAT: the router has 192.168.178.20, the world sees ${A}.`,
    ],
    [
      'double-nat',
      of(says('10.0.0.2'), [found('double-nat'), found('cgnat', false)]),
      `Double NAT: the router has 10.0.0.2, the world sees ${A}. Perhaps CGNAT, too.`,
    ],
    ['unknown', of(says('192.0.2.9')), `The router has 192.0.2.9, the world sees ${A}.`],
    [
      'unknown',
      of([{ by: 'pcp', why: 'no answer' }]),
      `The router does not tell its outer address (pcp: no answer); the world sees ${A}.`,
    ],
  ] as const)('%s', (kind, nat, words) => {
    expect(nat).toEqual({ kind, words });
  });
  it('is not told of IPv6 alone', () => {
    expect(natOf(addressOf({ family: 6, address: '2001:db8::1' }), [])).toBeUndefined();
  });
});
