import { nearest } from '../../../domain/nearest.ts';
import { valueOf } from '../../../wire/http/fields.ts';
import { REFERRER_POLICIES, referrerPolicyOf, referrerWordsOf } from '../../../wire/http/referrer-policy.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';
import { quoted, said } from './said.ts';

const HEADER = 'Referrer-Policy';

/** Referrer-Policy: the last word that is one counts (Referrer Policy, 8.1). */
export function* referrer(answer: Placed): Iterable<Lint> {
  const value = valueOf(answer.headers, 'referrer-policy');
  if (value === undefined) return;
  const counts = referrerPolicyOf(value)?.policy;
  const left = counts === undefined ? 'the default of browsers stays' : `${quoted(counts)} counts`;
  for (const word of referrerWordsOf(value).slice(0, 20)) {
    if (REFERRER_POLICIES.includes(word.toLowerCase())) continue;
    const near = nearest(word.slice(0, 60), REFERRER_POLICIES);
    const meant = near === undefined ? '' : ` (${quoted(near)} may be meant)`;
    yield said('referrer-policy-unknown', answer, `${quoted(word)} is no policy${meant}: ${left}.`, {
      header: HEADER,
      value,
    });
  }
}
