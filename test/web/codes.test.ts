import { expect, it } from 'vitest';

import { CODES, groupOf, isCode } from '../../src/domain/codes.ts';
import { foundWords, groupsOf } from '../../web/src/model/codes.ts';

const all = Object.keys(CODES)
  .filter(isCode)
  .map((code) => Object.assign({ code, group: groupOf(code), platforms: [] }, CODES[code]));

it('shows every code in a group, and finds some by their words', () => {
  expect(groupsOf(all, '').flatMap((g) => g.codes)).toHaveLength(all.length);
  const [first, ...rest] = groupsOf(all, 'line dark');
  expect(first?.group).toBe('lines');
  expect([first, ...rest].flatMap((g) => g?.codes.map((c) => c.code))).toContain('line-dark');
  expect(groupsOf(all, 'nothing-like-this')).toEqual([]);
});
it('says how often', () => {
  expect(foundWords({ times: 0, truncated: false })).toBe('Not found here in the last 30 days.');
  expect(foundWords({ times: 1, truncated: false })).toBe('Found once here in 30 days');
  expect(foundWords({ times: 100, truncated: true }).replaceAll('\u00a0', ' ')).toBe(
    'Found at least 100 times here in 30 days',
  );
});
