import { domainToASCII } from 'node:url';

import { canonicalAddress, unmapped } from '../domain/address.ts';
import { page } from '../probes/places.ts';
import type { UsageProblem } from './args.ts';
import { cut, printable } from './format/text.ts';

const MAX_LINES = 100_000;
export const MAX_BYTES = 1024 * 1024;
const SHOWN = 10;
const EXPECTED = 'a host name or an address, such as example.org, 192.0.2.1 or 2001:db8::1';

export interface NamedTarget {
  /** As the owner wrote it. */
  readonly name: string;
  /** What to resolve: an address in its one form, or a name in ASCII (RFC 5891). */
  readonly address: string;
}

/** Undefined when the text is neither an address nor a host name (RFC 1123, with the underscores that exist). */
export const readTarget = (text: string): NamedTarget | undefined => {
  const bare = /^\[(.+)\]$/.exec(text)?.[1] ?? text;
  const numeric = canonicalAddress(bare);
  if (numeric !== undefined) return { name: text, address: unmapped(numeric) };
  // All digits and dots is an address mistyped, not a name.
  if (text.length > 253 || /^[\d.]+$/.test(text)) return undefined;
  if (!/^[\p{L}\p{M}\p{N}._-]+$/u.test(text)) return undefined;
  const address = /^[\w.-]+$/.test(text) ? text.toLowerCase() : domainToASCII(text);
  const labels = address.replace(/\.$/, '').split('.');
  const fine = labels.every((l) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(l));
  return fine && address.length <= 253 ? { name: text, address } : undefined;
};

const PAGE = 'a web address, such as https://example.org/page';
/** A web address whose host or path is written in letters beyond ASCII; blanks and what cannot be seen stay wrong. */
const inAscii = (text: string): string =>
  /^https?:\/\/[!-~\p{L}\p{M}\p{N}]+$/iu.test(text) && URL.canParse(text) ? new URL(text).href : text;
/** The page of a host that is named alone is its first one. */
const readPage = (text: string): NamedTarget | undefined => {
  const host = readTarget(text)?.address;
  const bare = host?.includes(':') === true ? `[${host}]` : host;
  const address = bare === undefined ? inAscii(text) : `https://${bare}/`;
  return page.safeParse(address).success ? { name: text, address: new URL(address).href } : undefined;
};
type Reading = readonly [read: (text: string) => NamedTarget | undefined, expected: string];
const readingOf = (ofPages: boolean): Reading => (ofPages ? [readPage, PAGE] : [readTarget, EXPECTED]);

/** Mistyped, and it may hold a password or a token. */
const shown = (text: string): string => cut(printable(text.replace(/^.*@/s, '…@').replace(/[?#].*$/s, '?…')), 60);

export const readTargets = (
  texts: readonly string[],
  ofPages = false,
): { readonly targets: readonly NamedTarget[]; readonly problems: readonly UsageProblem[] } => {
  const targets: NamedTarget[] = [];
  const problems: UsageProblem[] = [];
  const [read, expected] = readingOf(ofPages);
  for (const text of texts) {
    const target = read(text);
    if (target === undefined) problems.push({ what: `target "${shown(text)}"`, expected });
    else targets.push(target);
  }
  return { targets, problems };
};

/** One target a line; empty lines and what follows a # are left out. */
export const readTargetFile = (
  file: string,
  text: string,
  ofPages = false,
): { readonly targets: readonly NamedTarget[]; readonly problems: readonly UsageProblem[] } => {
  // Some editors begin a file with a byte order mark.
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.length > MAX_LINES + 1)
    return {
      targets: [],
      problems: [{ what: `--from ${file}: ${lines.length} lines`, expected: `at most ${MAX_LINES}` }],
    };
  const targets: NamedTarget[] = [];
  const problems: UsageProblem[] = [];
  const [read, expected] = readingOf(ofPages);
  for (const [index, line] of lines.entries()) {
    // In a web address a # may be part of it.
    const word = line.replace(ofPages ? /(?:^|\s)#.*$/ : /#.*$/, '').trim();
    if (word === '') continue;
    const target = read(word);
    if (target !== undefined) targets.push(target);
    else problems.push({ what: `${file}, line ${index + 1}: "${shown(word)}"`, expected });
  }
  if (problems.length <= SHOWN) return { targets, problems };
  const more = { what: `${file}: ${problems.length - SHOWN} more such lines`, expected };
  return { targets, problems: [...problems.slice(0, SHOWN), more] };
};
