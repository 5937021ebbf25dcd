import { nearest } from '../../../domain/nearest.ts';
import { linesOf, valueOf } from '../../../wire/http/fields.ts';
import { parsePermissionsPolicy, type PolicyDirective } from '../../../wire/http/permissions-policy.ts';
import type { BareItem } from '../../../wire/http/structured.ts';
import type { Lint } from '../report.ts';
import { FEATURES, GONE, SENSITIVE } from './features.ts';
import type { Placed } from './placed.ts';
import { type HeaderCode, quoted, said } from './said.ts';

const HEADER = 'Permissions-Policy';
/** More than any browser has features. */
const MOST_DIRECTIVES = 150;
const KEYWORDS = ['self', '*'];

/** Permissions-Policy as browsers read it (W3C Permissions Policy, 5.2 and 9.1; RFC 9651). */
export function* permissionsPolicy(answer: Placed): Iterable<Lint> {
  const value = valueOf(answer.headers, 'permissions-policy');
  if (value === undefined) return;
  const lint = (code: HeaderCode, words: string): Lint => said(code, answer, words, { header: HEADER, value });
  const lines = linesOf(answer.headers, 'permissions-policy').length;
  if (lines > 1) yield lint('permissions-policy-lines', `It comes in ${lines} lines, which are one policy.`);
  const parsed = parsePermissionsPolicy(value);
  if (!parsed.ok) {
    const why = `It breaks at character ${parsed.at + 1}: ${parsed.why}.`;
    yield lint('permissions-policy-dropped', `${why} ${guess(value, parsed.at)}Browsers drop all of it.`);
    return;
  }
  const directives = parsed.value.slice(0, MOST_DIRECTIVES);
  const last = new Map(directives.map((directive) => [directive.feature, directive]));
  const twice = [...last.keys()].filter((feature) => directives.filter((one) => one.feature === feature).length > 1);
  for (const feature of twice) {
    const counts = last.get(feature);
    const shown = counts === undefined ? '' : `, ${quoted(shownOf(counts))}`;
    yield lint('permissions-policy-duplicate', `${quoted(feature)} stands there twice: the last one${shown}, counts.`);
  }
  for (const directive of last.values()) {
    yield* ofName(directive.feature, lint);
    yield* ofValue(directive, lint);
    for (const [key] of directive.parameters)
      if (FEATURES.has(key) || GONE.has(key))
        yield lint(
          'permissions-policy-swallowed',
          `${quoted(key)} stands behind a semicolon, as a parameter of ${quoted(directive.feature)}: it is not restricted.`,
        );
  }
}
type Say = (code: HeaderCode, words: string) => Lint;

/** What was probably meant, where it is one of the usual mistakes. */
const guess = (value: string, at: number): string => {
  const from = value[at] ?? '';
  if (/^\s*[a-z-]+\s+(?:'|\*|https?:)/.test(value)) return 'It looks like Feature-Policy, the old syntax. ';
  if (/[A-Z]/.test(from)) return 'Names of features are in lower case. ';
  if (from === "'") return "Single quotes are of Feature-Policy; `'none'` is `()` here. ";
  if (value.includes(';')) return 'Features are separated by commas here, not by semicolons. ';
  return '';
};

function* ofName(feature: string, lint: Say): Iterable<Lint> {
  if (FEATURES.has(feature)) return;
  const gone = GONE.get(feature);
  const near = nearest(feature.slice(0, 60), FEATURES);
  if (gone !== undefined) yield lint('permissions-policy-obsolete-feature', `${quoted(feature)} is gone: ${gone}.`);
  else if (near === undefined)
    yield lint('permissions-policy-unknown', `${quoted(feature)} is no feature that is known here.`);
  else yield lint('permissions-policy-misspelt', `${quoted(feature)} is no feature; ${quoted(near)} may be meant.`);
}

function* ofValue(directive: PolicyDirective, lint: Say): Iterable<Lint> {
  const { feature, allowed, inParentheses } = directive;
  const of = `${quoted(feature)} allows ${quoted(shownOf(directive).slice(feature.length + 1))}`;
  for (const item of allowed.slice(0, 20)) {
    if (item.type === 'token' && item.value === '*') {
      if (SENSITIVE.has(feature))
        yield lint('permissions-policy-wildcard', `${quoted(feature)} is open to every frame in the page.`);
    } else if (item.type === 'token' && KEYWORDS.includes(item.value)) continue;
    else if (item.type === 'token' && /^[a-z]+:/i.test(item.value))
      yield lint('permissions-policy-origin', `${of}: an address has to be in double quotes.`);
    else if (item.type === 'string' && /^(?:'?self'?|\*|'?none'?|'?src'?)$/.test(item.value))
      yield lint('permissions-policy-quoted-keyword', `${of}: in quotes that is an address, and no good one.`);
    else if (item.type === 'string') {
      if (!isOrigin(item.value)) yield lint('permissions-policy-origin', `${of}: ${quoted(item.value)} is no origin.`);
    } else if (!inParentheses)
      yield lint(
        'permissions-policy-ignored',
        `${of}, which is no value: the feature is as if it were not named.${or(item)}`,
      );
    else if (item.type === 'token') {
      const near = nearest(item.value.slice(0, 20), KEYWORDS);
      const meant = near === undefined ? or(item) : ` ${quoted(near)} may be meant.`;
      yield lint('permissions-policy-unknown-token', `${of}: ${quoted(item.value)} is passed over.${meant}`);
    } else yield lint('permissions-policy-unknown-token', `${of}: ${quoted(textOf(item))} is passed over.`);
  }
}
const or = (item: BareItem): string => (item.value === 'none' ? ' Nobody is `()`.' : '');

/** An origin, or one with a wildcard in its host. */
const isOrigin = (text: string): boolean => {
  const bare = text.replace(/^([a-z][a-z0-9+.-]*:\/\/)\*\./i, '$1x.');
  if (!URL.canParse(bare)) return false;
  const { origin, href } = new URL(bare);
  return origin !== 'null' && (href === `${origin}/` || bare === origin);
};

const textOf = ({ type, value }: BareItem): string => {
  if (type === 'string') return `"${value}"`;
  if (type === 'boolean') return value ? 'nothing' : '?0';
  return String(value);
};
const shownOf = ({ feature, allowed, inParentheses }: PolicyDirective): string => {
  const items = allowed.map(textOf).join(' ');
  return `${feature}=${inParentheses ? `(${items})` : items}`;
};
