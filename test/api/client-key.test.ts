import { expect, it } from 'vitest';

import { clientKey } from '../../src/api/client-key.ts';

it('takes a /64 as one client, and a mapped IPv4 address as that one', () => {
  expect(clientKey('2001:db8::1')).toBe(clientKey('2001:db8:0:0:ffff::2'));
  expect(clientKey('2001:db8:0:1::1')).not.toBe(clientKey('2001:db8::1'));
  expect(clientKey('::ffff:192.0.2.9')).toBe(clientKey('192.0.2.9'));
  expect(clientKey('192.0.2.8')).not.toBe(clientKey('192.0.2.9'));
  expect(clientKey('unknown')).toBe('unknown');
});
