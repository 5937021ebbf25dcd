import type { Preloaded } from '../../site/preload/preloaded.ts';
import type { SiteSeen } from '../../site/seen.ts';
import type { Grade, Ruled } from '../report.ts';
import { judge, type Judged } from './judge.ts';
import { lookAt } from './look.ts';
import { codeOf, raisedTo, raisesOf } from './raises.ts';
import { resultOf, RULE_NAMES, type RuleName } from './rules.ts';
import { scoreOf } from './score.ts';

/** Of the rules in rules.ts. */
const ALGORITHM = '6';
const MOST_SEEN = 300;

/**
 * The grade that MDN's HTTP Observatory gives by the rules of its algorithm 6, from one visit of ours.
 * @param preloaded whether the site's host is on the preload list
 * @param others the same of the other hosts on the way from http (hostsOnTheWay), as far as it is known
 */
export const observatory = (seen: SiteSeen, preloaded: Preloaded, others?: ReadonlyMap<string, Preloaded>): Grade => {
  const look = lookAt(seen, preloaded, others);
  const judged = judge(look);
  const { score, grade, bonus } = scoreOf(judged);
  return {
    grader: 'observatory',
    version: ALGORITHM,
    grade,
    score,
    rules: RULE_NAMES.map((rule) => ruled(rule, judged[rule], bonus, noteOf(rule, judged[rule], preloaded))),
    raises: raisesOf(look, judged),
  };
};

/** Why Observatory would give no grade at all; undefined where it would. */
export const ungraded = (seen: SiteSeen): string | undefined => {
  const { answer } = lookAt(seen, { known: false, why: '' });
  if (answer === undefined) {
    const leadsOn = [seen.secure, seen.plain].some((visit) => visit?.steps.some(({ outcome }) => outcome.ok) === true);
    return leadsOn ? 'The site leads on to where no page is.' : 'The site does not answer.';
  }
  const { status } = answer;
  return (status >= 200 && status < 400) || status === 401 || status === 403
    ? undefined
    : `The site answers with ${status}: Observatory grades 2xx, 3xx, 401 and 403 alone.`;
};

const ruled = (rule: RuleName, found: Judged[RuleName], bonus: boolean, note: string): Ruled => {
  const { result, seen } = found;
  const { points, pass } = resultOf(rule, result);
  const { meaning, remedy } = codeOf(result);
  return {
    rule,
    result,
    points,
    counts: points <= 0 || bonus,
    pass,
    words: `${meaning}${seen === undefined || seen === '' ? '' : ` Seen: ${cut(seen)}${note === '' ? '' : '.'}`}${note}`,
    ...(raisedTo(rule, found) === undefined ? {} : { raise: remedy }),
  };
};
/** What is not known, where it could have made the result a better one. */
const noteOf = (rule: RuleName, { result }: Judged[RuleName], preloaded: Preloaded): string =>
  !preloaded.known &&
  (rule === 'strict-transport-security' || rule === 'redirection') &&
  result !== 'redirection-to-https' &&
  result !== 'redirection-not-needed-no-http' &&
  result !== 'hsts-not-implemented-no-https'
    ? ` Whether it is on the preload list is not known: ${preloaded.why}.`
    : '';
const cut = (text: string): string => (text.length > MOST_SEEN ? `${text.slice(0, MOST_SEEN)}…` : text);
