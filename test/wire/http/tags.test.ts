import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tagsOf } from '../../../src/wire/http/tags.ts';

const tags = (html: string) =>
  tagsOf(html, new Set(['script', 'link'])).map(({ name, attributes }) => [name, Object.fromEntries(attributes)]);

describe('the tags of a page', () => {
  it('are those that a browser sees', () => {
    expect(
      tags('<!--<script src=no>--><SCRIPT Src="a&amp;b" async>"<link href=no>"</script><link href=\'x\' href=y /><p>'),
    ).toEqual([
      ['script', { src: 'a&b', async: '' }],
      ['link', { href: 'x' }],
    ]);
  });
  it('are none where the text is cut within one', () => {
    expect(tags('<script src="a')).toEqual([]);
  });
  it('are read of any text', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => tags(`${a}<script ${b}>`).length <= 20));
  });
});
