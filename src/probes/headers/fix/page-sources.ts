import { createHash } from 'node:crypto';

import { readTags, type Tag } from '../../../wire/http/tags.ts';

const MOST_BYTES = 1_024 * 1_024;
const MOST_SOURCES = 20;
/** Longer lists of hashes than this are no way to write a policy. */
const MOST_HASHES = 12;

/** What a page loads, as far as its HTML says: hosts by the directive that they need. What scripts load on their own is not seen. */
export interface PageSources {
  readonly hosts: Readonly<Record<'script' | 'style' | 'img' | 'frame' | 'media' | 'form', readonly string[]>>;
  /** `'sha256-…'` of every script that stands in the page; undefined where there are too many. */
  readonly scriptHashes: readonly string[] | undefined;
  /** Styles in the page, or in its tags. */
  readonly inlineStyles: boolean;
  /** `onclick` and the like, which no hash allows. */
  readonly handlers: boolean;
}

/** A host as it may stand in a policy and in every config: letters, digits, dots and dashes. */
const hostOf = (address: string | undefined, base: string): string | undefined => {
  if (address === undefined || !URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  if (!/^https?:$/.test(url.protocol) || url.origin === new URL(base).origin) return undefined;
  return /^[a-z0-9.-]+(?::\d+)?$/.test(url.host) ? `https://${url.host}` : undefined;
};

type Kind = keyof PageSources['hosts'];
const LOADS: ReadonlyMap<string, readonly [attribute: string, kind: Kind]> = new Map([
  ['script', ['src', 'script']],
  ['img', ['src', 'img']],
  ['iframe', ['src', 'frame']],
  ['video', ['src', 'media']],
  ['audio', ['src', 'media']],
  ['source', ['src', 'media']],
  ['form', ['action', 'form']],
]);
const kindOfLink = (rel: string | undefined): Kind | undefined => {
  const words = (rel ?? '').toLowerCase().split(/\s+/);
  if (words.includes('stylesheet')) return 'style';
  return words.some((word) => word.endsWith('icon')) ? 'img' : undefined;
};

export const pageSources = (body: Uint8Array, base: string): PageSources => {
  const hosts: Record<Kind, string[]> = { script: [], style: [], img: [], frame: [], media: [], form: [] };
  const hashes = new Set<string>();
  let [inlineStyles, handlers] = [false, false];
  const add = (kind: Kind, address: string | undefined): void => {
    const host = hostOf(address, base);
    const list = hosts[kind];
    if (host !== undefined && list.length < MOST_SOURCES && !list.includes(host)) list.push(host);
  };
  const open = ({ name, attributes }: Tag): ((text: string) => void) | undefined => {
    const [attribute, kind] = LOADS.get(name) ?? [];
    if (attribute !== undefined && kind !== undefined) add(kind, attributes.get(attribute));
    const linked = name === 'link' ? kindOfLink(attributes.get('rel')) : undefined;
    if (linked !== undefined) add(linked, attributes.get('href'));
    if (name === 'style' || attributes.has('style')) inlineStyles = true;
    if ([...attributes.keys()].some((key) => /^on[a-z]+$/.test(key))) handlers = true;
    const isData = /json|template|text\/plain/i.test(attributes.get('type') ?? '');
    if (name !== 'script' || attributes.has('src') || isData || hashes.size > MOST_HASHES) return undefined;
    return (text) => hashes.add(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  };
  // Ends of lines as a browser has them before anything else (HTML standard, 13.2.3.5): hashes are of what it runs.
  readTags(new TextDecoder().decode(body.subarray(0, MOST_BYTES)).replaceAll(/\r\n?/g, '\n'), { open });
  return { hosts, scriptHashes: hashes.size > MOST_HASHES ? undefined : [...hashes], inlineStyles, handlers };
};
