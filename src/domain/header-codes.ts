import type { CodeInfo } from './code-info.ts';
import { CACHE_CODES } from './headers/cache-codes.ts';
import { CSP_CODES } from './headers/csp-codes.ts';
import { DIFFERENCE_CODES } from './headers/difference-codes.ts';
import { ORIGIN_CODES } from './headers/origin-codes.ts';
import { POLICY_CODES } from './headers/policy-codes.ts';
import { PROTECTION_CODES } from './headers/protection-codes.ts';
import { WEAKNESS_CODES } from './headers/weakness-codes.ts';

/** What plumbline itself says of the headers of a site, beyond what the graders do (probes/headers/). */
export const HEADER_CODES = {
  ...POLICY_CODES,
  ...PROTECTION_CODES,
  ...ORIGIN_CODES,
  ...CACHE_CODES,
  ...DIFFERENCE_CODES,
  ...WEAKNESS_CODES,
  ...CSP_CODES,
  // What a grader does not grade (probes/headers/observatory/).
  'observatory-gives-no-grade': {
    severity: 'info',
    meaning:
      'No page came in the end but an error, or a way that leads nowhere; Observatory grades none of those, and no grade of its kind is told.',
    remedy: 'Name the address of a page that answers with 200, or see why this one does not.',
  },
} as const satisfies Record<string, CodeInfo>;
