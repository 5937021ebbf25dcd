import type { Config } from './config.ts';
import type { ConfigDocument, Path } from './document.ts';
import { formsOf, inAddress, isTooShortForSecret } from './secret-forms.ts';

const SECRETS: ReadonlySet<string> = new Set(['token', 'token_file', 'password', 'password_file', 'headers']);
/** Whether values are never shown there, whatever they are. Of a target, `headers` is a check. */
export const isSecretPath = (path: Path): boolean =>
  path.some((p, i) => SECRETS.has(String(p)) && !(p === 'headers' && path[0] === 'targets') && !isOwnName(path, i));
/** Whether the owner chose the name there. */
const isOwnName = (path: Path, i: number): boolean =>
  i === 1 ? NAMED.has(String(path[0])) : i === 2 && path[0] === 'geoip' && path[1] === 'sources';
/** A text where a mapping has a name belongs elsewhere: its key is indented wrongly. */
export const isMisplaced = (path: Path): boolean =>
  isOwnName(path, path.length - 1) && SECRETS.has(String(path.at(-1)));
const NAMED: ReadonlySet<string> = new Set(['uplinks', 'targets', 'sites', 'sites_that_refuse']);

/** Headers that are no secret. */
const PLAIN_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-type',
  'user-agent',
]);
const isPlainHeader = (path: Path): boolean =>
  path.at(-2) === 'headers' && PLAIN_HEADERS.has(String(path.at(-1)).toLowerCase());

/** No problem tells more of one key (problems.ts). */
const CUT = 60;
const MOST = 1_000;
const HIDDEN = '…';

/** A text that its owner wrote, with `…` for each secret in it. */
export type Hide = (text: string) => string;

/** Secrets that are in files of their own, or were put together from there, by the keys that say so. */
export const secretsOf = ({ token, influx, geoip }: Config): Readonly<Record<string, readonly string[]>> => ({
  token_file: token === undefined ? [] : [token],
  'influx.token_file': influx?.token === undefined ? [] : [influx.token],
  'influx.password_file': influx?.login === undefined ? [] : [influx.login.password],
  ...Object.fromEntries(
    (geoip?.sources ?? []).map((s) => [
      `geoip.sources.${s.name}.token_file`,
      s.kind === 'http'
        ? Object.entries(s.headers ?? {}).flatMap(([name, text]) => (isPlainHeader(['headers', name]) ? [] : [text]))
        : [],
    ]),
  ),
});

/** A config's text, with what was read of it. */
export interface Guarded {
  readonly document: Pick<ConfigDocument, 'value' | 'scalars'> | undefined;
  /** Missing where something is wrong with it: then the path of a file may be the secret itself. */
  readonly config?: Config;
}

/**
 * Hides the secrets of these configs wherever else one of them stands: by an alias, by mistake, in the name of something.
 * `words` are those that a config has anyway. A secret that stands nowhere else is not looked for, so that nobody learns
 * of it by what is missing from our own words.
 */
export const hiderOf = (all: readonly Guarded[], words: ReadonlySet<string>): Hide => {
  const secrets = new Set<string>();
  const others = new Set<string>();
  const addSecret = (text: string): void => {
    for (const form of formsOf(text)) secrets.add(form);
  };
  const add = (text: string, path: Path): void => {
    if (isPlainHeader(path)) return;
    if (isSecretPath(path) || isMisplaced(path)) return addSecret(text);
    const { rest, asked } = path[0] === 'geoip' ? inAddress(text) : { rest: text, asked: [] };
    others.add(rest);
    for (const secret of asked) secrets.add(secret);
  };
  const visit = (value: unknown, path: Path, areFilesRead: boolean): void => {
    if (typeof value === 'string' || typeof value === 'number') add(String(value), path);
    if (typeof value !== 'object' || value === null) return;
    const isSecret = isSecretPath(path);
    if (Array.isArray(value)) for (const item of value) visit(item, path, areFilesRead);
    else
      for (const [key, below] of Object.entries(value)) {
        if (!isSecret && !words.has(key)) others.add(key);
        if (isSecret && path.at(-1) !== 'headers') addSecret(key);
        if (!isSecret && areFilesRead && key.endsWith('_file')) continue;
        visit(below, [...path, key], areFilesRead);
      }
  };
  for (const { document, config } of all) {
    visit(document?.value, [], config !== undefined);
    // Numbers are rounded by then, and of two values of a key one is left.
    for (const { path, text } of document?.scalars() ?? [])
      if (config === undefined || !String(path.at(-1)).endsWith('_file')) add(text, path);
    for (const secret of config === undefined ? [] : Object.values(secretsOf(config)).flat()) addSecret(secret);
  }
  if (secrets.size > MOST) return () => HIDDEN;
  const elsewhere = [...others].join('\n').toLowerCase();
  const found = [...secrets].filter((s) => s !== '' && elsewhere.includes(s.toLowerCase()));
  const isWhole = (s: string): boolean => isTooShortForSecret(s) || words.has(s);
  const whole = new Set(found.filter(isWhole));
  const parts = found
    .flatMap((s) => (isWhole(s) ? [] : [s, s.slice(0, CUT)]))
    .toSorted((a, b) => b.length - a.length)
    .map((s) => s.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  const pattern = parts.length === 0 ? undefined : new RegExp(parts.join('|'), 'gi');
  return (text) => {
    if (whole.has(text)) return HIDDEN;
    return pattern === undefined ? text : text.replaceAll(pattern, HIDDEN);
  };
};
