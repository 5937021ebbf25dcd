import { domainToASCII } from 'node:url';

import { canonicalAddress, unmapped } from '../domain/address.ts';
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

export const readTargets = (
  texts: readonly string[],
): { readonly targets: readonly NamedTarget[]; readonly problems: readonly UsageProblem[] } => {
  const targets: NamedTarget[] = [];
  const problems: UsageProblem[] = [];
  for (const text of texts) {
    const target = readTarget(text);
    if (target === undefined) problems.push({ what: `target "${cut(printable(text), 60)}"`, expected: EXPECTED });
    else targets.push(target);
  }
  return { targets, problems };
};

/** One target a line; empty lines and what follows a # are left out. */
export const readTargetFile = (
  file: string,
  text: string,
): { readonly targets: readonly NamedTarget[]; readonly problems: readonly UsageProblem[] } => {
  const lines = text.split(/\r?\n/);
  if (lines.length > MAX_LINES + 1)
    return {
      targets: [],
      problems: [{ what: `--from ${file}: ${lines.length} lines`, expected: `at most ${MAX_LINES}` }],
    };
  const targets: NamedTarget[] = [];
  const problems: UsageProblem[] = [];
  for (const [index, line] of lines.entries()) {
    const word = line.replace(/#.*$/, '').trim();
    if (word === '') continue;
    const target = readTarget(word);
    if (target !== undefined) targets.push(target);
    else problems.push({ what: `${file}, line ${index + 1}: "${cut(printable(word), 60)}"`, expected: EXPECTED });
  }
  if (problems.length <= SHOWN) return { targets, problems };
  const more = { what: `${file}: ${problems.length - SHOWN} more such lines`, expected: EXPECTED };
  return { targets, problems: [...problems.slice(0, SHOWN), more] };
};
