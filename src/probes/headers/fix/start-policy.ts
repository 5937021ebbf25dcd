import type { Policy } from '../said.ts';
import type { PageSources } from './page-sources.ts';

/** What may stand in quotes in every config. */
const SAFE = /^[A-Za-z0-9._:/*'+=-]+$/;
const UNSAFE = /^'unsafe-(?:inline|eval)'$/i;
const ANYWHERE = /^(?:\*|https?:(?:\/\/\*)?|data:|blob:|filesystem:)$/i;
const MOST_SOURCES = 40;

const written = (directives: readonly (readonly [string, readonly string[]])[]): string =>
  directives.map(([name, sources]) => [name, ...new Set(sources)].slice(0, MOST_SOURCES).join(' ')).join('; ');

/** A policy to begin with, from what the page's HTML loads. */
export const startPolicy = ({ hosts, scriptHashes, inlineStyles }: PageSources): string => {
  const fonts = hosts.style.includes('https://fonts.googleapis.com') ? ['https://fonts.gstatic.com'] : [];
  return written([
    ['default-src', ["'self'"]],
    ['script-src', ["'self'", ...hosts.script, ...(scriptHashes ?? [])]],
    ['style-src', ["'self'", ...hosts.style, ...(inlineStyles ? ["'unsafe-inline'"] : [])]],
    ['img-src', ["'self'", 'data:', ...hosts.img]],
    ...(fonts.length > 0 ? [['font-src', ["'self'", ...fonts]] as const] : []),
    ...(hosts.media.length > 0 ? [['media-src', ["'self'", ...hosts.media]] as const] : []),
    ...(hosts.frame.length > 0 ? [['frame-src', ["'self'", ...hosts.frame]] as const] : []),
    ['object-src', ["'none'"]],
    ['base-uri', ["'self'"]],
    ['form-action', ["'self'", ...hosts.form]],
    ['frame-ancestors', ["'self'"]],
  ]);
};

/** The site's own policy without what makes it let every script run; what cannot be pasted safely is left out. */
export const tightened = (policy: Policy, { hosts, scriptHashes }: PageSources): string => {
  const own = [...policy].filter(([name]) => /^[a-z-]{1,40}$/.test(name));
  const scripts = policy.has('script-src') ? 'script-src' : 'default-src';
  const lines = own.map(([name, sources]): readonly [string, readonly string[]] => {
    const safe = sources.filter((s) => SAFE.test(s));
    // Plug-ins are gone from browsers: nothing needs them.
    if (name === 'object-src') return [name, ["'none'"]];
    if (name !== scripts && !name.startsWith('script-src')) return [name, safe];
    const kept = safe.filter((s) => !UNSAFE.test(s) && !ANYWHERE.test(s) && !/^'none'$/i.test(s));
    return [name, ["'self'", ...kept, ...hosts.script, ...(scriptHashes ?? [])]];
  });
  const more = [
    ...(policy.has(scripts) ? [] : [['script-src', ["'self'", ...hosts.script, ...(scriptHashes ?? [])]] as const]),
    ...(policy.has('object-src') ? [] : [['object-src', ["'none'"]] as const]),
    ...(policy.has('base-uri') ? [] : [['base-uri', ["'self'"]] as const]),
  ];
  return written([...lines, ...more]);
};
