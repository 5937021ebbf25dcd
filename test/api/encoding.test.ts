import { expect, it } from 'vitest';

import { takesGzip } from '../../src/api/encoding.ts';

it.each([
  ['gzip', true],
  ['br, GZIP;q=0.5', true],
  ['*', true],
  ['gzip;q=0', false],
  ['gzip; q=0.000, br', false],
  ['gzip;q=0.001', true],
  ['br, deflate', false],
  ['', false],
  [undefined, false],
])('%s: %s', (header, takes) => expect(takesGzip(header)).toBe(takes));
