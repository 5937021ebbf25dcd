import { byValue, type Case, page } from './case.ts';

const by = byValue('Permissions-Policy');
const FINE = 'camera=(), geolocation=(self "https://maps.example"), fullscreen=*';

export const POLICY_CASES: readonly Case[] = [
  by(
    'permissions-policy-dropped',
    'camera=(); geolocation=()',
    'commas here, not by semicolons',
    FINE,
    'camera=();report-to=x',
  ),
  by('permissions-policy-dropped', "camera 'none'; geolocation 'self'", 'looks like Feature-Policy', ''),
  by('permissions-policy-dropped', "camera='none'", 'Single quotes', 'camera=()'),
  by('permissions-policy-dropped', 'Camera=()', 'lower case', FINE),
  by('permissions-policy-dropped', 'camera=(),', 'ends with a comma', FINE),
  by('permissions-policy-dropped', 'camera=() microphone=()', 'a comma was expected, not `microphone=()`', FINE),
  by('permissions-policy-dropped', 'camera=(self', 'it ends there', FINE),
  by(
    'permissions-policy-swallowed',
    'camera=();geolocation=self',
    '`geolocation` stands behind a semicolon',
    FINE,
    'camera=();report-to="x"',
  ),
  by(
    'permissions-policy-ignored',
    'camera=none',
    'Nobody is `()`',
    'camera=self',
    'camera=()',
    'fullscreen=*',
    'payment="https://a.example"',
  ),
  by('permissions-policy-ignored', 'camera', '`camera` allows `nothing`', FINE),
  by('permissions-policy-ignored', 'camera=0', 'which is no value', FINE),
  by('permissions-policy-quoted-keyword', 'camera=("self")', 'in quotes that is an address', FINE),
  by('permissions-policy-quoted-keyword', `camera="'none'"`, 'no good one', FINE),
  by('permissions-policy-unknown-token', 'camera=(slef)', '`self` may be meant', FINE),
  by('permissions-policy-unknown-token', 'camera=(none)', 'Nobody is `()`', FINE),
  by('permissions-policy-unknown-token', 'camera=(self 1)', '`1` is passed over', FINE),
  by('permissions-policy-origin', 'camera=(self https://a.example)', 'in double quotes', FINE),
  by(
    'permissions-policy-origin',
    'camera=("https://a.example/path")',
    'no origin',
    'camera=("https://*.a.example" "https://a.example:8443")',
  ),
  by('permissions-policy-origin', 'camera=("a.example")', '`a.example` is no origin', FINE),
  by('permissions-policy-misspelt', 'geolocatoin=()', '`geolocation` may be meant', FINE, 'zzzzzz-qqqqqq=()'),
  by('permissions-policy-unknown', 'zzzzzz-qqqqqq=()', 'no feature that is known', FINE, 'geolocatoin=()'),
  by('permissions-policy-obsolete-feature', 'interest-cohort=(), vr=()', ['FLoC', 'xr-spatial-tracking'], FINE),
  by('permissions-policy-wildcard', 'camera=*, payment=(self *), fullscreen=*', ['`camera`', '`payment`'], FINE),
  by(
    'permissions-policy-duplicate',
    'payment=(), camera=(), payment=(self)',
    'the last one, `payment=(self)`, counts',
    FINE,
  ),
  {
    code: 'permissions-policy-duplicate',
    bad: page(['Permissions-Policy', 'payment=()'], ['permissions-policy', 'payment=(self)']),
    words: ['`payment` stands there twice'],
    good: [page(['Permissions-Policy', 'payment=()'], ['permissions-policy', 'camera=()'])],
  },
  {
    code: 'permissions-policy-lines',
    bad: page(['Permissions-Policy', 'payment=()'], ['permissions-policy', 'camera=()']),
    words: ['2 lines'],
    good: [page(['Permissions-Policy', FINE])],
  },
];
