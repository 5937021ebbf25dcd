import type { CodeInfo } from '../code-info.ts';

/** Permissions-Policy (W3C) as browsers read it: a dictionary of RFC 9651. */
export const POLICY_CODES = {
  'permissions-policy-dropped': {
    severity: 'fail',
    meaning:
      'Permissions-Policy breaks where it is shown: browsers drop the whole header, so that nothing is restricted.',
    remedy: 'Write it as `camera=(), geolocation=(self "https://maps.example")`: lower case, commas between features.',
  },
  'permissions-policy-swallowed': {
    severity: 'fail',
    meaning: 'A feature stands behind a semicolon: it is a parameter of the one before, and restricts nothing.',
    remedy: 'Separate features by commas; only Feature-Policy, the old header, had semicolons.',
  },
  'permissions-policy-ignored': {
    severity: 'warn',
    meaning:
      'The value of a feature is none that the specification knows: the feature is left as if it were not there.',
    remedy:
      'Allow nobody by `()`, the own origin by `(self)`, others by `("https://other.example")`, everybody by `*`.',
  },
  'permissions-policy-quoted-keyword': {
    severity: 'warn',
    meaning: 'A keyword is in quotes: it is taken for an address that is none, and passed over.',
    remedy: 'Take the quotes away: `self` and `*` are written without, addresses with them.',
  },
  'permissions-policy-unknown-token': {
    severity: 'warn',
    meaning: 'A word within the parentheses is no keyword, and passed over.',
    remedy: 'Only `self` and `*` stand without quotes; nobody is `()`.',
  },
  'permissions-policy-origin': {
    severity: 'warn',
    meaning: 'An address is not in quotes, or is no origin: who was to be allowed is not.',
    remedy: 'Write an origin in double quotes: scheme, host, port if it is not the usual one, and no path.',
  },
  'permissions-policy-misspelt': {
    severity: 'warn',
    meaning: 'A feature is spelt as no browser knows it: it restricts nothing.',
    remedy: 'Correct the name to the one that is shown.',
  },
  'permissions-policy-unknown': {
    severity: 'info',
    meaning: 'No browser that plumbline knows of has a feature of this name.',
    remedy: 'Look it up in the list of the specification; leave it out where it is not there.',
  },
  'permissions-policy-obsolete-feature': {
    severity: 'info',
    meaning: 'The feature is gone from browsers: it is passed over, and some browsers warn of it in their console.',
    remedy: 'Leave it out.',
  },
  'permissions-policy-wildcard': {
    severity: 'warn',
    meaning: 'A feature that people have to be asked for is open to every frame in the page, whoever it is from.',
    remedy: 'Name who needs it: `(self "https://partner.example")`, or `()`.',
  },
  'permissions-policy-duplicate': {
    severity: 'warn',
    meaning: 'A feature stands there twice: only the last one counts.',
    remedy: 'Keep one of them. Where two places of the configuration each add some, let one write the header.',
  },
  'permissions-policy-lines': {
    severity: 'info',
    meaning: 'The policy comes in several lines; browsers put them together, and what breaks in one drops all.',
    remedy: 'Let one place write it: a server and an edge function that both do are hard to keep apart.',
  },
} as const satisfies Record<string, CodeInfo>;
