import { contentSecurityPolicy } from './content-security-policy.ts';
import { cookies } from './cookies.ts';
import { crossOriginEmbedderPolicy } from './cross-origin-embedder-policy.ts';
import { crossOriginOpenerPolicy } from './cross-origin-opener-policy.ts';
import { crossOriginResourcePolicy } from './cross-origin-resource-policy.ts';
import { crossOriginResourceSharing } from './cross-origin-resource-sharing.ts';
import type { Found, Look } from './look.ts';
import { redirection } from './redirection.ts';
import { referrerPolicy } from './referrer-policy.ts';
import { resultOf, type RuleName } from './rules.ts';
import { strictTransportSecurity } from './strict-transport-security.ts';
import { subresourceIntegrity } from './subresource-integrity.ts';
import { xContentTypeOptions } from './x-content-type-options.ts';
import { xFrameOptions } from './x-frame-options.ts';

export type Judged = { readonly [R in RuleName]: Found<R> };

/** All twelve tests of one look. */
export const judge = (look: Look): Judged => {
  const csp = contentSecurityPolicy(look);
  const hsts = strictTransportSecurity(look);
  return {
    'content-security-policy': csp,
    cookies: cookies(look, passes('strict-transport-security', hsts.result)),
    'cross-origin-resource-sharing': crossOriginResourceSharing(look),
    redirection: redirection(look),
    'referrer-policy': referrerPolicy(look),
    'strict-transport-security': hsts,
    'subresource-integrity': subresourceIntegrity(look),
    'x-content-type-options': xContentTypeOptions(look),
    'x-frame-options': xFrameOptions(look, csp.frames),
    'cross-origin-resource-policy': crossOriginResourcePolicy(look),
    'cross-origin-embedder-policy': crossOriginEmbedderPolicy(look),
    'cross-origin-opener-policy': crossOriginOpenerPolicy(look),
  };
};

/** The same, as if a rule had found another result; cookies are looked at again where HSTS comes to protect them. */
export const judgeAs = (look: Look, judged: Judged, rule: RuleName, result: string): Judged => {
  const so = { ...judged, [rule]: { result } } as Judged;
  return rule === 'strict-transport-security' && resultOf('cookies', judged.cookies.result).points < 0
    ? { ...so, cookies: cookies(look, passes(rule, result)) }
    : so;
};
const passes = (rule: RuleName, result: string): boolean => resultOf(rule, result).pass;
