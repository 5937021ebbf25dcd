import type { Outcome } from '../../domain/outcome.ts';
import type { NetFailure } from '../../net/net.ts';
import { networkFailed, notResolved } from '../failed.ts';
import type { Aim } from '../probe.ts';
import { discreetUrl } from './discreet.ts';
import { lastAnswer, type SiteSeen, type Visit } from './seen.ts';

const failureOf = ({ steps }: Visit): NetFailure | undefined => {
  const last = steps.at(-1);
  if (last === undefined || last.outcome.ok) return undefined;
  const [first] = steps;
  if (steps.length === 1) return last.outcome;
  return {
    ...last.outcome,
    detail: `${discreetUrl(first?.url ?? '')} leads to ${discreetUrl(last.url)}: ${last.outcome.detail}`,
  };
};

/** Why nothing can be said of a site: neither over https nor over http did a visit end with an answer. Undefined where one did. */
export const notSeen = (aim: Aim, seen: SiteSeen, signal: AbortSignal): Outcome<never> | undefined => {
  if (signal.aborted) return networkFailed({ ok: false, reason: 'cancelled', detail: 'cancelled' });
  const { secure, plain } = seen;
  if (lastAnswer(secure) !== undefined || (plain !== undefined && lastAnswer(plain) !== undefined)) return undefined;
  const failed = failureOf(secure) ?? NOBODY;
  if (failed.reason === 'no-address' && secure.steps.length === 1)
    return notResolved({ ...aim, address: seen.aim.host }, failed);
  const other = plain === undefined ? undefined : failureOf(plain);
  const isSame = other === undefined || other.detail === failed.detail || leadsToSecure(plain, secure);
  return networkFailed(
    isSame ? failed : { ...failed, detail: `over https ${failed.detail}; over http ${other.detail}` },
  );
};
const NOBODY: NetFailure = { ok: false, reason: 'failed', detail: 'nobody could be asked' };
const leadsToSecure = (plain: Visit | undefined, secure: Visit): boolean =>
  plain !== undefined && plain.steps.length > 1 && plain.steps.at(-1)?.url === secure.steps.at(-1)?.url;
