import { array, assert, constantFrom, oneof, property, stringMatching, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parsePermissionsPolicy } from '../../../src/wire/http/permissions-policy.ts';
import { anyField, mutated } from './any-field.ts';

const one = oneof(
  constantFrom({ type: 'token', value: 'self' } as const, { type: 'token', value: '*' } as const),
  stringMatching(/^https:\/\/[a-z]{1,8}\.example$/).map((value) => ({ type: 'string' as const, value })),
);
const print = ({ type, value }: { readonly type: string; readonly value: string }): string =>
  type === 'string' ? `"${value}"` : value;

describe('Permissions-Policy', () => {
  it('is read as it was written', () => {
    assert(
      property(array(tuple(stringMatching(/^[a-z][a-z-]{0,12}$/), array(one, { maxLength: 4 }))), (all) => {
        const value = all.map(([feature, allowed]) => `${feature}=(${allowed.map(print).join(' ')})`).join(', ');
        expect(parsePermissionsPolicy(value)).toEqual({
          ok: true,
          value: all.map(([feature, allowed]) => ({ feature, allowed, inParentheses: true, parameters: [] })),
        });
      }),
    );
  });
  it('takes one value without parentheses, and tells parameters', () => {
    expect(parsePermissionsPolicy('camera=self, usb=();report-to="x"')).toEqual({
      ok: true,
      value: [
        { feature: 'camera', allowed: [{ type: 'token', value: 'self' }], inParentheses: false, parameters: [] },
        {
          feature: 'usb',
          allowed: [],
          inParentheses: true,
          parameters: [['report-to', { type: 'string', value: 'x' }]],
        },
      ],
    });
  });
  it('may be any text', () => {
    const real = 'accelerometer=(), camera=(self "https://a.example"), fullscreen=*, payment=();report-to=x';
    assert(
      property(oneof(anyField, mutated(real)), (text) => void parsePermissionsPolicy(text)),
      { numRuns: 2_000 },
    );
  });
});
