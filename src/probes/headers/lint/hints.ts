import { partsOf, valueOf } from '../../../wire/http/fields.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';
import { listed, quoted, said } from './said.ts';

const CLEAR = [
  'cache',
  'clientHints',
  'cookies',
  'executionContexts',
  'prefetchCache',
  'prerenderCache',
  'storage',
  '*',
];
const HARMFUL = new Set(['"cache"', '"cookies"', '"storage"', '"*"']);

/** Clear-Site-Data (W3C, 3.1): values in quotes. */
export function* clearSiteData(answer: Placed): Iterable<Lint> {
  const value = valueOf(answer.headers, 'clear-site-data');
  if (value === undefined) return;
  const about = { header: 'Clear-Site-Data', value };
  const parts = partsOf(value).slice(0, 20);
  const wrong = parts.filter((part) => !CLEAR.some((known) => part === `"${known}"`));
  if (wrong.length > 0)
    yield said(
      'clear-site-data-invalid',
      answer,
      `${listed(wrong.map(quoted))}: no value; they are in double quotes.`,
      about,
    );
  const clears = parts.filter((part) => HARMFUL.has(part));
  if (clears.length > 0)
    yield said(
      'clear-site-data-always',
      answer,
      `It clears ${listed(clears.map(quoted))} whenever somebody comes.`,
      about,
    );
}

const LINK = /^<([^<>]*)>((?:\s*;\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:\s*=\s*(?:[^\s";,]+|"(?:[^"\\]|\\.)*"))?)*)\s*;?$/;
const MOST_LINKS = 50;
const LONGEST_LINK = 2_000;

/** Link (RFC 8288), and what is asked to be loaded by it (HTML standard, 4.6.7.18). */
export function* links(answer: Placed): Iterable<Lint> {
  const value = valueOf(answer.headers, 'link');
  if (value === undefined) return;
  for (const part of linksIn(value).slice(0, MOST_LINKS)) {
    const about = { header: 'Link', value: part };
    const found = part.length > LONGEST_LINK ? null : LINK.exec(part);
    if (found === null) {
      yield said('link-invalid', answer, `${quoted(part)} is no link.`, about);
      continue;
    }
    const parameters = new Map(
      partsOf(found[2] ?? '', ';').map((parameter) => {
        const [name = '', ...rest] = parameter.split('=');
        return [name.trim().toLowerCase(), rest.join('=').trim().replaceAll('"', '').toLowerCase()] as const;
      }),
    );
    if (!(parameters.get('rel') ?? '').split(/\s+/).includes('preload')) continue;
    const target = quoted(found[1] ?? '');
    if ((parameters.get('as') ?? '') === '')
      yield said('preload-without-as', answer, `${target} has no \`as\`.`, about);
    else if (parameters.get('as') === 'font' && !parameters.has('crossorigin'))
      yield said('preload-font-twice', answer, `${target} has no \`crossorigin\`.`, about);
  }
}
/** Split at commas that are neither in quotes nor within an address. */
const linksIn = (value: string): readonly string[] => {
  const parts: string[] = [];
  let from = 0;
  let within: '' | '"' | '<' = '';
  for (let i = 0; i < value.length; i += 1) {
    const char = value[i];
    if (within === '' && (char === '"' || char === '<')) within = char;
    else if ((within === '"' && char === '"') || (within === '<' && char === '>')) within = '';
    else if (within === '' && char === ',') {
      parts.push(value.slice(from, i).trim());
      from = i + 1;
    }
  }
  parts.push(value.slice(from).trim());
  return parts.filter((part) => part !== '');
};
