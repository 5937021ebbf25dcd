import { NamesBuilder, MOST_NAMES, type PreloadNames } from './names.ts';

/** Chromium's list is three deep. */
const MOST_DEPTH = 64;
/** Of a number that says nothing to us. */
const MOST_NUMBER = 400;
/** Entries between two moments for other work: some 75 kB of the list. */
const PIECE = 512;

const [LINE_END, SPACE] = [0x0a, 0x20];
const [QUOTE, COMMA, SLASH, COLON, BACKSLASH] = [0x22, 0x2c, 0x2f, 0x3a, 0x5c];
const [ARRAY, ARRAY_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const [TRUE, FALSE, NULL] = [bytesOf('true'), bytesOf('false'), bytesOf('null')];
const [ENTRIES, NAME, MODE] = [bytesOf('entries'), bytesOf('name'), bytesOf('mode')];
const [POLICY, SUBDOMAINS] = [bytesOf('policy'), bytesOf('include_subdomains')];
/** What a text cannot simply go on with: its end, an escape, a control character. */
const ENDS = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < SPACE || byte === QUOTE || byte === BACKSLASH ? 1 : 0,
);

/** What is wrong with the bytes. Thrown within this file alone, and caught where reading begins. */
class Fault extends Error {}

/**
 * JSON (RFC 8259) in bytes, read as far as it is wanted; `//` up to the end of the line is passed over. A million texts are read in
 * Chromium's list: none of them is made a text, or an object.
 */
class Scanner {
  readonly #bytes: Uint8Array;
  at = 0;
  /** The text that was read last: from `start` to `end` in `source`. One with escapes is in bytes of its own. */
  source: Uint8Array;
  start = 0;
  end = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.source = bytes;
  }

  wrong(expected: string): Fault {
    return this.at >= this.#bytes.length
      ? new Fault('it is cut short: the JSON ends before its end')
      : new Fault(`no JSON: ${expected} is missing at byte ${this.at}`);
  }
  /** The next byte that says something; -1 at the end. */
  peek(): number {
    const bytes = this.#bytes;
    let at = this.at;
    for (;;) {
      const byte = bytes[at];
      if (byte === SPACE || byte === LINE_END || byte === 0x0d || byte === 0x09) at += 1;
      else if (byte === SLASH && bytes[at + 1] === SLASH) {
        const end = bytes.indexOf(LINE_END, at);
        at = end === -1 ? bytes.length : end;
      } else {
        this.at = at;
        return byte ?? -1;
      }
    }
  }
  take(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at += 1;
    return true;
  }
  demand(byte: number): void {
    if (!this.take(byte)) throw this.wrong(`"${String.fromCharCode(byte)}"`);
  }
  text(): void {
    this.demand(QUOTE);
    const bytes = this.#bytes;
    const start = this.at;
    let at = start;
    while (at < bytes.length && ENDS[bytes[at] ?? 0] === 0) at += 1;
    this.at = at;
    if (bytes[at] !== QUOTE) {
      this.#escapedText(start);
      return;
    }
    this.source = bytes;
    this.start = start;
    this.end = at;
    this.at = at + 1;
  }
  #escapedText(start: number): void {
    for (let byte = this.#bytes[this.at]; byte !== QUOTE; byte = this.#bytes[this.at]) {
      if (byte === undefined || byte < SPACE) throw this.wrong('the end of a text');
      this.at += byte === BACKSLASH ? 2 : 1;
    }
    this.at += 1;
    try {
      this.source = bytesOf(String(JSON.parse(Buffer.from(this.#bytes.subarray(start - 1, this.at)).toString('utf8'))));
    } catch {
      throw new Fault(`no JSON: an escape that is none in the text at byte ${start}`);
    }
    this.start = 0;
    this.end = this.source.length;
  }
  /** Whether the text that was read last is that. */
  is(word: Uint8Array): boolean {
    if (this.end - this.start !== word.length) return false;
    for (let i = 0; i < word.length; i += 1) if (this.source[this.start + i] !== word[i]) return false;
    return true;
  }
  key(): void {
    this.text();
    const { source, start, end } = this;
    this.demand(COLON);
    this.source = source;
    this.start = start;
    this.end = end;
  }
  truth(): boolean {
    if (this.#word(TRUE)) return true;
    if (this.#word(FALSE)) return false;
    throw this.wrong('true or false');
  }
  #word(word: Uint8Array): boolean {
    if (this.peek() !== word[0]) return false;
    for (let i = 1; i < word.length; i += 1) if (this.#bytes[this.at + i] !== word[i]) return false;
    this.at += word.length;
    return true;
  }
  /** Any value. */
  skip(depth: number): void {
    if (depth > MOST_DEPTH) throw new Fault(`it is nested more than ${MOST_DEPTH} deep`);
    const byte = this.peek();
    if (byte === QUOTE) this.text();
    else if (byte === OBJECT) {
      for (let goesOn = this.begins(OBJECT, OBJECT_END); goesOn; goesOn = this.goesOn(OBJECT_END)) {
        this.key();
        this.skip(depth + 1);
      }
    } else if (byte === ARRAY) {
      for (let goesOn = this.begins(ARRAY, ARRAY_END); goesOn; goesOn = this.goesOn(ARRAY_END)) this.skip(depth + 1);
    } else if (!this.#word(TRUE) && !this.#word(FALSE) && !this.#word(NULL)) this.#number();
  }
  /** An object or an array: whether there is anything in it, and whether anything more comes. */
  begins(begin: number, end: number): boolean {
    this.demand(begin);
    return !this.take(end);
  }
  goesOn(end: number): boolean {
    if (this.take(COMMA)) return true;
    this.demand(end);
    return false;
  }
  #number(): void {
    const start = this.at;
    let end = start;
    while (end - start < MOST_NUMBER && isOfNumber(this.#bytes[end] ?? 0)) end += 1;
    const text = String.fromCharCode(...this.#bytes.subarray(start, end));
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) throw this.wrong('a value');
    this.at = end;
  }
}
const isOfNumber = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2d || byte === 0x2e || byte === 0x45 || byte === 0x65;

/**
 * Chromium's net/http/transport_security_state_static.json: `entries`, each with a `name` and, where it has them, `mode`, `policy` and
 * `include_subdomains`; whole lines of comments. What else is in it is passed over. The reason, in a sentence, where it is not that.
 */
export function* namesOfJson(bytes: Uint8Array): Generator<undefined, PreloadNames | string> {
  const scanner = new Scanner(bytes);
  const builder = new NamesBuilder();
  let hasEntries = false;
  try {
    for (let goesOn = scanner.begins(OBJECT, OBJECT_END); goesOn; goesOn = scanner.goesOn(OBJECT_END)) {
      scanner.key();
      if (scanner.is(ENTRIES) && scanner.peek() === ARRAY) {
        hasEntries = true;
        yield* readEntries(scanner, builder);
      } else scanner.skip(1);
    }
    if (scanner.peek() !== -1) throw scanner.wrong('the end');
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
  if (!hasEntries) return 'JSON, but not the list: it has no array `entries`';
  if (builder.size === 0) return 'its `entries` are empty';
  return yield* builder.build();
}

function* readEntries(scanner: Scanner, builder: NamesBuilder): Generator<undefined, void> {
  let count = 0;
  for (let goesOn = scanner.begins(ARRAY, ARRAY_END); goesOn; goesOn = scanner.goesOn(ARRAY_END)) {
    readEntry(scanner, builder);
    count += 1;
    if (count % PIECE === 0) yield;
  }
}

const readEntry = (scanner: Scanner, builder: NamesBuilder): void => {
  if (scanner.peek() !== OBJECT) throw scanner.wrong('an entry ("{")');
  const began = scanner.at;
  let source: Uint8Array | undefined;
  let [start, end, mode, policy] = [0, 0, 0, 0];
  let subdomains = false;
  for (let goesOn = scanner.begins(OBJECT, OBJECT_END); goesOn; goesOn = scanner.goesOn(OBJECT_END)) {
    scanner.key();
    if (scanner.is(NAME)) {
      scanner.text();
      source = scanner.source;
      start = scanner.start;
      end = scanner.end;
    } else if (scanner.is(MODE)) {
      scanner.text();
      mode = known(builder.mode(scanner.source, scanner.start, scanner.end));
    } else if (scanner.is(POLICY)) {
      scanner.text();
      policy = known(builder.policy(scanner.source, scanner.start, scanner.end));
    } else if (scanner.is(SUBDOMAINS)) subdomains = scanner.truth();
    else scanner.skip(4);
  }
  if (source === undefined) throw new Fault(`the entry at byte ${began} has no name`);
  if (!builder.add(source, start, end, mode, policy, subdomains))
    throw new Fault(`it has more than ${MOST_NAMES} names`);
};
const known = (word: number | undefined): number => {
  if (word === undefined) throw new Fault('it has more modes or policies than the list of any browser, or longer ones');
  return word;
};
