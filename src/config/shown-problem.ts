import type { ConfigProblem } from './config.ts';
import { pathText } from './document.ts';
import { isSecretPath, type Hide } from './secrets.ts';
import { isLikeKey } from './shown.ts';

/** The path as far as it leads to a secret: what is below is a part of it. */
const shownPath = (path: string): string => {
  const parts = path.split('.');
  const at = parts.findIndex((_, i) => isSecretPath(parts.slice(0, i + 1)));
  return at < 0 ? path : parts.slice(0, at + 1).join('.');
};

/**
 * A problem of a file as it may be told to whoever reads the page: of a value that is wrong its kind, since nobody can tell
 * what it should have been. The owner at a terminal is told what stands there.
 */
export const shownProblem = (problem: ConfigProblem, hide: Hide): ConfigProblem => {
  const { path, line, found, kind, expected, nearest } = problem;
  const shown = {
    path: hide(shownPath(path)),
    ...(line === undefined ? {} : { line }),
    found: nearest === undefined ? (kind ?? found) : found,
    expected: hide(expected),
    ...(nearest === undefined ? {} : { nearest }),
  };
  const key = /^the (?:key|name) ("(?:[^"\\]|\\.)*")$/s.exec(found)?.[1];
  if (key === undefined) return shown;
  const word = String(JSON.parse(key));
  const isSecret = isSecretPath(path.split('.')) || hide(word) !== word;
  if (!isSecret && (nearest !== undefined || isLikeKey(word))) return shown;
  const above = path.endsWith(word) ? shownPath(path.slice(0, path.length - word.length).replace(/\.$/, '')) : '';
  const said = found.startsWith('the key') ? 'a key that it does not have' : 'a name';
  return { ...shown, path: above === '' ? pathText([]) : hide(above), found: said };
};

/** One of a config in force: what it quotes passed its schema. */
export const shownWhileRunning = (problem: ConfigProblem, hide: Hide): ConfigProblem => ({
  ...problem,
  path: hide(problem.path),
  found: hide(problem.found),
});
