import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseAddress } from '../../../src/domain/address.ts';
import { registered } from '../../../src/probes/registry/registered.ts';
import { readNetwork } from '../../../src/probes/registry/network.ts';
import { NETWORK } from './answers.ts';

const address = parseAddress('9.9.9.9');
if (address === undefined) throw new Error('no address');
const read = (more: object): ReturnType<typeof readNetwork> =>
  readNetwork({ ...NETWORK, ...more }, address, 'rdap.example');
/** The description with one entity of that card. */
const entity = (roles: readonly unknown[], ...properties: readonly unknown[]) => [
  { roles, vcardArray: ['vcard', properties] },
];

describe('what a registry says of a network', () => {
  it('is who it was given to, and whom to write to', () => {
    expect(read({})).toEqual({
      handle: '9.9.0.0 - 9.9.255.255',
      name: 'TELCO-DIAL',
      from: '9.9.0.0',
      to: '9.9.255.255',
      country: 'DE',
      organisation: 'Telco AG',
      abuse: 'abuse@telco.example',
      changedAt: Date.UTC(2026, 0, 2, 3, 4, 5) * 1_000,
      geofeed: 'https://telco.example/geofeed.csv',
      by: 'rdap.example',
    });
  });
  it('is as much as it says', () => {
    const least = { startAddress: '9.9.9.0', endAddress: '9.9.9.255' };
    expect(readNetwork(least, address, 'rdap.example')).toEqual({
      handle: '9.9.9.0 - 9.9.9.255',
      from: '9.9.9.0',
      to: '9.9.9.255',
      by: 'rdap.example',
    });
  });
  it.each([
    [{ handle: 7, name: null, country: ['DE'], events: 'x', links: {}, remarks: 0, entities: false }],
    [{ handle: '\u001b[2J', name: ' ', country: 'Germany', events: [1], links: [null], remarks: [[]], entities: [[]] }],
  ])('leaves out what is not as it should be: %j', (wrong) => {
    expect(read(wrong)).toEqual({ handle: expect.any(String), from: '9.9.0.0', to: '9.9.255.255', by: 'rdap.example' });
  });
  it.each([
    ['another range', { startAddress: '9.9.10.0', endAddress: '9.9.255.255' }],
    ['another range, before', { startAddress: '9.0.0.0', endAddress: '9.9.9.8' }],
    ['the other family', { startAddress: '::', endAddress: 'ffff::' }],
    ['no addresses', { startAddress: 'a', endAddress: 'b' }],
  ])('is nothing of %s', (_, more) => {
    expect(read(more)).toBe('rdap.example describes another network than that of 9.9.9.9');
  });
  it.each([null, [], 'text', 7, {}, { startAddress: 1 }])('is nothing where it says %j', (answer) => {
    expect(readNetwork(answer, address, 'rdap.example')).toBe('rdap.example describes no network');
  });
  it.each([
    [
      'of an organisation before a person',
      [
        ['org', {}, 'text', ['Telco', 'Dial-up']],
        ['fn', {}, 'text', 'Ann'],
      ],
      'Telco',
    ],
    ['of whoever is there', [['FN', {}, 'text', 'Ann']], 'Ann'],
    ['on one line', [['fn', {}, 'text', 'Te\u202elco\r\n\u001b[31m AG']], 'Te lco [31m AG'],
    ['of a bounded length', [['fn', {}, 'text', 'x'.repeat(100_000)]], 'x'.repeat(200)],
    [
      'of the first of two',
      [
        ['fn', {}, 'text', 'One'],
        ['fn', {}, 'text', 'Two'],
      ],
      'One',
    ],
    ['left out where there is none', [['adr', {}, 'text', 'x'], 7, [], ['fn'], [1, 2, 3, 4]], undefined],
  ])('has the name %s', (_, card, organisation) => {
    expect(read({ entities: entity(['registrant'], ...card) })).toHaveProperty('by');
    const told = read({ entities: entity(['registrant'], ...card) });
    expect(typeof told === 'string' ? told : told.organisation).toBe(organisation);
  });
  it.each([
    ['abuse@telco.example', true],
    ['a.b+c@x', true],
    ['', false],
    ['nobody', false],
    ['a@b@c', false],
    ['a b@telco.example', false],
    ['<script>@telco.example', false],
    ['abuse@telco.example\r\nBcc: x@y.example', false],
    [`${'a'.repeat(65)}@telco.example`, false],
    [{ toString: 'x' }, false],
  ])('has the mailbox %j: %s', (email, isOne) => {
    const told = read({ entities: entity(['abuse'], ['email', {}, 'text', email]) });
    expect(typeof told === 'string' ? told : told.abuse).toBe(isOne ? email : undefined);
  });
  it.each([
    [{ links: [{ rel: 'geofeed', href: 'https://a.example/' }] }, 'https://a.example/'],
    [{ links: [{ rel: 'geo', href: 'http://a.example/' }] }, 'https://telco.example/old.csv'],
    [{ links: [], remarks: [{ description: ['geofeed: https://b.example/x y'] }] }, 'https://b.example/x'],
    [{ links: [], remarks: [{ description: ['see Geofeed https://b.example/'] }] }, undefined],
    [{ links: [{ rel: 'geo', href: 'https://user:word@a.example/' }], remarks: [] }, undefined],
    [{ links: [{ rel: 'geo', href: 'javascript:alert(1)' }], remarks: [{ description: [7, null] }] }, undefined],
  ])('says with %j where its feed is: %s', (more, geofeed) => {
    const told = read(more);
    expect(typeof told === 'string' ? told : told.geofeed).toBe(geofeed);
  });
  it.each([
    ['2026-01-02', true],
    ['yesterday', false],
    ['0001-01-01T00:00:00Z', false],
    ['9999-12-31T23:59:59Z', false],
  ])('was changed at %s: %s', (eventDate, isTime) => {
    const told = read({ events: [{ eventAction: 'last changed', eventDate }] });
    expect(typeof told === 'string' ? told : told.changedAt !== undefined).toBe(isTime);
  });
  it('looks four deep, and at so many', () => {
    let entities: readonly unknown[] = entity(['abuse'], ['email', {}, 'text', 'deep@telco.example']);
    for (let depth = 1; depth < 4; depth += 1) entities = [{ roles: [], entities }];
    expect(read({ entities })).toMatchObject({ abuse: 'deep@telco.example' });
    expect(read({ entities: [{ roles: [], entities }] })).not.toHaveProperty('abuse');
    const many = Array.from({ length: 200 }, () => ({ roles: ['x'] }));
    expect(
      read({ entities: [...many, ...entity(['abuse'], ['email', {}, 'text', 'a@b.example'])] }),
    ).not.toHaveProperty('abuse');
  });
  it('may be anything, and is what the report may have, or why not', () => {
    const any = fc.jsonValue({ maxDepth: 6 });
    const shaped = fc.record(
      {
        handle: any,
        name: fc.oneof(fc.string({ unit: 'binary' }), any),
        country: fc.oneof(fc.string(), any),
        entities: fc.oneof(
          any,
          fc.array(
            fc.record({ roles: fc.constant(['registrant', 'abuse']), vcardArray: fc.tuple(fc.constant('vcard'), any) }),
          ),
        ),
        links: fc.oneof(
          any,
          fc.array(fc.record({ rel: fc.constant('geo'), href: fc.oneof(fc.string(), fc.webUrl()) })),
        ),
        events: any,
        remarks: fc.oneof(any, fc.array(fc.record({ description: fc.array(fc.oneof(fc.string(), any)) }))),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(any, shaped), (answer) => {
        const told = typeof answer === 'object' ? read(answer ?? {}) : readNetwork(answer, address, 'rdap.example');
        if (typeof told === 'string') return;
        expect(registered.parse(told)).toEqual(told);
        expect(JSON.stringify(told).length).toBeLessThan(8_000);
      }),
      { numRuns: 500 },
    );
  });
});
