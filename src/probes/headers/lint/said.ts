import type { CodeInfo } from '../../../domain/code-info.ts';
import { HEADER_CODES } from '../../../domain/header-codes.ts';
import type { SiteSeen } from '../../site/seen.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';

export type HeaderCode = keyof typeof HEADER_CODES;
/** What one concern says of one answer. */
export type Concern = (answer: Placed, seen: SiteSeen) => Iterable<Lint>;

/** Of `report.ts`: a value is cut to that many characters. */
const MOST_SAID = 300;
const MOST_QUOTED = 80;
const codes: Readonly<Record<HeaderCode, CodeInfo>> = HEADER_CODES;

export const said = (
  code: HeaderCode,
  { place }: Pick<Placed, 'place'>,
  words: string,
  about: { readonly header?: string; readonly value?: string | undefined } = {},
): Lint => ({
  code,
  severity: codes[code].severity,
  place,
  ...(about.header === undefined ? {} : { header: about.header }),
  ...(about.value === undefined ? {} : { said: about.value.slice(0, MOST_SAID) }),
  words,
});
/** A piece of a stranger's text within a sentence. */
export const quoted = (text: string): string =>
  text.length > MOST_QUOTED ? `\`${text.slice(0, MOST_QUOTED)}…\`` : `\`${text}\``;
/** `a`; `a and b`; `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
