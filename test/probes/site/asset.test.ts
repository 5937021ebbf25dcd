import { describe, expect, it } from 'vitest';

import { fileIn } from '../../../src/probes/site/asset.ts';

describe('the static file of a page', () => {
  const page = { url: 'https://one.example/dir/', headers: [['content-type', 'text/html']] } as const;
  const found = (body: string, type = 'text/html') =>
    fileIn({ ...page, headers: [['content-type', type]] }, Buffer.from(body))?.url.href;
  it.each([
    [
      '<img src=i.png><script src=/s.js></script><link rel="preload stylesheet" href=../c.css>',
      'https://one.example/c.css',
    ],
    ['<img src=i.png><script src=/s.js></script>', 'https://one.example/s.js'],
    ['<img src=i.png>', 'https://one.example/dir/i.png'],
    ['<base href=/x/><img src=i.png>', 'https://one.example/x/i.png'],
    ['<base href=https://two.example/><img src=i.png>', undefined],
    ['<link rel=stylesheet href=//two.example/c.css><link rel=icon href=i.ico>', undefined],
    ['<script src="data:text/javascript,1"></script><script src></script><script>x</script>', undefined],
  ])('of %s', (body, expected) => {
    expect(found(body)).toBe(expected);
  });
  it('is looked for in HTML alone', () => {
    expect(found('<img src=i.png>', 'text/plain')).toBeUndefined();
  });
});
