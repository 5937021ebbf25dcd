import { tagsOf, type Tag } from '../../wire/http/tags.ts';
import { decoded } from '../refusal/page-text.ts';
import { headerOf, webAddress } from '../web/where.ts';
import type { FileKind } from './as-browser.ts';
import type { Answer } from './seen.ts';

export interface FoundFile {
  readonly url: URL;
  readonly kind: FileKind;
}
const NAMES = new Set(['base', 'link', 'script', 'img']);
const ORDER = ['style', 'script', 'image'] as const;

const fileOf = ({ name, attributes }: Tag): readonly [FileKind, string | undefined] | undefined => {
  if (name === 'script') return ['script', attributes.get('src')];
  if (name === 'img') return ['image', attributes.get('src')];
  const rel = attributes.get('rel')?.toLowerCase().split(/\s+/) ?? [];
  return name === 'link' && rel.includes('stylesheet') ? ['style', attributes.get('href')] : undefined;
};

/** The first static file of the page's own origin that it needs: a stylesheet, else a script, else an image. */
export const fileIn = (
  { url: page, headers }: Pick<Answer, 'headers'> & { readonly url: string },
  body: Uint8Array,
): FoundFile | undefined => {
  const type = headerOf(headers, 'content-type') ?? '';
  if (!/html/i.test(type)) return undefined;
  const tags = tagsOf(decoded(body, type), NAMES);
  const said = tags.find((tag) => tag.name === 'base' && tag.attributes.has('href'))?.attributes.get('href');
  const base = webAddress(said ?? '', page)?.href ?? page;
  const { origin } = new URL(page);
  const found = new Map<FileKind, URL>();
  for (const tag of tags) {
    const [kind, text] = fileOf(tag) ?? [];
    if (kind === undefined || text === undefined || text.trim() === '' || found.has(kind)) continue;
    const url = webAddress(text.trim(), base);
    if (url?.origin === origin) found.set(kind, url);
  }
  for (const kind of ORDER) {
    const url = found.get(kind);
    if (url !== undefined) return { url, kind };
  }
  return undefined;
};

/** A file that the owner named. */
export const fileAt = (path: string, page: string): FoundFile => {
  const url = new URL(path, page);
  const kind = /\.css$/i.test(url.pathname) ? 'style' : /\.m?js$/i.test(url.pathname) ? 'script' : 'image';
  return { url, kind };
};
