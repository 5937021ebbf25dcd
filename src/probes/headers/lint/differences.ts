import { linesOf, valueOf } from '../../../wire/http/fields.ts';
import { saysVersion } from '../../../wire/http/edge-headers.ts';
import type { PlaceOfSite } from '../../site/seen.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';
import { listed, quoted, said } from './said.ts';

const EVERYWHERE = ['Strict-Transport-Security'];
const ON_CONTENT = [...EVERYWHERE, 'X-Content-Type-Options'];
const ON_PAGES = [
  ...ON_CONTENT,
  'Content-Security-Policy',
  'X-Frame-Options',
  'Referrer-Policy',
  'Permissions-Policy',
  'Cross-Origin-Opener-Policy',
  'Cross-Origin-Embedder-Policy',
];
/** What protects there: a redirect shows nothing, and a file is no page. */
const MATTERS: Readonly<Record<Exclude<PlaceOfSite, 'page'>, readonly string[]>> = {
  missing: ON_PAGES,
  asset: ON_CONTENT,
  redirect: EVERYWHERE,
};
const NAMES: Readonly<Record<PlaceOfSite, string>> = {
  page: 'the page',
  missing: 'a page that is missing',
  asset: 'a static file',
  redirect: 'a redirect',
};

/** What the page has and another answer of the same host has not, or otherwise. */
export function* differences(answers: readonly Placed[]): Iterable<Lint> {
  const page = answers.find(({ place }) => place === 'page');
  if (page === undefined) return;
  for (const other of answers) {
    if (other.place === 'page' || !other.secure || other.url.host !== page.url.host) continue;
    // What is no page but text or data is held to what a file is.
    const matters = other.place === 'missing' && !other.document ? ON_CONTENT : MATTERS[other.place];
    const lost = matters.filter((header) => has(page, header) && !has(other, header));
    const status = `(${other.status})`;
    if (lost.length > 0)
      yield said(
        'header-lost',
        other,
        `${sentence(NAMES[other.place])} ${status} lacks what the page has: ${listed(lost)}.`,
        {
          header: lost[0] ?? '',
        },
      );
    for (const header of matters) {
      const [here, there] = [page, other].map(({ headers }) => normal(valueOf(headers, header.toLowerCase())));
      if (here === undefined || there === undefined || here === there) continue;
      yield said(
        'header-differs',
        other,
        `Another value than that of the page, ${quoted(valueOf(page.headers, header.toLowerCase()) ?? '')}.`,
        {
          header,
          value: valueOf(other.headers, header.toLowerCase()),
        },
      );
    }
  }
  yield* ofVersions(page, answers);
}
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const has = (answer: Placed, header: string): boolean =>
  linesOf(answer.headers, header.toLowerCase()).length > 0 || (header === 'X-Frame-Options' && framed(answer));
/** frame-ancestors does what X-Frame-Options does. */
const framed = ({ headers }: Placed): boolean =>
  /(?:^|[;,\s])frame-ancestors\s/i.test(valueOf(headers, 'content-security-policy') ?? '');
/** Without what is another each time, and without regard to case and blanks. */
const normal = (value: string | undefined): string | undefined =>
  value
    ?.replaceAll(/'nonce-[^']*'/g, "'nonce'")
    .replaceAll(/\s+/g, ' ')
    .toLowerCase();

function* ofVersions(page: Placed, answers: readonly Placed[]): Iterable<Lint> {
  const names = new Set(page.headers.map(([name]) => name.toLowerCase()).filter(saysVersion));
  for (const name of names) {
    const mine = valueOf(page.headers, name) ?? '';
    for (const other of answers) {
      const value = valueOf(other.headers, name);
      if (other.url.host !== page.url.host || value === undefined || value === mine) continue;
      yield said(
        'edge-version-differs',
        other,
        `${sentence(NAMES[other.place])} is from ${quoted(value)}, the page from ${quoted(mine)}.`,
        {
          header: name,
          value,
        },
      );
    }
  }
}
