/** Structured fields (RFC 9651, 4.2). Keys that come twice are kept, in order: the last one counts (4.2.2). */
export type BareItem =
  | { readonly type: 'integer' | 'decimal' | 'date'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  /** `bytes` as they are written, in base64. */
  | { readonly type: 'string' | 'token' | 'display' | 'bytes'; readonly value: string };
export type Parameters = readonly (readonly [key: string, value: BareItem])[];
export interface Item {
  readonly item: BareItem;
  readonly parameters: Parameters;
}
export interface InnerList {
  readonly items: readonly Item[];
  readonly parameters: Parameters;
}
export type Member = Item | InnerList;
export type Dictionary = readonly (readonly [key: string, member: Member])[];
/** `at`: the character in which it breaks. A field that breaks anywhere is dropped whole. */
export type Structured<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly at: number; readonly why: string };

export const parseDictionary = (field: string): Structured<Dictionary> =>
  new Reader(field).whole((r) => r.dictionary());
export const parseItem = (field: string): Structured<Item> => new Reader(field).whole((r) => r.item());

const KEY = /[a-z*][a-z0-9_.*-]*/y;
const TOKEN = /[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*/y;
const NUMBER = /-?[0-9]+(?:\.[0-9]*)?/y;
const STRING = /"((?:[\u{20}\u{21}\u{23}-\u{5b}\u{5d}-\u{7e}]|\\["\\])*)"/uy;
const DISPLAY = /%"((?:[\u{20}\u{21}\u{23}\u{24}\u{26}-\u{7e}]|%[0-9a-f]{2})*)"/uy;
const BYTES = /:([A-Za-z0-9+/=]*):/y;
const BOOLEAN = /\?[01]/y;
const SPACES = / */y;
const OPTIONAL_WHITE = /[ \t]*/y;

/** Every method gives undefined where the text breaks; `#why` then says why, `#at` where. */
class Reader {
  readonly #text: string;
  #at = 0;
  #why = '';
  constructor(text: string) {
    this.#text = text;
  }

  whole<T>(read: (reader: this) => T | undefined): Structured<T> {
    this.#take(SPACES);
    const value = read(this);
    if (value === undefined) return { ok: false, at: this.#at, why: this.#why };
    this.#take(SPACES);
    if (this.#at < this.#text.length) return { ok: false, at: this.#at, why: `nothing should follow, ${this.#here()}` };
    return { ok: true, value };
  }
  dictionary(): Dictionary | undefined {
    const members: [string, Member][] = [];
    while (this.#at < this.#text.length) {
      const key = this.#key();
      if (key === undefined) return undefined;
      const member = this.#skip('=') ? this.#member() : this.#with({ type: 'boolean', value: true });
      if (member === undefined) return undefined;
      members.push([key, member]);
      this.#take(OPTIONAL_WHITE);
      if (this.#at >= this.#text.length) break;
      if (!this.#skip(',')) return this.#break(`a comma was expected, ${this.#here()}`);
      this.#take(OPTIONAL_WHITE);
      if (this.#at >= this.#text.length) return this.#break('it ends with a comma');
    }
    return members;
  }
  item(): Item | undefined {
    const bare = this.#bare();
    return bare === undefined ? undefined : this.#with(bare);
  }

  #member(): Member | undefined {
    return this.#text[this.#at] === '(' ? this.#innerList() : this.item();
  }
  #innerList(): InnerList | undefined {
    this.#at += 1;
    const items: Item[] = [];
    for (;;) {
      this.#take(SPACES);
      if (this.#skip(')')) {
        const parameters = this.#parameters();
        return parameters === undefined ? undefined : { items, parameters };
      }
      if (this.#at >= this.#text.length) return this.#break('a parenthesis is not closed');
      const item = this.item();
      if (item === undefined) return undefined;
      items.push(item);
      if (this.#text[this.#at] !== ' ' && this.#text[this.#at] !== ')')
        return this.#break(`within parentheses a space was expected, ${this.#here()}`);
    }
  }
  #with(item: BareItem): Item | undefined {
    const parameters = this.#parameters();
    return parameters === undefined ? undefined : { item, parameters };
  }
  #parameters(): Parameters | undefined {
    const parameters: [string, BareItem][] = [];
    while (this.#skip(';')) {
      this.#take(SPACES);
      const key = this.#key();
      if (key === undefined) return undefined;
      const value = this.#skip('=') ? this.#bare() : ({ type: 'boolean', value: true } as const);
      if (value === undefined) return undefined;
      parameters.push([key, value]);
    }
    return parameters;
  }
  #key(): string | undefined {
    return this.#take(KEY)?.[0] ?? this.#break(`a name in lower case was expected, ${this.#here()}`);
  }
  #bare(): BareItem | undefined {
    const char = this.#text[this.#at] ?? '';
    if (char === '"') return this.#string();
    if (char === '?') return this.#of(BOOLEAN, ([text]) => ({ type: 'boolean', value: text === '?1' }));
    if (char === ':') return this.#of(BYTES, ([, text]) => ({ type: 'bytes', value: text ?? '' }));
    if (char === '%') return this.#display();
    if (char === '@') return this.#date();
    if (/[-0-9]/.test(char)) return this.#number();
    return this.#of(TOKEN, ([text]) => ({ type: 'token', value: text }));
  }
  #string(): BareItem | undefined {
    return this.#of(STRING, ([, text = '']) => ({ type: 'string', value: text.replaceAll(/\\(.)/g, '$1') }));
  }
  #display(): BareItem | undefined {
    const start = this.#at;
    const found = this.#take(DISPLAY);
    const bytes = (found?.[1] ?? '').replaceAll(/%(..)/g, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)));
    try {
      if (found !== undefined)
        return {
          type: 'display',
          value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1')),
        };
    } catch {
      this.#at = start; // not UTF-8
    }
    return this.#break(`no value can begin so, ${this.#here()}`);
  }
  #date(): BareItem | undefined {
    this.#at += 1;
    const number = this.#number();
    if (number?.type === 'decimal') return this.#break('a date has whole seconds');
    return number?.type === 'integer' ? { type: 'date', value: number.value } : undefined;
  }
  #number(): BareItem | undefined {
    const start = this.#at;
    const text = this.#take(NUMBER)?.[0];
    if (text === undefined) return this.#break(`no value can begin so, ${this.#here()}`);
    const [whole = '', fraction] = text.replace('-', '').split('.');
    const fits = fraction === undefined ? whole.length <= 15 : whole.length <= 12 && /^[0-9]{1,3}$/.test(fraction);
    if (!fits) {
      this.#at = start;
      return this.#break(`no number that fits, ${this.#here()}`);
    }
    return { type: fraction === undefined ? 'integer' : 'decimal', value: Number(text) };
  }
  #of(pattern: RegExp, made: (found: RegExpExecArray) => BareItem): BareItem | undefined {
    const found = this.#take(pattern);
    return found === undefined ? this.#break(`no value can begin so, ${this.#here()}`) : made(found);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found;
  }
  #skip(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }
  #here(): string {
    const rest = this.#text.slice(this.#at, this.#at + 24);
    return rest === '' ? 'and it ends there' : `not \`${rest}\``;
  }
  #break(why: string): undefined {
    this.#why = why;
  }
}
