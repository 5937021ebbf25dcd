import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { withoutSecrets } from '../../src/config/document.ts';

describe('a text without what may be a secret', () => {
  it.each([
    ['home', 'home'],
    ['token', 'token'],
    ['token:hush', 'token:…'],
    ['My_Token_2 = hush', 'My_Token_2 =…'],
    ['the password of it is: a=b', 'the password of it is:…'],
    ['token: ', 'token: '],
    ['http://me:hush@h.example/', 'http://…@h.example/'],
    ['http://a@b:hush@h.example/', 'http://…@h.example/'],
    ['me:hush@h.example', '…@h.example'],
    ['me:hush@http://h.example', '…@http://h.example'],
    ['me@h.example', 'me@h.example'],
    ['me@x.example:hush@h.example', '…@h.example'],
    ['Bearer hush', 'Bearer …'],
    ['passwd: hush', 'passwd:…'],
    ['pass:hush', 'pass:…'],
    ['secret=hush', 'secret=…'],
    ['api_key: hush', 'api_key:…'],
    ['http://h.example/?u=me&p=hush', 'http://h.example/?…'],
    ['http://h.example/?hush', 'http://h.example/?…'],
    ['b?p=hush', 'b?…'],
    ['who?', 'who?'],
    ['[::1]:8080', '[::1]:8080'],
  ])('%j is %j', (text, expected) => expect(withoutSecrets(text)).toBe(expected));

  it('has nothing that the text has not, and nothing is left to take', () => {
    const part = fc.constantFrom('token', 'password', ':', '=', '@', '://', '?', ' ', 'a', '\n');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const text = parts.join('');
        const once = withoutSecrets(text);
        expect(text.length + 2).toBeGreaterThanOrEqual(once.length);
        for (const kept of once.split('…')) expect(text).toContain(kept);
        expect(withoutSecrets(once)).toBe(once);
      }),
    );
  });
  // What is tried again from every place of it takes minutes.
  it.each(['token', '://', '?', '@', ':', 'token ', '://?', 'a:', 'password\n'])(
    'is read once, also of %j a million times',
    (part) => {
      expect(withoutSecrets(part.repeat(1_000_000)).length).toBeGreaterThan(0);
    },
  );
});
