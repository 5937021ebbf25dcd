import { nearest } from '../../../domain/nearest.ts';
import { type CspDirective, isNonceOrHash, readPolicy, splitPolicies } from '../../../wire/http/csp.ts';
import { linesOf } from '../../../wire/http/fields.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';
import { type HeaderCode, quoted, said } from './said.ts';

const HEADERS = ['Content-Security-Policy', 'Content-Security-Policy-Report-Only'];
const DIRECTIVES: ReadonlySet<string> = new Set(
  `base-uri child-src connect-src default-src fenced-frame-src font-src form-action frame-ancestors frame-src img-src
   manifest-src media-src object-src report-to report-uri require-trusted-types-for sandbox script-src script-src-attr
   script-src-elem style-src style-src-attr style-src-elem trusted-types upgrade-insecure-requests worker-src`.split(
    /\s+/,
  ),
);
const GONE = new Set([
  'block-all-mixed-content',
  'navigate-to',
  'plugin-types',
  'prefetch-src',
  'referrer',
  'reflected-xss',
  'require-sri-for',
]);
const KEYWORDS = [
  'none',
  'self',
  'unsafe-inline',
  'unsafe-eval',
  'unsafe-hashes',
  'strict-dynamic',
  'report-sample',
  'wasm-unsafe-eval',
  'inline-speculation-rules',
  'unsafe-allow-redirects',
  'unsafe-webtransport-hashes',
  'trusted-types-eval',
  'report-sha256',
  'report-sha384',
  'report-sha512',
];
const MOST_DIRECTIVES = 100;
const MOST_SOURCES = 100;

/** Content-Security-Policy as it is written (CSP 3, 2.3 and 6.7): what browsers pass over in it. What it allows is the graders'. */
export function* contentPolicy(answer: Placed): Iterable<Lint> {
  for (const header of HEADERS)
    for (const value of splitPolicies(linesOf(answer.headers, header.toLowerCase()))) {
      const lint = (code: HeaderCode, words: string): Lint => said(code, answer, words, { header, value });
      const seen = new Set<string>();
      for (const directive of readPolicy(value).slice(0, MOST_DIRECTIVES)) {
        const { name } = directive;
        if (seen.has(name))
          yield lint('csp-directive-repeated', `${quoted(name)} stands there twice: the first one counts.`);
        seen.add(name);
        if (GONE.has(name)) yield lint('csp-directive-obsolete', `${quoted(name)} is gone from browsers.`);
        else if (!DIRECTIVES.has(name)) {
          const near = nearest(name.slice(0, 60), DIRECTIVES);
          const meant = near === undefined ? '' : `; ${quoted(near)} may be meant`;
          yield lint('csp-directive-unknown', `${quoted(name)} is no directive${meant}.`);
        }
        if (name === 'frame-ancestors' || name === 'base-uri' || name === 'form-action' || name.includes('-src'))
          yield* ofSources(directive, lint);
      }
    }
}
function* ofSources({ name, values }: CspDirective, lint: (code: HeaderCode, words: string) => Lint): Iterable<Lint> {
  for (const source of values.slice(0, MOST_SOURCES)) {
    const bare = source.replaceAll("'", '').toLowerCase();
    const isKeyword = KEYWORDS.includes(bare);
    const within = `${quoted(source)} of ${quoted(name)}`;
    if (source.toLowerCase() === "'none'") {
      if (values.length > 1)
        yield lint('csp-none-beside', `\`'none'\` of ${quoted(name)} stands beside other sources.`);
    } else if (isKeyword && source.toLowerCase() !== `'${bare}'`)
      yield lint('csp-keyword-unquoted', `${within} is taken for the name of a host; ${quoted(`'${bare}'`)} is meant.`);
    else if (!isKeyword && source.startsWith("'") && !isNonceOrHash(source)) {
      const near = nearest(bare.slice(0, 40), KEYWORDS);
      const meant = near === undefined ? '' : `; ${quoted(`'${near}'`)} may be meant`;
      yield lint('csp-keyword-unknown', `${within} is no keyword${meant}.`);
    }
  }
}
