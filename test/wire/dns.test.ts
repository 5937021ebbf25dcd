import { assert, constantFrom, integer, oneof, property, record, uint8Array, array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { dnsQuery, readDnsAnswer, type DnsQuestion } from '../../src/wire/dns.ts';
import { dnsAnswer, nameBytes, textBytes, type DnsRecord } from '../support/dns-message.ts';

const ID = 0x1234;
const A = { name: 'home.example', type: 'A' } as const;
const ask = (question: DnsQuestion) => dnsQuery(ID, question);
const read = (records: readonly DnsRecord[], question: DnsQuestion = A, more = {}) =>
  readDnsAnswer(dnsAnswer(ask(question), records, more), ID, question);
const a = (...bytes: readonly number[]): DnsRecord => ({ type: 1, data: Uint8Array.from(bytes) });

describe('a query', () => {
  it('is of one question, to be followed by the server', () => {
    const query = Buffer.from(ask({ name: '.', type: 'NS' })).toString('hex');
    expect(query).toBe('1234 0100 0001 0000 0000 0000 00 0002 0001'.replaceAll(' ', ''));
    expect(() => ask({ name: 'a..b', type: 'A' })).toThrow(RangeError);
  });
});

describe('its answer', () => {
  it('tells addresses, names and texts, and the least of their lives', () => {
    expect(read([a(192, 0, 2, 1), { ...a(192, 0, 2, 2), ttl: 30 }])).toEqual({
      rcode: 0,
      isTruncated: false,
      values: ['192.0.2.1', '192.0.2.2'],
      ttl: 30,
    });
    const v6 = Uint8Array.from([0x20, 0x01, 0x0d, 0xb8, ...new Uint8Array(11), 1]);
    expect(read([{ type: 28, data: v6 }], { ...A, type: 'AAAA' })?.values).toEqual(['2001:db8::1']);
    const servers = ['a.root-servers.net', 'b.root-servers.net'];
    const ns = servers.map((name) => ({ type: 2, data: nameBytes(name) }));
    expect(read(ns, { name: '.', type: 'NS' })?.values).toEqual(servers);
    const texts = [textBytes('13335 | 1.1.1.0/24', ' | AU'), textBytes('a\u0000b'), textBytes()];
    const txt = texts.map((data) => ({ type: 16, data }));
    expect(read(txt, { ...A, type: 'TXT' })?.values).toEqual(['13335 | 1.1.1.0/24 | AU', 'a\uFFFDb', '']);
  });
  it('follows aliases, and leaves out what nobody asked for', () => {
    const records = [
      { type: 5, ttl: 5, data: nameBytes('dyn.example') },
      { ...a(192, 0, 2, 9), name: 'other.example' },
      { ...a(192, 0, 2, 1), name: 'DYN.example' },
      { type: 28, data: new Uint8Array(16) },
      { ...a(1, 2, 3), name: 'dyn.example' },
    ];
    expect(read(records)).toMatchObject({ values: ['192.0.2.1'], ttl: 5 });
  });
  it('may be none, and says why', () => {
    expect(read([], A, { rcode: 3 })).toEqual({ rcode: 3, isTruncated: false, values: [] });
    expect(read([], A, { isTruncated: true })).toEqual({ rcode: 0, isTruncated: true, values: [] });
    const headAlone = Uint8Array.from([0x12, 0x34, 0x80, 0x01, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(readDnsAnswer(headAlone, ID, A)).toMatchObject({ rcode: 1, values: [] });
    headAlone[3] = 0;
    expect(readDnsAnswer(headAlone, ID, A)).toBeUndefined();
  });
  it('is none of another query', () => {
    const answer = dnsAnswer(ask(A), [a(192, 0, 2, 1)]);
    expect(readDnsAnswer(answer, ID + 1, A)).toBeUndefined();
    expect(readDnsAnswer(answer, ID, { ...A, name: 'away.example' })).toBeUndefined();
    expect(readDnsAnswer(answer, ID, { ...A, type: 'AAAA' })).toBeUndefined();
    expect(readDnsAnswer(ask(A), ID, A)).toBeUndefined();
    expect(readDnsAnswer(answer, ID, { ...A, name: 'HOME.example.' })).toBeDefined();
  });
  it('counts sixty-four records, and as long as they fit', () => {
    const many = Array.from({ length: 70 }, (_, i) => a(192, 0, 2, i));
    expect(read(many)?.values).toHaveLength(64);
    const answer = dnsAnswer(ask(A), many.slice(0, 3));
    expect(readDnsAnswer(answer.slice(0, -1), ID, A)?.values).toEqual(['192.0.2.0', '192.0.2.1']);
    for (let length = 0; length < ask(A).length; length += 1)
      expect(readDnsAnswer(answer.slice(0, length), ID, A)).toBeUndefined();
  });
  it('may be any bytes', () => {
    const question = record({
      name: constantFrom('.', 'home.example'),
      type: constantFrom('A', 'NS', 'TXT', 'AAAA' as const),
    });
    const some = uint8Array({ maxLength: 60 });
    const records = array(
      record({ type: constantFrom(1, 2, 5, 16, 28), data: oneof(some, constantFrom(nameBytes('a.example'))) }),
      { maxLength: 5 },
    );
    assert(
      property(question, records, some, integer({ min: 0, max: 90 }), (asked, all, tail, cut) => {
        const answer = dnsAnswer(ask(asked), all);
        for (const bytes of [
          tail,
          answer,
          answer.slice(0, -cut),
          Uint8Array.from([...answer.slice(0, -cut), ...tail]),
        ]) {
          const said = readDnsAnswer(bytes, ID, asked);
          expect(said?.values.length ?? 0).toBeLessThanOrEqual(64);
        }
      }),
    );
  });
});
