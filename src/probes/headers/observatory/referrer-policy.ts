import { referrerPolicyOf } from '../../../wire/http/referrer-policy.ts';
import { found, HTML, linesOf, typeOf, type Found, type Look } from './look.ts';

/** Test `referrer-policy`: the last value that is known, of the header and then of the page. */
export const referrerPolicy = ({ answer, page }: Look): Found<'referrer-policy'> => {
  const inPage = answer !== undefined && HTML.has(typeOf(answer)) ? page.referrer : undefined;
  const lists = [...linesOf(answer, 'referrer-policy'), ...(inPage === undefined ? [] : [inPage])];
  if (lists.length === 0) return found('referrer-policy-not-implemented');
  const seen = lists.join(', ');
  const policy = referrerPolicyOf(seen);
  if (policy === undefined) return found('referrer-policy-header-invalid', seen);
  return found(policy.tells ? 'referrer-policy-unsafe' : 'referrer-policy-private', seen);
};
