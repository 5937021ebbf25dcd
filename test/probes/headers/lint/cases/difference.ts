import type { Lines } from '../site.ts';
import type { Case } from './case.ts';

const HSTS = ['Strict-Transport-Security', 'max-age=31536000'] as const;
const NOSNIFF = ['X-Content-Type-Options', 'nosniff'] as const;
const CSP = (more = ''): readonly [string, string] => ['Content-Security-Policy', `default-src 'self'${more}`];
const ALL: Lines = [HSTS, NOSNIFF, CSP(), ['X-Frame-Options', 'DENY']];
const version = (value: string): Lines => [['X-Edge-Version', value]];

export const DIFFERENCE_CASES: readonly Case[] = [
  {
    code: 'header-lost',
    bad: { page: { headers: ALL }, missing: { headers: [NOSNIFF] } },
    words: [
      'A page that is missing (404) lacks what the page has: Strict-Transport-Security, Content-Security-Policy and X-Frame-Options',
    ],
    good: [
      { page: { headers: ALL }, missing: { headers: ALL } },
      { page: { headers: ALL }, asset: { headers: [HSTS, NOSNIFF] }, redirect: { headers: [HSTS] } },
      { page: { headers: ALL }, missing: { headers: [HSTS, NOSNIFF, CSP("; frame-ancestors 'none'")] } },
      { page: { headers: ALL }, missing: { headers: [HSTS, NOSNIFF, ['Content-Type', 'text/plain']] } },
      { page: { headers: ALL }, plain: {} },
      { page: { headers: ALL }, asset: { url: 'https://cdn.example/a.js' } },
    ],
  },
  {
    code: 'header-lost',
    bad: { page: { headers: ALL }, asset: { headers: [] }, redirect: { headers: [] } },
    words: ['A static file (200) lacks', 'A redirect (302) lacks what the page has: Strict-Transport-Security.'],
    good: [],
  },
  {
    code: 'header-differs',
    bad: {
      page: { headers: ALL },
      missing: { headers: [...ALL.slice(1), ['Strict-Transport-Security', 'max-age=60']] },
    },
    words: ['`max-age=31536000`'],
    good: [
      {
        page: { headers: [CSP(" 'nonce-abc'"), ['X-Frame-Options', 'DENY']] },
        missing: { headers: [CSP("  'nonce-xyz'"), ['x-frame-options', 'deny']] },
      },
    ],
  },
  {
    code: 'edge-version-differs',
    bad: { page: { headers: version('42') }, missing: { headers: version('41') }, asset: { headers: version('42') } },
    words: ['A page that is missing is from `41`, the page from `42`'],
    good: [
      { page: { headers: version('42') }, missing: { headers: version('42') }, asset: {} },
      { page: { headers: [['X-Amz-Version-Id', 'a']] }, asset: { headers: [['X-Amz-Version-Id', 'b']] } },
    ],
  },
];
