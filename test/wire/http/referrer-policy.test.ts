import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { REFERRER_POLICIES, referrerPolicyOf, referrerWordsOf } from '../../../src/wire/http/referrer-policy.ts';
import { anyField } from './any-field.ts';

it.each([
  ['no-referrer', 'no-referrer', false],
  [' Strict-Origin ,', 'strict-origin', false],
  ['no-referrer, later-policy', 'no-referrer', false],
  ['no-referrer, unsafe-url', 'unsafe-url', true],
  ['origin', 'origin', true],
])('%s is %s', (list, policy, tells) => expect(referrerPolicyOf(list)).toEqual({ policy, tells }));
it.each(['', ',', 'no referrer', 'default', 'never'])('%j is none', (list) =>
  expect(referrerPolicyOf(list)).toBeUndefined(),
);
it.each(REFERRER_POLICIES)('%s is one', (policy) =>
  expect(referrerPolicyOf(policy.toUpperCase())).toMatchObject({ policy }),
);
it('is one word of several', () => {
  expect(referrerWordsOf(' A,, b c ,')).toEqual(['A', 'b c']);
});
it('may be any text', () => {
  fc.assert(
    fc.property(anyField, (list) => {
      expect(referrerPolicyOf(`${list}, same-origin`)?.policy).toBe('same-origin');
    }),
  );
});
