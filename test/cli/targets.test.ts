import { describe, expect, it } from 'vitest';

import { readTarget, readTargetFile, readTargets } from '../../src/cli/targets.ts';

describe('readTargets', () => {
  it('takes pages whose hosts have letters beyond ASCII', () =>
    expect(readTargets(['https://bücher.example:8443/ü'], true).targets).toEqual([
      { name: 'https://bücher.example:8443/ü', address: 'https://xn--bcher-kva.example:8443/%C3%BC' },
    ]));
  it.each(['https://user:SECRET@a.example/', 'ftp://a.example/?token=SECRET', 'https://a b/#SECRET'])(
    'shows no password and no token of %s',
    (text) => {
      expect(JSON.stringify(readTargets([text], true).problems)).not.toContain('SECRET');
      expect(JSON.stringify(readTargetFile('f', text.replaceAll(' #', ''), true).problems)).not.toContain('SECRET');
    },
  );
});

describe('readTarget', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['[::1]', '::1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['Example.ORG', 'example.org'],
    ['example.org.', 'example.org.'],
    ['_dmarc.example.org', '_dmarc.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['localhost', 'localhost'],
  ])('%s is %s', (text, address) => expect(readTarget(text)).toEqual({ name: text, address }));

  it.each([
    '',
    '300.1.2.3',
    '192.0.2',
    'a b',
    'https://example.org',
    'example.org/path',
    'user@example.org',
    'example.org:443',
    '-rf',
    'a..b',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(130)}b`,
    'a\u0000b',
  ])('%j is none', (text) => expect(readTarget(text)).toBeUndefined());
});

it('a file tells the first ten bad lines and how many more there are', () => {
  const text = `ok.example\n${'no good\n'.repeat(14)}`;
  const { targets, problems } = readTargetFile('list', text);
  expect(targets).toHaveLength(1);
  expect(problems).toHaveLength(11);
  expect(problems[0]?.what).toBe('list, line 2: "no good"');
  expect(problems.at(-1)?.what).toBe('list: 4 more such lines');
});

describe('targets that are pages', () => {
  it.each([
    ['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
    ['http://[2001:db8::1]:81', 'http://[2001:db8::1]:81/'],
    ['example.org', 'https://example.org/'],
    ['2001:db8::1', 'https://[2001:db8::1]/'],
  ])('%s is %s', (text, address) =>
    expect(readTargets([text], true)).toEqual({ targets: [{ name: text, address }], problems: [] }),
  );
  it.each(['ftp://example.org/', 'https://user@example.org/', 'a b', '/etc/passwd'])('%s is none', (text) =>
    expect(readTargets([text], true).problems).toHaveLength(1),
  );
  it('passes over a byte order mark', () => {
    const { targets, problems } = readTargetFile('f', '\uFEFFa.example\nb.example\n');
    expect(problems).toEqual([]);
    expect(targets.map((t) => t.name)).toEqual(['a.example', 'b.example']);
  });
  it('keep their # in a file', () => {
    expect(readTargetFile('f', '# pages\nhttps://a.example/#b # the first\n', true)).toEqual({
      targets: [{ name: 'https://a.example/#b', address: 'https://a.example/#b' }],
      problems: [],
    });
  });
});
