import { describe, expect, it } from 'vitest';

import { sameOf, type Described } from '../../src/watch/same.ts';

const one = (vantage: string, target: string, role: string, address: string): Described => ({
  subject: { target, vantage },
  role,
  address,
});
/** Whether home and office look at the same machine. */
const isSame = (home: readonly [string, string, string], office: readonly [string, string, string]): boolean => {
  const all = [one('home', ...home), one('office', ...office)];
  return new Set(all.map(sameOf(all))).size === 1;
};

describe('the same machine, seen from two places', () => {
  it.each([
    ['web', 'target', 'shop.example', 'Shop.example'],
    ['cloudflare', 'anchor', '2606:4700:4700::1111', '2606:4700:4700:0:0:0:0:1111'],
    ['nas', 'target', '192.168.1.9', '192.168.1.9'],
    ['resolver', 'resolver', '9.9.9.9', '9.9.9.9'],
    // Of an older version no more than the name is known.
    ['web', 'target', '', ''],
    ['web', 'target', '', 'shop.example'],
  ])('%s (%s) at %s and at %s is', (name, role, home, office) => {
    expect(isSame([name, role, home], [name, role, office])).toBe(true);
  });
  it.each([
    ['web', 'target', 'shop.example', 'shop.test'],
    ['web', 'target', '192.0.2.1', '192.0.2.2'],
    ['gateway', 'gateway', '192.168.1.1', '192.168.1.1'],
    ['first-hop', 'first-hop', '100.64.0.1', '100.64.0.1'],
    ['resolver', 'resolver', '192.168.1.1', '192.168.1.1'],
    ['resolver', 'resolver', '', ''],
    ['loopback', 'control', '127.0.0.1', '127.0.0.1'],
    ['own', 'target', '127.0.0.1', '127.0.0.1'],
    ['own', 'target', 'localhost', 'localhost'],
    ['own', 'target', 'fe80::1', 'fe80::1'],
  ])('%s (%s) at %s and at %s is not', (name, role, home, office) => {
    expect(isSame([name, role, home], [name, role, office])).toBe(false);
  });
  it('is not the one of another name, and not guessed where two are meant', () => {
    expect(isSame(['a', 'target', '192.0.2.1'], ['b', 'target', '192.0.2.1'])).toBe(false);
    const all = [
      one('a', 'web', 'target', 'x.example'),
      one('b', 'web', 'target', 'y.example'),
      one('c', 'web', 'target', ''),
    ];
    expect(new Set(all.map(sameOf(all))).size).toBe(3);
  });
  it('is one over two uplinks of a place', () => {
    const all = ['dsl', '5g'].map((via): Described => {
      const { subject, role, address } = one('home', 'gateway', 'gateway', '192.168.1.1');
      return { role, address, subject: { ...subject, via } };
    });
    expect(new Set(all.map(sameOf(all))).size).toBe(1);
  });
});
