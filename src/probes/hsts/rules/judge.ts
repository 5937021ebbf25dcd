import type { Visit } from '../../site/seen.ts';
import type { Issue } from '../report.ts';
import { domainFormat, domainLevel } from './domain.ts';
import { inOrder, preloadableHeader, removableHeader } from './header.ts';
import { hasErrors, issue } from './issue.ts';
import { plainRedirects, secureRedirects } from './redirects.ts';
import { obsoleteCipher, sha1InChain } from './tls.ts';

/** What hstspreload.org looks at. */
export interface Asked {
  readonly host: string;
  readonly secure: Visit;
  /** Left out where there is no http to ask. */
  readonly plain?: Visit;
  /** The name with `www.` in front, where that is asked. */
  readonly www?: { readonly answers: boolean; readonly why?: string };
}
export interface Judged {
  readonly ok: boolean;
  readonly issues: Issue[];
}
const judged = (issues: readonly Issue[]): Judged => ({ ok: !hasErrors(issues), issues: inOrder(issues) });

/** Whether it answers over https, with a certificate that is trusted: without, nothing more is looked at. */
const response = ({ steps: [first] }: Visit): readonly Issue[] => {
  if (first?.outcome.ok !== true) return [issue('domain.tls.cannot_connect', first?.outcome.detail)];
  const { tls } = first.outcome.answer;
  if (tls?.distrust === undefined) return [];
  return [issue('domain.tls.invalid_cert_chain', tls.distrust.text), ...sha1InChain(tls)];
};

/** Whether a name could be put on the list: every rule of hstspreload.org, in its order. */
export const preloadable = ({ host, secure, plain, www }: Asked): Judged => {
  const format = domainFormat(host);
  if (format.length > 0) return judged(format);
  const before = [...domainLevel(host), ...response(secure)];
  const first = secure.steps[0]?.outcome;
  if (first?.ok !== true || hasErrors(response(secure))) return judged(before);
  const { tls, headers } = first.answer;
  const header = preloadableHeader(headers);
  const overHttp = plain === undefined ? { general: [], firstStep: [] } : plainRedirects(plain, host);
  return judged([
    ...before,
    ...(tls === undefined ? [] : [...sha1InChain(tls), ...obsoleteCipher(tls)]),
    ...header,
    ...overHttp.general,
    ...(hasErrors(header) ? [] : overHttp.firstStep),
    ...secureRedirects(secure),
    ...(www === undefined || www.answers ? [] : [issue('domain.www.no_tls', www.why)]),
  ]);
};

/** Whether it could be taken off it. */
export const removable = ({ secure }: Asked): Judged => {
  const before = response(secure);
  const first = secure.steps[0]?.outcome;
  return judged(first?.ok !== true || hasErrors(before) ? before : removableHeader(first.answer.headers));
};

/** Whether a name that is on the list still has what was asked of it, by the policy that it came by. */
export const stays = ({ secure }: Asked, policy: string | undefined): Judged => {
  const first = secure.steps[0]?.outcome;
  return judged(first?.ok === true ? preloadableHeader(first.answer.headers, policy) : response(secure));
};
