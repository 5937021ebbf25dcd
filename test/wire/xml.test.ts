import { assert, integer, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { findXml, MOST_XML_BYTES, readXml, textIn } from '../../src/wire/xml.ts';

const latin1 = uint8Array({ maxLength: 4 }).map((any) => Buffer.from(any).toString('latin1'));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('XML', () => {
  it('is read as elements by their local names, and their texts', () => {
    const xml = readXml(
      bytes('\r\n <?xml version="1.0"?><a x="1"> t<!-- no --><s:b>1 &amp; <![CDATA[<2>]]></s:b>u </a>\n\0'),
    );
    // A declaration that is not at the very beginning is one there, once the white space before it is gone.
    expect(xml).toEqual({ name: 'a', text: 'tu', children: [{ name: 'b', text: '1 & <2>', children: [] }] });
    expect(xml && textIn(xml, 'b')).toBe('1 & <2>');
    expect(xml && textIn(xml, 'c')).toBeUndefined();
    expect(xml && findXml(xml, 'b')?.text).toBe('1 & <2>');
    expect(xml && findXml(xml, 'a')).toBe(xml);
    expect(xml && findXml(xml, 'c')).toBeUndefined();
  });
  it.each([
    ['nothing', ''],
    ['no XML', 'HTTP/1.1 200 OK'],
    ['cut short', '<a><b></b>'],
    ['two roots', '<a/><b/>'],
    ['entities of its own', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an entity from elsewhere', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    [
      'entities of entities',
      `<!DOCTYPE a [<!ENTITY l "${'l'.repeat(99)}"><!ENTITY m "${'&l;'.repeat(99)}">]><a>${'&m;'.repeat(99)}</a>`,
    ],
    ['elements within elements without end', '<a>'.repeat(MOST_XML_BYTES / 3 - 1)],
    ['more than is read', `<a>${'x'.repeat(MOST_XML_BYTES)}</a>`],
  ])('is not %s', (_, text) => {
    expect(readXml(bytes(text))).toBeUndefined();
  });
  it('is read so deep and no deeper', () => {
    let deep = 0;
    let at = readXml(bytes('<a>'.repeat(300) + '</a>'.repeat(300)));
    for (; at !== undefined; [at] = at.children) deep += 1;
    expect(deep).toBe(32);
  });
  it('may be any bytes', () => {
    assert(property(uint8Array({ maxLength: 400 }), (any) => void readXml(any)));
    const text = '<a b="c">&lt;<d/><![CDATA[e]]><!-- f --></a>';
    assert(
      property(integer({ min: 0, max: text.length }), latin1, (at, more) => {
        readXml(bytes(text.slice(0, at) + more + text.slice(at)));
        readXml(bytes(text.slice(0, at) + more));
      }),
      { numRuns: 500 },
    );
  });
});
