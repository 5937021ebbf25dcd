import { describe, expect, it } from 'vitest';

import { familyOf, isPublic } from '../../src/domain/address.ts';
import { compare, comparisonTable, publicAddresses, type Database } from './compare.ts';

/** A database that says of the n-th address what stands there. */
const database = (name: string, ...says: readonly string[]): Database => ({
  name,
  database: {
    find: ({ address }) => {
      const country = says[Number(address.split('.')[3])] ?? '';
      return country === '' ? { says: 'location', why: 'not there' } : { says: 'location', country };
    },
  },
});
const addresses = ['9.0.0.0', '9.0.0.1', '9.0.0.2', '9.0.0.3'];

describe('the comparison of databases', () => {
  const all = [
    database('a', 'GB', 'GB', 'GB', ''),
    database('b', 'GB', 'GB', 'DE', 'FR'),
    database('c', 'GB', 'AE', 'NL', 'FR'),
  ];
  const found = compare(all, 4, addresses);

  it('counts who agrees, who stands alone, and who has nothing', () => {
    expect(found).toMatchObject({ addresses: 4, knownToAll: 3, agreeOnAll: 1, alone: { c: 1 }, missing: { a: 1 } });
  });
  it('counts each pair where both know something', () => {
    expect(found.pairs.map(({ of, both, differ }) => [of.join(), both, differ])).toEqual([
      ['a,b', 3, 1],
      ['a,c', 3, 2],
      ['b,c', 4, 2],
    ]);
    expect(found.pairs[0]?.most).toEqual([['GB/DE', 1]]);
  });
  it('is a table', () => {
    const lines = comparisonTable(['a', 'b', 'c'], found).split('\n');
    expect(lines).toContain('| all agree, of those known to all | 1 | 33.33 % |');
    expect(lines).toContain('| c stands alone, of those known to all | 1 | 33.33 % |');
    for (const line of lines) expect(line.split('|')).toHaveLength(5);
  });
});

it.each([4, 6] as const)('addresses of IPv%i are public, and the same for the same seed', (family) => {
  const drawn = [...publicAddresses(family, 500, 7)];
  expect(drawn).toEqual([...publicAddresses(family, 500, 7)]);
  expect(drawn).not.toEqual([...publicAddresses(family, 500, 8)]);
  expect(new Set(drawn).size).toBe(500);
  for (const address of drawn) expect([familyOf(address), isPublic(address)]).toEqual([family, true]);
});
