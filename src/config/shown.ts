import { withoutSecrets, type Path } from './document.ts';
import { isSecretPath, type Hide } from './secrets.ts';

const LONGEST = 200;
const HIDDEN = '…';

/** A key that nobody knows is shown where it reads like one; a token is longer. */
export const isLikeKey = (text: string): boolean => /^[a-z][a-z_-]{0,14}$/.test(text);
/** Under these a web address is that of a page that everybody may open: its path is shown. */
const OF_PAGES: ReadonlySet<string> = new Set(['sites', 'sites_that_refuse']);

/** `https://host/path`; who asks, what is asked and, but of a page, the path may be a key, and are left out. */
const webAddress = (text: string, isPage: boolean): string => {
  const filled = text.replaceAll('{address}', '0');
  if (!URL.canParse(filled)) return HIDDEN;
  const { protocol, host, pathname, search, hash, username, password } = new URL(filled);
  if (username !== '' || password !== '' || host === '') return `${protocol}//${HIDDEN}`;
  const path = isPage ? pathname : pathname === '/' ? '/' : `/${HIDDEN}`;
  return `${protocol}//${host}${path}${search === '' && hash === '' ? '' : isPage ? `?${HIDDEN}` : ''}`;
};

/** Where a web address belongs that may have a key or a login in it. */
const isOfService = (path: Path): boolean =>
  (path[0] === 'geoip' && path.at(-1) === 'http') || (path[0] === 'influx' && path.at(-1) === 'url');

const shownText = (path: Path, written: string, hide: Hide): string => {
  const text = hide(written);
  if (text.includes('://')) return webAddress(text, OF_PAGES.has(String(path[0])));
  // What is asked of a service may have a key in it, also where its scheme was forgotten.
  if (isOfService(path)) return HIDDEN;
  const shown = withoutSecrets(text);
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}${HIDDEN}` : shown;
};

const PLAIN = /^(?!(?:true|false|null|yes|no|on|off)$)[\p{L}\p{N}/.][\p{L}\p{N} _/.:+@()-]*$/iu;
/** Without quotes these are another thing than a text, or none at all. */
const ODD = /: |[: ]$|^[\d.e+:-]+$/i;
const NUMERIC = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/;
/** As YAML has it, in quotes where it must. */
const asYaml = (text: string): string =>
  NUMERIC.test(text) || (PLAIN.test(text) && !ODD.test(text)) ? text : JSON.stringify(text);

/**
 * A value of the config as it may be shown to whoever reads the page, on one line of YAML: secrets by no more than that
 * they are set, web addresses without what may be a key. Undefined: a mapping, whose parts are shown by themselves.
 */
export const shownValue = (path: Path, value: unknown, hide: Hide): string | undefined => {
  if (isSecretPath(path)) return value === undefined || value === null ? 'not set' : 'set';
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return asYaml(shownText(path, value, hide));
  if (Array.isArray(value))
    return `[${value.map((item, i) => shownValue([...path, i], item, hide) ?? '{…}').join(', ')}]`;
  if (typeof value === 'object') return Object.keys(value).length === 0 ? '{}' : undefined;
  return hide(JSON.stringify(value));
};
