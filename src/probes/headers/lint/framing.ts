import { nearest } from '../../../domain/nearest.ts';
import { readPolicy, splitPolicies } from '../../../wire/http/csp.ts';
import { linesOf, partsOf, valueOf } from '../../../wire/http/fields.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';
import { quoted, said } from './said.ts';

const HEADER = 'X-Frame-Options';
const VALUES = ['DENY', 'SAMEORIGIN'];

/** X-Frame-Options as browsers read it (HTML standard, 7.6.2), and beside frame-ancestors (CSP 3, 6.4.2), which goes before it. */
export function* framing(answer: Placed): Iterable<Lint> {
  const value = valueOf(answer.headers, 'x-frame-options');
  if (value === undefined) return;
  const about = { header: HEADER, value };
  const words = [...new Set(partsOf(value).map((word) => word.toUpperCase()))];
  const ancestors = frameAncestors(answer);
  if (ancestors !== undefined) {
    yield said(...besideAncestors(words, ancestors, answer), about);
    return;
  }
  const [word = '', ...more] = words;
  if (more.length > 0) {
    if (words.some((one) => VALUES.includes(one) || one === 'ALLOWALL'))
      yield said(
        'frame-options-conflict',
        answer,
        `It says ${quoted(words.join(', '))}: nobody may frame the page.`,
        about,
      );
    else
      yield said('frame-options-unknown', answer, `${quoted(value)} is no value: anybody may frame the page.`, about);
  } else if (word.startsWith('ALLOW-FROM'))
    yield said(
      'frame-options-allow-from',
      answer,
      'ALLOW-FROM is passed over, and there is no frame-ancestors.',
      about,
    );
  else if (!VALUES.includes(word)) {
    const near = nearest(word.slice(0, 40), VALUES);
    const meant = near === undefined ? '' : `; ${near} may be meant`;
    yield said('frame-options-unknown', answer, `${quoted(value)} is no value${meant}.`, about);
  }
}
const besideAncestors = (
  words: readonly string[],
  ancestors: string,
  answer: Placed,
): ['frame-options-redundant' | 'frame-options-contradicts', Placed, string] => {
  const same = words.length === 1 && words[0] === { "'none'": 'DENY', "'self'": 'SAMEORIGIN' }[ancestors];
  // DENY or SAMEORIGIN beside a list of hosts is what old browsers can be told of it.
  const forOld = words.length === 1 && VALUES.includes(words[0] ?? '') && !/^'(?:none|self)'$/.test(ancestors);
  const policy = quoted(`frame-ancestors ${ancestors}`);
  return same || forOld
    ? ['frame-options-redundant', answer, `Browsers go by ${policy}.`]
    : ['frame-options-contradicts', answer, `It says ${quoted(words.join(', '))}, and browsers go by ${policy}.`];
};

/** The sources of `frame-ancestors` in the policies that are enforced; of the first that has one. */
const frameAncestors = ({ headers }: Placed): string | undefined => {
  const directive = splitPolicies(linesOf(headers, 'content-security-policy'))
    .flatMap(readPolicy)
    .find(({ name }) => name === 'frame-ancestors');
  if (directive === undefined) return undefined;
  return directive.values.length === 0 ? "'none'" : directive.values.join(' ').toLowerCase();
};
