import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addressList, pageList, placeList, readPlace } from '../../src/probes/places.ts';

describe('a place with a port', () => {
  it.each([
    ['stun.example.org:3478', { host: 'stun.example.org', port: 3478 }],
    ['192.0.2.1:1', { host: '192.0.2.1', port: 1 }],
    ['[2001:db8::1]:65535', { host: '2001:db8::1', port: 65_535 }],
  ])('%s is read', (text, place) => expect(readPlace(text)).toEqual(place));
  it.each([
    'stun.example.org',
    ':1',
    'a:0',
    'a:65536',
    '2001:db8::1:3478',
    '[a]:1',
    '[192.0.2.1]:1',
    'a b:1',
    'http://a:1',
  ])('%s is none', (text) => expect(readPlace(text)).toBeUndefined());
  it('of any text is one that can be asked, or none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const place = readPlace(text);
        if (place !== undefined) expect(place.port > 0 && place.port < 65_536 && place.host !== '').toBe(true);
      }),
    );
  });
});

describe('lists', () => {
  it('are written as such, or with commas on a command line', () => {
    expect(addressList.parse('192.0.2.1, 2001:DB8::1')).toEqual(['192.0.2.1', '2001:db8::1']);
    expect(placeList.parse(['a.example:1'])).toEqual(['a.example:1']);
    expect(pageList.parse('https://a.example/who')).toEqual(['https://a.example/who']);
  });
  it.each([
    [addressList, ['192.0.2.256']],
    [addressList, []],
    [addressList, Array.from({ length: 7 }, (_, i) => `192.0.2.${i}`)],
    [pageList, ['https://me:secret@a.example/']],
    [pageList, ['ftp://a.example/']],
    [placeList, 5],
  ])('of what is none are refused', (list, given) => expect(list.safeParse(given).success).toBe(false));
});
