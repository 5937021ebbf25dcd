import { tagsOf } from './tags.ts';

/** What a page says in itself of its security. */
export interface PageSaid {
  /** Of each `<meta http-equiv="Content-Security-Policy">`, wherever it stands; as far as there is room. */
  readonly policies: readonly string[];
  /** Of the last `<meta name="referrer">` that says any. */
  readonly referrer?: string;
  readonly scripts: readonly ScriptSaid[];
}
export interface ScriptSaid {
  /** As it is written; left out for one that stands in the page. */
  readonly src?: string;
  readonly integrity?: string;
}

/** Bytes of a page, characters of all its policies together, scripts: what is beyond is not looked at. */
export const MOST_PAGE = { bytes: 2 * 1_048_576, policies: 65_536, scripts: 10_000 } as const;
const WANTED = new Set(['meta', 'script']);

/** Reads HTML as it comes, without a tree: what stands in a template or in noscript counts as well. */
export const readPage = (bytes: Uint8Array): PageSaid => {
  const policies: string[] = [];
  const scripts: ScriptSaid[] = [];
  let referrer: string | undefined;
  let room: number = MOST_PAGE.policies;
  for (const { name, attributes } of tagsOf(new TextDecoder().decode(bytes.subarray(0, MOST_PAGE.bytes)), WANTED)) {
    if (name === 'script') {
      const [src, integrity] = [attributes.get('src'), attributes.get('integrity')];
      if (scripts.length < MOST_PAGE.scripts)
        scripts.push({ ...(src ? { src } : {}), ...(integrity ? { integrity } : {}) });
      continue;
    }
    const content = attributes.get('content') ?? '';
    const equivalent = attributes.has('content') ? attributes.get('http-equiv') : undefined;
    if (equivalent === undefined) {
      if (content !== '' && attributes.get('name')?.toLowerCase().trim() === 'referrer') referrer = content;
    } else if (content !== '' && equivalent.toLowerCase().trim() === 'content-security-policy') {
      room -= content.length;
      if (room >= 0) policies.push(content);
    }
  }
  return { policies, ...(referrer === undefined ? {} : { referrer }), scripts };
};
