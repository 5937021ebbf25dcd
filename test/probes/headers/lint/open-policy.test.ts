import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CSP_CODES } from '../../../../src/domain/headers/csp-codes.ts';
import { lintOf } from '../../../../src/probes/headers/lint/lint.ts';
import { anyField } from '../../../wire/http/any-field.ts';
import { site, type Lines } from './site.ts';

const codesOf = (...policies: readonly string[]): readonly string[] => {
  const headers: Lines = [
    ['Content-Type', 'text/html'],
    ...policies.map((policy) => ['Content-Security-Policy', policy] as const),
  ];
  return lintOf(site({ page: { headers } }))
    .map(({ code }) => code)
    .filter((code) => Object.hasOwn(CSP_CODES, code))
    .toSorted();
};
const REST = "object-src 'none'; base-uri 'none'; form-action 'self'";

describe('what a policy lets through beyond its grade', () => {
  it.each<readonly [string, readonly string[]]>([
    [`script-src 'self'; ${REST}`, []],
    [`script-src 'self' https://cdn.jsdelivr.net; ${REST}`, ['csp-host-lends-scripts']],
    [`script-src 'self' cdnjs.cloudflare.com:443; ${REST}`, ['csp-host-lends-scripts']],
    [`script-src 'self' https://cdnjs.cloudflare.com/ajax/; ${REST}`, ['csp-host-lends-scripts']],
    [`script-src 'self' *.googleapis.com; ${REST}`, ['csp-host-lends-scripts']],
    [`script-src 'self' me.github.io; ${REST}`, ['csp-host-lends-scripts']],
    [`script-src 'self' *.cloudflare.com; ${REST}`, ['csp-host-lends-scripts']],
    [`script-src 'self' https://cdn.jsdelivr.net/npm/a@1/b.js; ${REST}`, []],
    [`script-src 'self' https://notunpkg.com; ${REST}`, []],
    [`script-src 'nonce-a' 'strict-dynamic' https://unpkg.com; ${REST}`, []],
    [`script-src 'nonce-a' https://unpkg.com; ${REST}`, ['csp-host-lends-scripts']],
    [`default-src 'self' https://unpkg.com; ${REST}`, ['csp-host-lends-scripts']],
    [`style-src https://unpkg.com; script-src 'self'; ${REST}`, []],
    ["script-src 'nonce-a'; object-src 'none'; form-action 'self'", ['csp-base-uri-missing']],
    ["script-src 'self'; object-src 'none'; form-action 'self'", []],
    ["script-src 'self'; base-uri 'none'; form-action 'self'", ['csp-objects-open']],
    ["default-src 'self'; base-uri 'none'", ['csp-form-action-missing']],
    [
      "script-src https://unpkg.com; script-src 'self'; object-src 'none'; form-action 'self'",
      ['csp-host-lends-scripts'],
    ],
    ["img-src 'self'", []],
    ['', []],
  ])('%s: %j', (policy, codes) => expect(codesOf(policy)).toEqual(codes));
  it('says nothing where another policy may forbid it', () => {
    expect(codesOf('script-src https://unpkg.com', "script-src 'self'")).toEqual([]);
  });
  it('any value is looked at', () => {
    fc.assert(
      fc.property(anyField, (value) => {
        expect(codesOf(value)).toEqual(codesOf(value));
      }),
    );
  });
});
