import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Addresses } from '../../src/api/addresses/schema.ts';
import type { Event } from '../../src/api/schema.ts';
import {
  addressesVerdict,
  ageWords,
  columnsOf,
  correctionsOf,
  heldRows,
  heldWords,
  patchesOf,
  placedWords,
  placesShown,
  rowsOf,
} from '../../web/src/model/addresses.ts';
import { countryName, plain } from '../../web/src/model/countries.ts';
import { routeOf } from '../../web/src/model/route.ts';
import { glanceWords } from '../../web/src/model/where.ts';
import { sentence, tellEvent } from '../../web/src/model/words.ts';
import { addressNow, placeNow, says } from '../api/addresses/support.ts';
import { T0 } from './support.ts';

const DAY = 86_400_000_000;
const four = (country: string) => ({ country, says: 4, of: 5 });
const spaced = (text: string): string => text.replaceAll('\u00a0', ' ');
const house = placeNow('internet', undefined, [addressNow('198.51.100.7', four('GB'))]);
const dsl = {
  ...placeNow('dsl', 'dsl', [
    addressNow('198.51.100.7', four('GB'), 'GB', [
      says('dbip', 'AE', { maker: 'DB-IP', builtAt: T0 - 9 * DAY }),
      says('ripe', 'GB', { kind: 'delegated', says: 'registration' }),
      says('mine', 'GB'),
    ]),
  ]),
  live: true,
};
const mobile = placeNow('5g', '5g', [addressNow('203.0.113.9', four('NL'), undefined, [says('dbip')])]);
const all = (more: Partial<Addresses> = {}): Addresses => ({
  now: T0,
  vantage: 'home',
  places: [house, dsl, mobile],
  evidence: { standing: 'none', pieces: [], agree: [], contradicts: [], leftOut: [], words: '' },
  sites: [],
  ...more,
});

describe('the page of addresses', () => {
  it('has an address of its own', () => {
    expect(routeOf('/addresses/')).toEqual({ page: 'addresses' });
  });
  it('shows each address once, and the house where no line has its address', () => {
    expect(columnsOf(all()).map((c) => `${c.label} ${c.address.address}`)).toEqual([
      'DSL 198.51.100.7',
      '5G 203.0.113.9',
    ]);
    expect(placesShown(all({ places: [house] }))).toEqual([house]);
    const elsewhere = placeNow('internet', undefined, [addressNow('192.0.2.1')]);
    expect(placesShown(all({ places: [elsewhere, dsl] }))).toHaveLength(2);
  });
  it('has a row a source, registration last, and a hole where it was not asked', () => {
    const rows = rowsOf(columnsOf(all()));
    expect(rows.map((r) => [r.source, r.answers.map((a) => a?.country ?? a?.why)])).toEqual([
      ['dbip', ['AE', 'it did not answer']],
      ['mine', ['GB', undefined]],
      ['ripe', ['GB', undefined]],
    ]);
    expect(rows[0]).toMatchObject({ maker: 'DB-IP', builtAt: T0 - 9 * DAY });
    expect(spaced(ageWords(T0 - 9 * DAY, T0))).toBe('built 9 d ago');
    expect(ageWords(T0 + DAY, T0)).toBe('built today');
  });
  it.each([
    [all(), 'up', 'The world says United Kingdom'],
    [all({ here: { country: 'DE' } }), 'degraded', 'The world says United Kingdom, not Germany'],
    [all({ places: [placeNow('dsl', 'dsl', [])] }), 'unknown', 'Not known yet where the world thinks this is'],
    [
      all({ places: [placeNow('dsl', 'dsl', [addressNow('192.0.2.1')])] }),
      'unknown',
      'The world does not agree where this is',
    ],
    // Where the line that stands by is says nothing of the live one.
    [
      all({ places: [{ ...placeNow('dsl', 'dsl', [addressNow('192.0.2.1')]), live: true }, mobile, house] }),
      'unknown',
      'The world does not agree where this is',
    ],
    [
      all({ places: [{ ...placeNow('dsl', 'dsl', [{ family: 4, address: '192.0.2.1' }]), live: true }, house] }),
      'up',
      'The world says United Kingdom',
    ],
  ] as const)('says at a glance, %#', (told, word, title) => {
    expect(addressesVerdict(told)).toMatchObject({ word, title });
  });
  it('names whom to write to, with the address that it is about', () => {
    const c = { source: 'DB-IP', to: 'https://db-ip.com/report/', wants: 'it', text: 'please' };
    const [now] = dsl.addresses;
    if (now?.geo === undefined) throw new Error('it has none');
    const place = { ...dsl, addresses: [{ ...now, geo: { ...now.geo, corrections: [c] } }] };
    expect(correctionsOf(all({ places: [house, place] }))).toEqual([{ ...c, address: '198.51.100.7' }]);
  });
  it('tells how long an address was held, and at least how long where that began before', () => {
    const held = [
      { name: 'dsl', family: 4 as const, address: 'a', from: T0 - 2 * DAY },
      { name: 'dsl', family: 4 as const, address: 'b', to: T0 - 2 * DAY },
    ];
    const history = {
      now: T0,
      from: T0 - 90 * DAY,
      to: T0,
      held,
      placed: [],
      happened: [],
      gaps: [],
      truncated: false,
    };
    expect(heldRows(history, [dsl, mobile])).toEqual([{ name: 'dsl', family: 4, held }]);
    expect(held.map((h) => spaced(heldWords(h, T0, history.from)))).toEqual(['2 d', 'more than 88 d']);
  });
});

describe('a strip of places', () => {
  const stretches = [
    { from: T0 - 10 * DAY, to: T0 - 5 * DAY, country: 'GB' },
    { from: T0 - 5 * DAY, to: T0 - 4 * DAY },
    { from: T0 - 4 * DAY, to: T0, country: 'AE' },
  ];
  const row = { name: 'dsl', family: 4 as const, address: 'a', source: 'dbip', stretches };
  it('tells by look what is as it should be, what is not, and what is not known', () => {
    expect(patchesOf(row, T0 - 20 * DAY, T0, 'GB')).toEqual([
      { left: 50, width: 25, look: 'same', country: 'GB' },
      { left: 75, width: 5, look: 'none' },
      { left: 80, width: 20, look: 'other', country: 'AE' },
    ]);
    expect(spaced(placedWords(row))).toBe('United Kingdom 5 d, no answer 1 d, United Arab Emirates 4 d');
  });
  it('lies within its range, whatever that is', () => {
    const at = fc.integer({ min: T0 - 30 * DAY, max: T0 + 30 * DAY });
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 60 * DAY }), (from, length) => {
        for (const p of patchesOf(row, from, from + length, 'GB')) {
          expect(p.left).toBeGreaterThanOrEqual(0);
          expect(p.left + p.width).toBeLessThanOrEqual(100.000_001);
        }
      }),
    );
  });
});

describe('words', () => {
  it('of countries are their names, and what is no code stays as it is', () => {
    expect(['GB', 'AE', 'XK', 'zz', '<b>'].map(countryName)).toEqual([
      'United Kingdom',
      'United Arab Emirates',
      'Kosovo',
      'zz',
      '<b>',
    ]);
  });
  it('of strangers lose what would act on the words around them', () => {
    expect(plain('a\u202Eb\u0000c\u2067d\u001B[31m')).toBe('a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}[31m');
    expect(plain('שלום Søns')).toBe('שלום Søns');
  });
  it('of the wall say where the live line is seen, and where it is not', () => {
    const measured = { at: T0, every: 86_400_000 };
    const place = { name: 'dsl', label: 'DSL', live: true, country: 'AE', says: 2, of: 3, ...measured };
    const other = { ...place, live: false, country: 'NL' };
    expect(glanceWords({ places: [other, place], refusing: 0 })).toEqual({
      name: 'where',
      text: 'Seen in United Arab Emirates (2 of 3)',
      look: 'up',
      ...measured,
    });
    expect(glanceWords({ here: 'GB', places: [{ ...place, isHere: false }], refusing: 0 })).toEqual({
      name: 'where',
      text: 'Seen in United Arab Emirates, not United Kingdom',
      look: 'degraded',
      ...measured,
    });
    expect(glanceWords({ here: 'GB', places: [], refusing: 0 })).toBeUndefined();
  });
  const found = (evidence: Event['evidence'], target = 'dsl', via = target): Event => ({
    kind: 'event',
    at: T0,
    type: 'address-finding',
    severity: 'warn',
    subject: { target, via, vantage: 'home' },
    evidence,
  });
  const tell = (e: Event): string => sentence(tellEvent(e, { label: (n) => n.toUpperCase(), now: T0 }));
  it('of a finding are the watcher’s own sentence, or its code', () => {
    expect(
      tell(found({ code: 'ipv6-lost', on: true, summary: 'DSL had an IPv6 address and has none any more.' })),
    ).toBe('DSL had an IPv6 address and has none any more');
    expect(tell(found({ code: 'filtered', on: true, summary: 'reset' }, 'wiki', '5g'))).toBe(
      'WIKI filtered over 5G: reset',
    );
    expect(tell(found({ code: 'ipv6-lost', on: false }))).toBe('DSL IPv6 lost, no longer');
    expect(tellEvent(found({ code: 'ipv6-lost', on: false }), { label: String, now: T0 }).severity).toBe('good');
  });
});
