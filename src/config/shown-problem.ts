import type { ConfigProblem } from './config.ts';
import { pathText } from './document.ts';
import { isLikeKey, SECRETS } from './shown.ts';

const HIDDEN = '…';
const A_TEXT = 'a text';
const PARTS = /"(?:[^"\\]|\\.)*"?/g;

/** The path as far as it leads to a secret: what is below is a part of it. */
const shownPath = (path: string): string => {
  const parts = path.split('.');
  const at = parts.findIndex((part) => SECRETS.has(part));
  return at < 0 ? path : parts.slice(0, at + 1).join('.');
};
/** Values of these are never told of, since a key may be in them: who is asked, and how. */
const isGuarded = (path: string): boolean =>
  path.startsWith('geoip.') || path === 'influx.url' || path.split('.').some((part) => SECRETS.has(part));

/** A problem as it may be told to whoever reads the page: the owner at a terminal is told what stands there. */
export const shownProblem = (problem: ConfigProblem): ConfigProblem => {
  const { path, found, expected, nearest } = problem;
  const key = /^the (?:key|name) ("(?:[^"\\]|\\.)*")$/s.exec(found)?.[1];
  if (key !== undefined) {
    const word = String(JSON.parse(key));
    if (!isGuarded(path) && (nearest !== undefined || isLikeKey(word))) return problem;
    const above = path.endsWith(word) ? shownPath(path.slice(0, path.length - word.length).replace(/\.$/, '')) : '';
    const said = found.startsWith('the key') ? 'a key that it does not have' : 'a name';
    return { ...problem, path: above === '' ? pathText([]) : above, found: said };
  }
  const hidden = isGuarded(path) || expected.includes('mapping') || found.includes('://') || found.includes(HIDDEN);
  return { ...problem, path: shownPath(path), found: hidden ? found.replaceAll(PARTS, A_TEXT) : found };
};
