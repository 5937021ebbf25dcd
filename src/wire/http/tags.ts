import { Tokenizer } from 'htmlparser2';

export interface Tag {
  /** Lower case. */
  readonly name: string;
  /** The first of each name, lower case; empty where it has no value. */
  readonly attributes: ReadonlyMap<string, string>;
}
/** What a page is made of, as it comes. */
export interface TagReader {
  /** An opening tag. What it gives, if anything, is handed what stands in the tag where that is text alone (`script`, `style`), once it has ended. */
  readonly open: (tag: Tag) => ((text: string) => void) | undefined;
  /** The tags in question; left out: all. */
  readonly names?: ReadonlySet<string>;
}
/** Of one tag. */
const MOST_ATTRIBUTES = 64;
/** What stands in them is no HTML (HTML standard, 13.1.2: raw text). */
const RAW = new Set(['script', 'style']);
const nothing = (): void => undefined;

/**
 * Reads the opening tags in order, as a browser's tokenizer has them: what is in a comment or a script is none. Linear in the text,
 * whatever it is: no tree is built, and nothing is kept of tags that are open.
 */
export const readTags = (html: string, { open: tell, names }: TagReader): void => {
  let open: { readonly name: string; readonly attributes: Map<string, string> } | undefined;
  let attribute = '';
  let value: string[] = [];
  let inside: { readonly tell: (text: string) => void; readonly text: string[] } | undefined;
  const end = (): void => {
    if (open === undefined) return;
    const told = tell(open);
    inside = told !== undefined && RAW.has(open.name) ? { tell: told, text: [] } : undefined;
    open = undefined;
  };
  const tokenizer = new Tokenizer(
    {},
    {
      onopentagname: (from, to) => {
        const name = html.slice(from, to).toLowerCase();
        open = names?.has(name) === false ? undefined : { name, attributes: new Map() };
      },
      onattribname: (from, to) => {
        if (open !== undefined) attribute = html.slice(from, to).toLowerCase();
        value = [];
      },
      onattribdata: (from, to) => {
        if (open !== undefined) value.push(html.slice(from, to));
      },
      onattribentity: (point) => {
        if (open !== undefined) value.push(String.fromCodePoint(point));
      },
      onattribend: () => {
        const attributes = open?.attributes;
        if (attributes !== undefined && !attributes.has(attribute) && attributes.size < MOST_ATTRIBUTES)
          attributes.set(attribute, value.join(''));
      },
      onopentagend: end,
      onselfclosingtag: end,
      ontext: (from, to) => inside?.text.push(html.slice(from, to)),
      onclosetag: () => {
        inside?.tell(inside.text.join(''));
        inside = undefined;
      },
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onend: nothing,
      onprocessinginstruction: nothing,
      ontextentity: nothing,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
};

/** The opening tags of those names, in order. */
export const tagsOf = (html: string, names: ReadonlySet<string>): readonly Tag[] => {
  const tags: Tag[] = [];
  readTags(html, { names, open: (tag) => void tags.push(tag) });
  return tags;
};
