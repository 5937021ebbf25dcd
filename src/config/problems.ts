import type { z } from 'zod';

import { nearest } from '../domain/nearest.ts';
import type { AnyProbe } from '../probes/probe.ts';
import type { ConfigProblem } from './config.ts';
import { pathText, withoutSecrets, type ConfigDocument, type Path } from './document.ts';
import { keysAt } from './schema.ts';
import { isTooShortForSecret } from './secret-forms.ts';
import { isMisplaced, isSecretPath } from './secrets.ts';

type Issue = z.core.$ZodIssue;

const SHOWN = 60;
/** How a value that is not there is told. */
export const NOTHING = 'nothing';

const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
const shown = (text: string): string => JSON.stringify(cut(withoutSecrets(text)));
/** Wherever it was put: a token indented under something else, or a file that is nothing but one. */
const isSecret = (path: Path): boolean => path.length === 0 || isSecretPath(path) || isMisplaced(path);

/** A value as told to its owner; of a secret only what kind of thing it is. */
const describeValue = (value: unknown, secret = false): string => {
  if (value === undefined) return NOTHING;
  if (value === null) return 'nothing after the colon';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (secret) return kindOf(value);
  return typeof value === 'string' ? shown(value) : cut(`${value as number | boolean}`);
};

const kindOf = (value: unknown): string =>
  typeof value === 'string' ? `a text of ${value.length} characters` : `a ${typeof value}`;
/** The same as told to whoever reads the page: what is wrong may be a secret that was put there by mistake. */
const describeKind = (value: unknown): string | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return isTooShortForSecret(String(value)) ? undefined : kindOf(value);
};

const valueAt = (value: unknown, path: Path): unknown => {
  let at = value;
  for (const segment of path) {
    if (typeof at !== 'object' || at === null) return at; // one thing, where a list of it may be
    at = Object.getOwnPropertyDescriptor(at, segment)?.value;
  }
  return at;
};

export const problemAt = (
  document: ConfigDocument,
  path: Path,
  expected: string,
  more: { readonly found?: string; readonly nearest?: string | undefined } = {},
): ConfigProblem => {
  const line = document.lineOf(path);
  const value = valueAt(document.value, path);
  const kind = more.found === undefined ? describeKind(value) : undefined;
  return {
    path: pathText(path.map((p) => (typeof p === 'string' ? cut(p) : p))),
    ...(line === undefined ? {} : { line }),
    found: more.found ?? describeValue(value, isSecret(path)),
    ...(kind === undefined ? {} : { kind }),
    expected,
    ...(more.nearest === undefined ? {} : { nearest: more.nearest }),
  };
};

/** What zod found, in the words of a config's owner. */
export const problemsOf = (
  issues: readonly Issue[],
  document: ConfigDocument,
  probes: readonly AnyProbe[],
  above: Path = [],
): readonly ConfigProblem[] =>
  issues.flatMap((issue): readonly ConfigProblem[] => {
    const path = [...above, ...issue.path.map((p) => (typeof p === 'symbol' ? String(p) : p))];
    if (issue.code === 'unrecognized_keys') {
      const keys = keysAt(probes, path);
      return issue.keys.map((key) =>
        problemAt(document, [...path, key], `one of ${keys.join(', ')}`, {
          found: `the key ${shown(key)}`,
          nearest: nearest(key, keys),
        }),
      );
    }
    if (issue.code === 'invalid_key') {
      const found = `the name ${shown(String(path.at(-1)))}`;
      return [problemAt(document, path, issue.issues[0]?.message ?? issue.message, { found })];
    }
    if (issue.code === 'invalid_union') {
      const meant = meantBranch(issue);
      if (meant !== undefined) return problemsOf(meant, document, probes, path);
    }
    if (issue.code === 'invalid_value') {
      const word = valueAt(document.value, path);
      const words = issue.values.filter((v) => typeof v === 'string');
      const near = typeof word === 'string' ? nearest(word, words) : undefined;
      return [problemAt(document, path, issue.message, { nearest: near })];
    }
    return [problemAt(document, path, issue.message)];
  });

/** What is wrong by the branch of a union that its owner meant; undefined: it is of none of its kinds. */
export const meantBranch = ({ errors }: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined =>
  errors.find((branch) => branch.some((i) => !isOfAnotherKind(i)));
/** The branch of a union was not even of the kind that was written. */
const isOfAnotherKind = (issue: Issue): boolean =>
  issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');

/** For issues whose schema says nothing of its own about what it expects. */
export const expectation: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') return issue.expected === 'object' ? 'a mapping' : `a ${issue.expected}`;
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' or ');
  if (issue.code === 'too_small') return `at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}`;
  return undefined; // zod's own words
};

/** One line a problem, for a terminal. */
export const problemText = (file: string, { path, line, found, expected, nearest }: ConfigProblem): string => {
  const meant = nearest === undefined ? '' : ` (did you mean ${JSON.stringify(nearest)}?)`;
  return `${file}${line === undefined ? '' : `:${line}`}: ${path}: found ${found}, expected ${expected}${meant}`;
};
