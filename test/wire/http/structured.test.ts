import {
  array,
  assert,
  boolean,
  constantFrom,
  integer,
  oneof,
  option,
  property,
  stringMatching,
  tuple,
} from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  type BareItem,
  type Dictionary,
  type Item,
  type Member,
  type Parameters,
  parseDictionary,
  parseItem,
} from '../../../src/wire/http/structured.ts';
import { anyField, mutated } from './any-field.ts';

// Written as RFC 9651, 4.1 says.
const bare = ({ type, value }: BareItem): string => {
  if (type === 'string') return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  if (type === 'bytes') return `:${value}:`;
  if (type === 'boolean') return value ? '?1' : '?0';
  if (type === 'date') return `@${String(value)}`;
  return String(value);
};
const parameters = (all: Parameters): string => all.map(([key, value]) => `;${key}=${bare(value)}`).join('');
const item = (one: Item): string => bare(one.item) + parameters(one.parameters);
const member = (one: Member): string =>
  'items' in one ? `(${one.items.map(item).join(' ')})${parameters(one.parameters)}` : item(one);
const dictionary = (all: Dictionary): string => all.map(([key, one]) => `${key}=${member(one)}`).join(', ');

const key = stringMatching(/^[a-z*][a-z0-9_.*-]{0,12}$/);
const anyBare = oneof(
  integer().map((value): BareItem => ({ type: 'integer', value })),
  integer({ min: -99_999, max: 99_999 }).map((value): BareItem => ({ type: 'decimal', value: value + 0.5 })),
  integer().map((value): BareItem => ({ type: 'date', value })),
  boolean().map((value): BareItem => ({ type: 'boolean', value })),
  stringMatching(/^[ -~]{0,20}$/).map((value): BareItem => ({ type: 'string', value })),
  stringMatching(/^[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]{0,20}$/).map((value): BareItem => ({ type: 'token', value })),
  stringMatching(/^[A-Za-z0-9+/]{0,20}={0,2}$/).map((value): BareItem => ({ type: 'bytes', value })),
);
const anyParameters = array(tuple(key, anyBare), { maxLength: 3 });
const anyItem = tuple(anyBare, anyParameters).map(([item, parameters]): Item => ({ item, parameters }));
const anyMember = oneof(
  anyItem,
  tuple(array(anyItem, { maxLength: 4 }), anyParameters).map(([items, parameters]): Member => ({ items, parameters })),
);
const anyDictionary = array(tuple(key, anyMember), { maxLength: 6 });

describe('structured fields (RFC 9651)', () => {
  it('are read as they were written', () => {
    assert(
      property(anyDictionary, (all) => {
        expect(parseDictionary(dictionary(all))).toEqual({ ok: true, value: all });
      }),
    );
    assert(
      property(anyItem, (one) => {
        expect(parseItem(` ${item(one)} `)).toEqual({ ok: true, value: one });
      }),
    );
  });
  it('are read or refused, whatever they are', () => {
    const real =
      'camera=(), geolocation=(self "https://a.example"), x=?1;q=1.5, d=@1700000000, b=:aGVsbG8=:, u=%"f%c3%bc"';
    expect(parseDictionary(real)).toMatchObject({ ok: true });
    assert(
      property(oneof(anyField, mutated(real)), option(constantFrom('dictionary', 'item')), (text, kind) => {
        const read = kind === 'item' ? parseItem(text) : parseDictionary(text);
        if (read.ok) return;
        expect(read.at).toBeLessThanOrEqual(text.length);
        expect(read.why).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
  });
  it('take as long as they are long', () => {
    const deep = `a=(${'"'.repeat(200_000)}`;
    expect(parseDictionary(deep)).toMatchObject({ ok: false });
    expect(parseDictionary('a=1, '.repeat(100_000))).toMatchObject({ ok: false, why: 'it ends with a comma' });
  });
  it('keep what comes twice, and know a name alone for true', () => {
    expect(parseDictionary('a=1, b, a=2;x')).toEqual({
      ok: true,
      value: [
        ['a', { item: { type: 'integer', value: 1 }, parameters: [] }],
        ['b', { item: { type: 'boolean', value: true }, parameters: [] }],
        ['a', { item: { type: 'integer', value: 2 }, parameters: [['x', { type: 'boolean', value: true }]] }],
      ],
    });
    expect(parseDictionary('')).toEqual({ ok: true, value: [] });
    expect(parseDictionary('u=%"f%c3%bc r"')).toMatchObject({ value: [['u', { item: { value: 'fü r' } }]] });
  });
  it.each([
    ['Camera=()', 0],
    ['camera=();geolocation=()', 22],
    ["camera='none'", 7],
    ['camera=(self', 12],
    ['camera=(self"https://a.example")', 12],
    ['camera=(),', 10],
    ['camera=() geolocation=()', 10],
    ['camera "self"', 7],
    ['a="ü"', 2],
    ['a="x', 2],
    ['a=1234567890123456', 2],
    ['a=1.2345', 2],
    ['a=@1.5', 6],
    ['a=@', 3],
    ['a=-', 2],
    ['a=?2', 2],
    ['a=:a b:', 2],
    ['a=%"%ff"', 2],
    ['a=%"%FF"', 2],
    ['a=1;', 4],
    ['a=', 2],
    [',a', 0],
  ])('break where they are wrong: %s', (text, at) => {
    expect(parseDictionary(text)).toMatchObject({ ok: false, at });
  });
  it('of one item are no list', () => {
    expect(parseItem('require-corp, require-corp')).toMatchObject({ ok: false, at: 12 });
    expect(parseItem('')).toMatchObject({ ok: false, at: 0 });
  });
});
