import { isMap, isNode, isScalar, isSeq, parseDocument, type Node } from 'yaml';

import type { AnyProbe } from '../probes/probe.ts';
import { tooDeepLine, type Path } from './document.ts';
import { allKeys, knownKeys } from './known-keys.ts';
import { isLikeKey, isSecretPath, shownValue } from './shown.ts';

/** What may stand between keys and values, comments apart. */
const BETWEEN = new Set([' ', '\n', ':', '-', '[', ']', '{', '}', ',']);
const HIDDEN = '…';
const LONGEST = 200;

/** Where in a text something is, and what is shown instead. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * The lines of a config's text as they may be shown: keys that a config has, values that are none of a secret, and what
 * stands between them; everything else is `…`, and comments are left out. Of a text that is no YAML known keys alone are
 * shown: nobody can tell what else is what.
 */
export const shownLines = (text: string, probes: readonly AnyProbe[]): readonly string[] => {
  const pieces = tooDeepLine(text) === undefined ? piecesOf(text, probes) : undefined;
  const lines = pieces === undefined ? keysAlone(text, probes) : lay(text, pieces).split('\n');
  return lines.map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST)}${HIDDEN}` : line.trimEnd()));
};

const keysAlone = (text: string, probes: readonly AnyProbe[]): readonly string[] => {
  const keys = allKeys(probes);
  return text.split('\n').map((line) => {
    const [, indent = '', dash = '', key = ''] = /^( {0,40})((?:- )?)([a-z_]{1,40}):(?:\s|$)/.exec(line) ?? [];
    if (keys.has(key)) return `${indent}${dash}${key}: ${HIDDEN}`;
    const rest = line.trim();
    return rest === '' || rest.startsWith('#') ? '' : `${/^ {0,40}/.exec(line)?.[0] ?? ''}${HIDDEN}`;
  });
};

/** Undefined: it is no YAML. */
const piecesOf = (text: string, probes: readonly AnyProbe[]): readonly Piece[] | undefined => {
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true, merge: true, uniqueKeys: false });
  if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
  const { mayBe, takesMapping } = knownKeys(probes);
  const pieces: Piece[] = [];
  const put = ({ range }: Node, shown: string | undefined): void => {
    if (range && range[1] > range[0]) pieces.push({ from: range[0], to: range[1], text: shown ?? HIDDEN });
  };
  const visit = (node: unknown, path: Path, isKnown: boolean): void => {
    if (isMap(node))
      for (const { key, value } of node.items) {
        const name = isScalar(key) && typeof key.value === 'string' ? key.value : '';
        const known = isKnown && !isSecretPath(path) && mayBe([...path, name]);
        if (isNode(key)) put(key, known || (isKnown && !isSecretPath(path) && isLikeKey(name)) ? name : undefined);
        visit(value, [...path, name], known);
      }
    else if (isSeq(node)) {
      // No list belongs where a mapping does.
      const known = isKnown && !takesMapping(path);
      for (const [i, item] of node.items.entries()) visit(item, [...path, i], known);
    } else if (isNode(node))
      put(node, isKnown && isScalar(node) ? plainValue(path, node.value, takesMapping(path)) : undefined);
  };
  visit(document.contents, [], true);
  return pieces;
};

/** Beside a mapping these may stand there: a probe that is on or off, the address of a site. */
const isShort = (path: Path, value: unknown): boolean =>
  typeof value !== 'string' || /^(?:on|off)$/.test(value) || (path[0] === 'sites' && value.includes('://'));
/** Undefined: hidden. */
const plainValue = (path: Path, value: unknown, takesMapping: boolean): string | undefined =>
  isSecretPath(path) || (takesMapping && !isShort(path, value)) ? undefined : shownValue(path, value);

/** The text with its pieces put in, and what is between them as far as it may be shown. Lines stay where they are. */
const lay = (text: string, pieces: readonly Piece[]): string => {
  const laid: string[] = [];
  let at = 0;
  const between = (to: number): void => {
    for (; at < to; at += 1) {
      const c = text.charAt(at);
      if (c === '#') {
        const end = text.indexOf('\n', at);
        at = (end < 0 || end > to ? to : end) - 1;
      } else if (BETWEEN.has(c)) laid.push(c);
    }
  };
  for (const { from, to, text: shown } of pieces.toSorted((a, b) => a.from - b.from)) {
    if (from < at) continue;
    between(from);
    laid.push(shown, '\n'.repeat(text.slice(from, to).split('\n').length - 1));
    at = to;
  }
  between(text.length);
  return laid.join('');
};
