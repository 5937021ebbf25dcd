import type { CodeInfo } from '../code-info.ts';

/** What differs between the page, a 404, a file and a redirect of one site. */
export const DIFFERENCE_CODES = {
  'header-lost': {
    severity: 'warn',
    meaning: 'The page has headers that protect, and another answer of the site lacks them.',
    remedy:
      'nginx: `add_header … always;`, again in each `location` that has an add_header of its own. CloudFront: a response headers policy in each behaviour, or a function for each path and for errors.',
  },
  'header-differs': {
    severity: 'info',
    meaning: 'A header that protects has another value elsewhere on the site.',
    remedy: 'Nothing, where that is meant; else let one place write it for all paths.',
  },
  'edge-version-differs': {
    severity: 'warn',
    meaning:
      'Answers of one site come from different versions of what makes them: a roll-out under way, or a path with an old function.',
    remedy: 'See which behaviour or route has which version, and whether caches still keep the old one.',
  },
} as const satisfies Record<string, CodeInfo>;
