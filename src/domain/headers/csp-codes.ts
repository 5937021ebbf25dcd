import type { CodeInfo } from '../code-info.ts';

/** What a Content-Security-Policy lets through that no grade asks for (probes/headers/lint/open-policy.ts). */
export const CSP_CODES = {
  'csp-host-lends-scripts': {
    severity: 'warn',
    meaning:
      'Scripts may come from a host that serves anybody files, or answers with a script of the asker (JSONP): who can write into the page takes theirs from there.',
    remedy:
      "Serve those files yourself, or give scripts a nonce with 'strict-dynamic': hosts are then passed over. A path behind the host helps until the first redirect.",
  },
  'csp-base-uri-missing': {
    severity: 'warn',
    meaning:
      'Scripts are let in by nonce or hash and base-uri is missing: a <base> that somebody writes into the page leads them elsewhere by their relative addresses. default-src does not stand in for it.',
    remedy: "Add `base-uri 'none'`, or 'self' where the page has a <base>.",
  },
  'csp-objects-open': {
    severity: 'info',
    meaning:
      'Scripts are restricted and neither object-src nor default-src is there: <object> and <embed> may load anything.',
    remedy: "Add `object-src 'none'`.",
  },
  'csp-form-action-missing': {
    severity: 'info',
    meaning:
      'form-action is missing: a form that somebody writes into the page may send what is typed anywhere. default-src does not stand in for it.',
    remedy: "Add `form-action 'self'`, and where else forms have to lead.",
  },
} as const satisfies Record<string, CodeInfo>;
