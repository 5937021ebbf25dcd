import { isNonceOrHash, splitPolicies } from '../../../wire/http/csp.ts';
import { combine, type Combined } from './csp-combined.ts';
import { HTML, joined, linesOf, typeOf, type Found, type Look } from './look.ts';
import type { ResultOf } from './rules.ts';

type Result = ResultOf<'content-security-policy'>;
/** What was found, and whether a policy says who may frame the page. */
export interface CspFound extends Found<'content-security-policy'> {
  readonly frames: boolean;
}

const BROAD = ['ftp:', 'http:', 'https:', '*', 'http://*', 'http://*.*', 'https://*', 'https://*.*'];
const INLINE = ["'unsafe-inline'", 'data:'];
const PASSIVE = ['img-src', 'media-src'];
/** A page cannot say these of itself (HTML, 4.2.5.3). */
const NOT_IN_META = ['frame-ancestors', 'report-uri', 'sandbox'];

const hasAny = (sources: ReadonlySet<string>, unsafe: readonly string[]): boolean =>
  unsafe.some((each) => sources.has(each));
const inClear = (sources: Iterable<string>): boolean => [...sources].some((each) => /^(?:http|ftp):/.test(each));

/** Test `content-security-policy`: header lines and meta elements made into one policy, then the worst that it allows. */
export const contentSecurityPolicy = ({ answer, https, page }: Look): CspFound => {
  if (answer === undefined) return { result: 'csp-not-implemented', frames: false };
  const lines = linesOf(answer, 'content-security-policy');
  const inHeader = splitPolicies(lines);
  const inPage = splitPolicies(HTML.has(typeOf(answer)) ? page.policies : []);
  const seen = [...lines, ...(inPage.length === 0 ? [] : page.policies)].join(', ');
  const all = combine([...inHeader, ...inPage]);
  if (all === undefined) return { result: 'csp-header-invalid', seen, frames: false };
  if (weight(combine(inHeader)) + weight(combine(inPage), NOT_IN_META) === 0) {
    const reports = joined(answer, 'content-security-policy-report-only');
    return reports
      ? { result: 'csp-not-implemented-but-reporting-enabled', seen: reports, frames: false }
      : { result: 'csp-not-implemented', ...(seen === '' ? {} : { seen }), frames: false };
  }
  const result = worstOf(all.directives, https);
  const repeats = all.repeated && PASSES.has(result);
  return {
    result: repeats ? 'csp-implemented-but-duplicate-directives' : result,
    seen,
    // Also one that stands in a meta element, where browsers pass it over, if anything else stands beside it.
    frames: all.directives.has('frame-ancestors'),
    ...(repeats ? { otherwise: result } : {}),
  };
};

/** How many directives count; a repeated report-uri counts for one even where it does not count itself. */
const weight = (policy: Combined | undefined, without: readonly string[] = []): number =>
  [...(policy?.directives.keys() ?? [])].filter((name) => !without.includes(name)).length +
  (policy?.repeated === true ? 1 : 0);

/** Those in place of which a repeated directive is told. */
const PASSES: ReadonlySet<Result> = new Set<Result>([
  'csp-implemented-with-no-unsafe',
  'csp-implemented-with-no-unsafe-default-src-none',
  'csp-implemented-with-unsafe-inline-in-style-src-only',
  'csp-implemented-with-insecure-scheme-in-passive-content-only',
]);

const worstOf = (policy: ReadonlyMap<string, Set<string>>, https: boolean): Result => {
  const open = (): Set<string> => new Set(['*']);
  // What stands in for a missing list is default-src itself: what is taken out of it below is out for all.
  const script = policy.get('script-src') ?? policy.get('default-src') ?? open();
  const style = policy.get('style-src') ?? policy.get('default-src') ?? open();
  const object = policy.get('object-src') ?? policy.get('default-src') ?? open();
  for (const list of [script, style]) if ([...list].some(isNonceOrHash)) list.delete("'unsafe-inline'");
  if (script.has("'strict-dynamic'")) {
    if (![...script].some(isNonceOrHash)) return 'csp-header-invalid';
    // Browsers that know it go by nonces and hashes alone.
    for (const source of script)
      if (source === "'self'" || BROAD.some((each) => source.startsWith(each))) script.delete(source);
  }
  if (hasAny(script, [...BROAD, ...INLINE]) || hasAny(object, BROAD)) return 'csp-implemented-with-unsafe-inline';
  const active = [...policy].filter(([name]) => name !== 'script-src' && !PASSIVE.includes(name));
  if (https && (inClear(script) || active.some(([, list]) => inClear(list))))
    return 'csp-implemented-with-insecure-scheme';
  if (script.has("'unsafe-eval'") || style.has("'unsafe-eval'")) return 'csp-implemented-with-unsafe-eval';
  if (https && PASSIVE.some((name) => inClear(policy.get(name) ?? policy.get('default-src') ?? [])))
    return 'csp-implemented-with-insecure-scheme-in-passive-content-only';
  if (hasAny(style, [...BROAD, ...INLINE])) return 'csp-implemented-with-unsafe-inline-in-style-src-only';
  const byDefault = policy.get('default-src');
  return byDefault?.size === 1 && byDefault.has("'none'")
    ? 'csp-implemented-with-no-unsafe-default-src-none'
    : 'csp-implemented-with-no-unsafe';
};
