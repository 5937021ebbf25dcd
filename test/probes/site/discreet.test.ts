import { describe, expect, it } from 'vitest';

import { discreetCookie, discreetText, discreetUrl, discreetValue } from '../../../src/probes/site/discreet.ts';

describe('what a stranger says, told without secrets', () => {
  it.each([
    ['https://a.example/x?token=T', 'https://a.example/x?…'],
    ['/end?token=T#id=T', '/end?…'],
    ['/end#access_token=T', '/end#…'],
    ['https://user:T@a.example:8443/', 'https://…@a.example:8443/'],
    ['https:\\\\user:T@a.example/', 'https:\\\\…@a.example/'],
    ['//user:T@a.example/x', '//…@a.example/x'],
    ['/@somebody/1', '/@somebody/1'],
    ['https://a.example/@somebody', 'https://a.example/@somebody'],
    ['https://a.example/', 'https://a.example/'],
  ])('of the address %s', (text, told) => {
    expect(discreetUrl(text)).toBe(told);
  });

  it.each([
    ['sid=T; Path=/; HttpOnly', 'sid=…; Path=/; HttpOnly'],
    ['T; Secure', '…; Secure'],
    ['=T', '=…'],
    ['a="T; T2"; SameSite=Lax; T3=T4', 'a=…; …; SameSite=Lax; …'],
  ])('of the cookie %s', (line, told) => {
    expect(discreetCookie(line)).toBe(told);
  });

  it.each([
    ['https://a.example/?code=T: it is gone', 'https://a.example/?…: it is gone'],
    ['Seen: https://u:T@a.example/x.js?T, /y?k=T', 'Seen: https://…@a.example/x.js?…, /y?…'],
    [
      'Is it there? No: a@b is a mail, and max-age=1 a directive.',
      'Is it there? No: a@b is a mail, and max-age=1 a directive.',
    ],
    ['</a.css?v=T>; rel=preload', '</a.css?…>; rel=preload'],
  ])('of the words %s', (words, told) => {
    expect(discreetText(words)).toBe(told);
  });

  it.each([
    ['Set-Cookie', 'a=T', 'a=…'],
    ['Location', '/x?T', '/x?…'],
    ['Refresh', "0; url='https://u:T@a.example/?t=T'", "0; url='https://…@a.example/?…'"],
    ['Authorization', 'Bearer T', '…'],
    ['X-CSRF-Token', 'T', '…'],
    ['Content-Security-Policy', "default-src 'self' https://a.example", "default-src 'self' https://a.example"],
  ])('of the header %s', (name, value, told) => {
    expect(discreetValue(name, value)).toBe(told);
  });
});
