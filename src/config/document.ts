import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type ErrorCode,
} from 'yaml';

import type { ConfigProblem } from './config.ts';

export type Path = readonly (string | number)[];

/** A YAML text as plain values, with the line of each. */
export interface ConfigDocument {
  readonly value: unknown;
  /** What is wrong with the text itself. With any, `value` is not to be relied on. */
  readonly problems: readonly ConfigProblem[];
  /** Every single value as it is written: also the first of two of one key, and the digits of a number. */
  scalars(): readonly { readonly path: Path; readonly text: string }[];
  /** The line of the key (or item) at a path; of the nearest one above it where there is none. */
  lineOf(path: Path): number | undefined;
}

/** In flow brackets, in indicators on one line, and in columns: the parser recurses and its stack is finite. */
const DEEPEST = 64;
const DEEPEST_COLUMN = 128;
const ALIASES = 100;
const PROBLEMS = 100;

/**
 * Without what follows the words "token" and "password": `token:secret`, its space forgotten, is one text in YAML. And
 * without who is before the @ in an address, and what is asked there: InfluxDB takes `?u=…&p=…` for a login.
 */
export const withoutSecrets = (text: string): string => withoutQuery(withoutLogin(withoutNamed(withoutBearer(text))));

// By places rather than patterns: a pattern that fails is tried again from every place of a long text.
const after = (text: string, sign: string, from: number): number => {
  const at = from < 0 ? -1 : text.indexOf(sign, from);
  return at < 0 ? -1 : at + sign.length;
};
const withoutBearer = (text: string): string => {
  const from = text.search(/\bbearer /i) + 'bearer '.length;
  return from < 'bearer '.length || text.slice(from).trim() === '' ? text : `${text.slice(0, from)}…`;
};
const withoutNamed = (text: string): string => {
  const at = text.search(/token|passw(?:or)?d|\bpass\b|secret|api[_-]?key/i);
  const [colon, equals] = [after(text, ':', at), after(text, '=', at)];
  const from = colon < 0 || equals < 0 ? Math.max(colon, equals) : Math.min(colon, equals);
  return from < 0 || text.slice(from).trim() === '' ? text : `${text.slice(0, from)}…`;
};
const withoutLogin = (text: string): string => {
  const end = text.lastIndexOf('@');
  const from = after(text, '://', 0);
  if (from >= 0 && from <= end) return `${text.slice(0, from)}…${text.slice(end)}`;
  const colon = text.indexOf(':');
  return (from < 0 || from > end) && colon >= 0 && colon < end ? `…${text.slice(end)}` : text;
};
const withoutQuery = (text: string): string => {
  const ofAddress = after(text, '?', after(text, '://', 0));
  const from = ofAddress < 0 ? after(text, '?', 0) : ofAddress;
  return ofAddress >= 0 || after(text, '=', from) >= 0 ? `${text.slice(0, from)}…` : text;
};

export const pathText = (path: Path): string =>
  path.length === 0 ? '(the file)' : path.map((p) => (p === '' ? '""' : withoutSecrets(String(p)))).join('.');

/**
 * YAML 1.2 (core schema) with merge keys, one document, no tags of its own, aliases limited. Messages never quote the
 * text: it may hold a secret.
 */
export const readDocument = (text: string): ConfigDocument => {
  const deepLine = tooDeepLine(text);
  if (deepLine !== undefined) {
    const found = 'nesting, or brackets without their partner';
    return broken([{ path: pathText([]), line: deepLine, found, expected: 'a few levels, as in the example' }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    merge: true,
    uniqueKeys: false, // told below, with their path
  });
  const problems: ConfigProblem[] = [...document.errors, ...document.warnings].map(({ code, pos }) => {
    const [found, expected] = SAID[code];
    return { path: pathText([]), line: lines.linePos(pos[0]).line, found, expected };
  });
  if (problems.length > 0) return broken(problems.slice(0, PROBLEMS));
  const lineOf = (path: Path): number | undefined => lineIn(document, lines, path);
  const wrong = wrongNodes(document, lines);
  if (wrong.aliases.length > 0) return broken([...wrong.aliases, ...wrong.keys].slice(0, PROBLEMS));
  try {
    const value: unknown = document.toJS({ maxAliasCount: ALIASES });
    return { value, problems: wrong.keys.slice(0, PROBLEMS), scalars: () => scalarsIn(document), lineOf };
  } catch {
    const found = 'aliases that expand to too many values';
    return broken([{ path: pathText([]), found, expected: `at most ${ALIASES}` }]);
  }
};

const broken = (problems: readonly ConfigProblem[]): ConfigDocument => ({
  value: undefined,
  problems,
  scalars: () => [],
  lineOf: () => undefined,
});

const scalarsIn = (document: Document): ReturnType<ConfigDocument['scalars']> => {
  const found: { path: Path; text: string }[] = [];
  const anchors = new Map<string, unknown>();
  const visit = (node: unknown, path: Path): void => {
    if (isNode(node) && 'anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, node);
    const at = isAlias(node) ? anchors.get(node.source) : node;
    if (isScalar(at)) found.push({ path, text: at.source ?? String(at.value) });
    else if (isSeq(node)) for (const item of node.items) visit(item, path);
    else if (isMap(node))
      for (const { key, value } of node.items) visit(value, [...path, String(isScalar(key) ? key.value : key)]);
  };
  visit(document.contents, []);
  return found;
};

/** The line at which the text nests deeper than any config. Rough: it takes no notice of quotes. */
export const tooDeepLine = (text: string): number | undefined => {
  let depth = 0;
  for (const [i, line] of text.split('\n').entries()) {
    const indent = line.length - line.trimStart().length;
    if (line.trimStart().startsWith('#')) continue;
    for (const c of line.match(/[[\]{}]/g) ?? []) {
      depth += c === '[' || c === '{' ? 1 : -1;
      if (Math.abs(depth) > DEEPEST) return i + 1;
    }
    if (line.trim() !== '' && indent > DEEPEST_COLUMN) return i + 1;
    if ((line.match(/[-?:](?=\s)/g) ?? []).length > DEEPEST) return i + 1;
  }
  return undefined;
};

/** Keys that occur twice in their mapping, or that JavaScript would take for something else; aliases of nothing. */
const wrongNodes = (document: Document, lines: LineCounter) => {
  const keys: ConfigProblem[] = [];
  const aliases: ConfigProblem[] = [];
  const anchors = new Set<string>();
  const at = (path: Path, range: readonly number[] | null | undefined) => ({
    path: pathText(path),
    ...(range?.[0] === undefined ? {} : { line: lines.linePos(range[0]).line }),
  });
  const visit = (node: unknown, path: Path): void => {
    if (isAlias(node) && !anchors.has(node.source)) {
      aliases.push({ ...at(path, node.range), found: 'an alias (*) of nothing', expected: 'an anchor (&) above it' });
    }
    if (isNode(node) && 'anchor' in node && node.anchor !== undefined) anchors.add(node.anchor);
    if (isSeq(node)) for (const [i, item] of node.items.entries()) visit(item, [...path, i]);
    if (!isMap(node)) return;
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      const name = String(isScalar(key) ? key.value : key);
      const where = at([...path, name], isNode(key) ? key.range : undefined);
      if (name === '__proto__') keys.push({ ...where, found: 'the key "__proto__"', expected: 'another name' });
      else if (seen.has(name) && name !== '<<') {
        keys.push({ ...where, found: 'the key a second time', expected: 'each key once' });
      }
      seen.add(name);
      visit(value, [...path, name]);
    }
  };
  visit(document.contents, []);
  return { keys, aliases };
};

const lineIn = (document: Document, lines: LineCounter, path: Path): number | undefined => {
  let node: unknown = document.contents;
  let line: number | undefined;
  for (const segment of path) {
    if (isAlias(node)) node = node.resolve(document);
    let at: unknown;
    if (isMap(node)) {
      const pair = node.items.findLast(({ key }) => isScalar(key) && key.value === segment);
      [at, node] = [pair?.key, pair?.value];
    } else {
      node = isSeq(node) ? node.items[Number(segment)] : undefined;
      at = node;
    }
    const range = isScalar(at) || isMap(at) || isSeq(at) ? at.range : undefined;
    if (!range) break;
    line = lines.linePos(range[0]).line;
  }
  return line;
};

const MISPLACED = ['something that does not belong there', 'YAML: `key: value`, nested by two spaces'] as const;
const NESTING = ['a mapping where a plain value or key belongs', 'one `key: value` a line'] as const;
const ANCHORS = ['an anchor or alias with something more at it', 'one anchor or one alias'] as const;
const TAGS = ['a tag', 'no tags (`!…`)'] as const;
/** In our own words, since the parser's quote the text: what was found, what was expected. */
const SAID: Readonly<Record<ErrorCode, readonly [found: string, expected: string]>> = {
  ALIAS_PROPS: ANCHORS,
  BAD_ALIAS: ['an alias without a name', '`*name`, or quotes around the text'],
  BAD_COLLECTION_TYPE: TAGS,
  BAD_DIRECTIVE: ['a directive (%…) that is unknown', 'no directives'],
  BAD_DQ_ESCAPE: ['an unknown escape (\\…) in double quotes', 'single quotes, or \\\\ for a backslash'],
  BAD_INDENT: ['a line that is indented wrongly', 'the indentation of its siblings, brackets closed'],
  BAD_PROP_ORDER: ANCHORS,
  BAD_SCALAR_START: ['a text that begins with a reserved sign', 'quotes around it'],
  BLOCK_AS_IMPLICIT_KEY: NESTING,
  BLOCK_IN_FLOW: NESTING,
  DUPLICATE_KEY: ['the key a second time', 'each key once'],
  IMPOSSIBLE: MISPLACED,
  KEY_OVER_1024_CHARS: ['a key of more than 1024 characters', 'a short key'],
  MISSING_CHAR: ['a quote, bracket or comma that is missing', 'each opened and closed'],
  MULTILINE_IMPLICIT_KEY: ['a key over several lines', 'a key on one line, then a colon and a space'],
  MULTIPLE_ANCHORS: ANCHORS,
  MULTIPLE_DOCS: ['a second document (after ---)', 'one document'],
  MULTIPLE_TAGS: TAGS,
  NON_STRING_KEY: ['a key that is no text', 'a text'],
  RESOURCE_EXHAUSTION: ['nesting that is too deep', 'a few levels'],
  TAB_AS_INDENT: ['a tab at the beginning of the line', 'spaces'],
  TAG_RESOLVE_FAILED: TAGS,
  UNEXPECTED_TOKEN: MISPLACED,
};
