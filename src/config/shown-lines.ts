import { isMap, isNode, isScalar, isSeq, parseDocument, type Node } from 'yaml';

import type { AnyProbe } from '../probes/probe.ts';
import { readDocument, tooDeepLine, type Path } from './document.ts';
import { failedIn } from './failed.ts';
import { allKeys, knownKeys } from './known-keys.ts';
import { isSecretPath, type Hide } from './secrets.ts';
import { isLikeKey, shownValue } from './shown.ts';

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
 * The lines of a config's text as they may be shown: keys that a config has, values that passed their schema and are none
 * of a secret, and what stands between them; everything else is `…`, and comments are left out. Of a text that is no YAML
 * known keys alone are shown: nobody can tell what else is what.
 */
export const shownLines = (text: string, probes: readonly AnyProbe[], hide: Hide): readonly string[] => {
  const pieces = tooDeepLine(text) === undefined ? piecesOf(text, probes, hide) : undefined;
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

/** Undefined: it is no YAML, or nobody can tell its values. */
const piecesOf = (text: string, probes: readonly AnyProbe[], hide: Hide): readonly Piece[] | undefined => {
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true, merge: true, uniqueKeys: false });
  if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
  const { value } = readDocument(text);
  if (value === undefined) return undefined;
  const { mayBe, isNamed } = knownKeys(probes);
  const failed = failedIn(value, probes);
  const pieces: Piece[] = [];
  const put = ({ range }: Node, shown: string | undefined): void => {
    if (range && range[1] > range[0]) pieces.push({ from: range[0], to: range[1], text: shown ?? HIDDEN });
  };
  const visit = (node: unknown, path: Path, isKnown: boolean): void => {
    if (isMap(node)) {
      const [once, twice] = [new Set<string>(), new Set<string>()];
      for (const { key } of node.items) (once.has(nameOf(key)) ? twice : once).add(nameOf(key));
      for (const { key, value } of node.items) {
        const name = nameOf(key);
        const at = [...path, name];
        const mayHave = isKnown && !isSecretPath(path);
        const isOwn = mayHave && mayBe(at);
        const isShown = isOwn ? !isNamed(at) || hide(name) === name : mayHave && isLikeKey(name) && hide(name) === name;
        if (isNode(key)) put(key, isShown ? name : undefined);
        // Of two values of one key one was looked at.
        visit(value, at, isOwn && isShown && !twice.has(name) && !failed.isAt(at));
      }
    } else if (isSeq(node))
      for (const [i, item] of node.items.entries()) visit(item, [...path, i], isKnown && !failed.isAt([...path, i]));
    else if (isNode(node)) {
      const isShown = isKnown && isScalar(node) && !isSecretPath(path) && !failed.isWithin(path);
      put(node, isShown ? shownValue(path, node.value, hide) : undefined);
    }
  };
  visit(document.contents, [], !failed.isAt([]));
  return pieces;
};

const nameOf = (key: unknown): string => (isScalar(key) && typeof key.value === 'string' ? key.value : '');

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
