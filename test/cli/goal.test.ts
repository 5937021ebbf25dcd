import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readFamily, readGoal, readResolvers } from '../../src/cli/goal.ts';

describe('a target to diagnose', () => {
  it.each([
    ['Example.org', { name: 'Example.org', host: 'example.org', path: '/' }],
    ['192.0.2.1', { name: '192.0.2.1', host: '192.0.2.1', path: '/' }],
    ['[2001:DB8::1]', { name: '[2001:DB8::1]', host: '2001:db8::1', path: '/' }],
    ['2001:db8:0::1', { name: '2001:db8:0::1', host: '2001:db8::1', path: '/' }],
    ['::ffff:c000:201', { name: '::ffff:c000:201', host: '192.0.2.1', path: '/' }],
    ['http://[::ffff:192.0.2.1]/', { name: 'http://[::ffff:c000:201]/', host: '192.0.2.1', scheme: 'http', path: '/' }],
    ['https://example.org', { name: 'https://example.org/', host: 'example.org', scheme: 'https', path: '/' }],
    [
      'HTTP://[2001:db8::1]:8080/a/b.iso#part',
      { name: 'http://[2001:db8::1]:8080/a/b.iso', host: '2001:db8::1', scheme: 'http', port: 8080, path: '/a/b.iso' },
    ],
    [
      'https://bücher.example:443/x?token=hunter2',
      {
        name: 'https://xn--bcher-kva.example/x?…',
        host: 'xn--bcher-kva.example',
        scheme: 'https',
        path: '/x?token=hunter2',
      },
    ],
  ])('%s', (text, goal) => {
    expect(readGoal(text)).toEqual({ ok: true, goal });
  });

  it.each([
    ['ftp://joe:hunter2@example.org/hunter2', 'target "ftp://…"', 'http:// or https://'],
    ['https://joe:hunter2@example.org/', 'target "…@example.org/"', 'no user and no password in it'],
    ['https://hunter2@example.org/', 'target "…@example.org/"', 'no user and no password in it'],
    ['https://joe:hun/ter2@example.org:99999/', 'target "…@example.org:99999/"', 'a URL with a host, such as'],
    ['joe:hunter2@example.org', 'target "…@example.org"', 'no user and no password in it'],
    ['https://300.1.2.3/?token=hunter2', 'target "https://300.1.2.3/?…"', 'a URL with a host, such as'],
    ['https://', 'target "https://"', 'a URL with a host, such as https://example.org/file'],
    ['http://a b/', 'target "http://a b/"', 'no blanks in a URL'],
    ['http://a_b-.example/', 'target "http://a_b-.example/"', 'a name, an address, or an http or https URL'],
    ['http://example.org:0/', 'target "http://example.org:0/"', 'a port from 1 to 65535'],
    ['example.org:8443', 'target "example.org:8443"', 'a URL where a port is meant, such as https://example.org:8443/'],
    ['example.org/file', 'target "example.org/file"', 'http:// or https:// before it where a path is meant'],
    ['2001:db8::zz', 'target "2001:db8::zz"', 'a name, an address, or an http or https URL'],
    ['http://[fe80::1%25eth0]/', 'target "http://[fe80::1%25eth0]/"', 'an address with one stands alone: fe80::1%eth0'],
    ['224.0.0.251', 'a multicast address', 'the address or name of one machine'],
    ['http://[ff02::1]/', 'a multicast address', 'the address or name of one machine'],
    ['::ffff:255.255.255.255', 'the broadcast address', 'the address or name of one machine'],
    ['0:0::', 'the unspecified address', 'the address or name of one machine'],
    ['', 'target ""', 'a name, an address, or an http or https URL'],
    [`http://example.org/${'a'.repeat(2_048)}`, 'target "http://example.org/aaa', 'at most 2048 characters'],
  ])('%s is refused, and says what was expected', (text, what, expected) => {
    const read = readGoal(text);
    expect(read.ok).toBe(false);
    if (read.ok) return;
    expect(read.problem.what).toContain(what);
    expect(read.problem.expected).toContain(expected);
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });

  it('never throws, and tells no password and no query', () => {
    const secret = 'hunter2hunter2';
    const around = string({
      maxLength: 12,
      unit: constantFrom(...'a h t p s : / ? # @ [ ] . % 0 1 é \u001b'.split(' '), ' '),
    });
    assert(
      property(around, around, around, (a, b, c) => {
        const read = readGoal(`${a}${secret}@${b}?${secret}${c}`);
        const shown = JSON.stringify(read.ok ? read.goal.name : read.problem);
        expect(shown).not.toContain(secret);
      }),
    );
  });
});

it('a family is 4 or 6, and none that an address is not of', () => {
  const goals = ['192.0.2.1', 'example.org', '2001:db8::1'].map((host) => ({ name: host, host, path: '/' }));
  expect(readFamily(undefined, goals)).toEqual({ problems: [] });
  expect(readFamily('6', goals.slice(1))).toEqual({ family: 6, problems: [] });
  expect(readFamily('6', goals).problems).toEqual([
    { what: '--family 6 with 192.0.2.1', expected: 'an IPv6 address, a name, or --family 4' },
  ]);
  expect(readFamily('v4', goals).problems).toEqual([{ what: '--family v4', expected: '--family 4 or --family 6' }]);
});

it('resolvers are addresses, each once, eight at most', () => {
  expect(readResolvers(['9.9.9.9', '2620:FE::9', '9.9.9.9'])).toEqual({
    resolvers: ['9.9.9.9', '2620:fe::9'],
    problems: [],
  });
  expect(readResolvers(['dns.quad9.net']).problems).toHaveLength(1);
  expect(readResolvers(Array.from({ length: 9 }, (_, i) => `9.9.9.${i}`)).problems).toEqual([
    { what: '--resolver, 9 of them', expected: 'at most 8' },
  ]);
});
