import { isNonceOrHash, readPolicy, splitPolicies } from '../../../wire/http/csp.ts';
import { linesOf } from '../../../wire/http/fields.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';
import { listed, quoted, said, type HeaderCode } from './said.ts';

const HEADER = 'Content-Security-Policy';
/** Hosts from which anybody's files, or a script of the asker's making, can be had; what is below them too. */
const LENDERS = [
  'accounts.google.com',
  'ajax.googleapis.com',
  'cdn.jsdelivr.net',
  'cdn.skypack.dev',
  'cdnjs.cloudflare.com',
  'code.angularjs.org',
  'esm.sh',
  'gist.githack.com',
  'github.io',
  'googleapis.com',
  'jsdelivr.net',
  'raw.githack.com',
  's3.amazonaws.com',
  'storage.googleapis.com',
  'unpkg.com',
  'www.google.com',
  'yastatic.net',
];
const MOST_SOURCES = 100;

type Lists = ReadonlyMap<string, readonly string[]>;
/** The first of a name counts (CSP 3, 2.2.1). */
const listsOf = (policy: string): Lists =>
  new Map(
    readPolicy(policy)
      .toReversed()
      .map(({ name, values }) => [name, values.map((value) => value.toLowerCase())]),
  );

/** The host of a source, without scheme, port and path; a wildcard stands for all below. */
const lenderIn = (source: string): boolean => {
  const host = /^(?:https?:\/\/)?(\*\.)?([a-z0-9.-]+\.[a-z0-9-]+)(?::[0-9*]+)?(\/.*)?$/.exec(source);
  if (host === null) return false;
  const [, below, name = '', path = '/'] = host;
  // A path of its own, down to a file, lets that file in alone.
  if (path.length > 1 && !path.endsWith('/')) return false;
  return LENDERS.some(
    (each) => name === each || name.endsWith(`.${each}`) || (below !== undefined && each.endsWith(`.${name}`)),
  );
};

/** What the policies of the page let through, beyond what is graded: each is looked at alone, and what another forbids is none. */
export function* openPolicy(answer: Placed): Iterable<Lint> {
  if (answer.place !== 'page' || !answer.document) return;
  const policies = splitPolicies(linesOf(answer.headers, HEADER.toLowerCase())).filter((policy) => policy !== '');
  const all = policies.map(listsOf);
  const only = all.length === 1 ? all[0] : undefined;
  // Where there are several, each would have to be open: that is told of one alone, rather than wrongly of two.
  if (only === undefined) return;
  const lint = (code: HeaderCode, words: string): Lint =>
    said(code, answer, words, { header: HEADER, value: policies[0] });
  const scripts = only.get('script-src-elem') ?? only.get('script-src') ?? only.get('default-src');
  if (scripts === undefined) return;
  const trusted = scripts.some(isNonceOrHash);
  const lenders = scripts.slice(0, MOST_SOURCES).filter(lenderIn);
  if (lenders.length > 0 && !(trusted && scripts.includes("'strict-dynamic'")))
    yield lint(
      'csp-host-lends-scripts',
      `${listed(lenders.slice(0, 5).map(quoted))}: scripts of anybody can be had there.`,
    );
  if (trusted && !only.has('base-uri'))
    yield lint(
      'csp-base-uri-missing',
      'Scripts are let in by nonce or hash, and no base-uri keeps their addresses here.',
    );
  if (!only.has('object-src') && !only.has('default-src'))
    yield lint('csp-objects-open', 'Neither object-src nor default-src says where objects may come from.');
  if (!only.has('form-action')) yield lint('csp-form-action-missing', 'No form-action says where forms may lead.');
}
