import { randomInt } from 'node:crypto';

import type { PreloadEntry } from './preloaded.ts';

/** Chromium's list has a tenth of that. */
export const MOST_NAMES = 1_000_000;
/** RFC 1035, 2.3.4, as it is written with dots. */
const MOST_NAME = 253;
/** Of modes, and of policies; the list has one and eight. */
const MOST_WORDS = 100;
const MOST_WORD = 80;
const DOT = 0x2e;
const PRIME = 0x01_00_01_93;

/** Names with what the list says of each, found by the most specific one. */
export interface PreloadNames {
  readonly size: number;
  /** Bytes that it holds. */
  readonly bytes: number;
  /**
   * The entry of that name, else of the nearest name above it that is there at all; undefined where there is none. A nearer one hides
   * those above it, whatever it says, as in Chromium's decoder (net/http/transport_security_state.cc). `name`: lower case, A-labels.
   */
  find(name: string): PreloadEntry | undefined;
}

/** Texts of which there are few, each by its number, from 1. */
class Words {
  readonly #known: Uint8Array[] = [];
  readonly texts: string[] = [];

  /** Undefined where there are too many, or it is too long. */
  numberOf(bytes: Uint8Array, start: number, end: number): number | undefined {
    for (let i = 0; i < this.#known.length; i += 1) {
      const word = this.#known[i];
      if (word !== undefined && word.length === end - start && isAt(bytes, start, word)) return i + 1;
    }
    if (this.#known.length === MOST_WORDS || end - start > MOST_WORD) return undefined;
    const word = bytes.slice(start, end);
    this.#known.push(word);
    this.texts.push(Buffer.from(word).toString('utf8'));
    return this.#known.length;
  }
}
const isAt = (bytes: Uint8Array, start: number, word: Uint8Array): boolean => {
  for (let i = 0; i < word.length; i += 1) if (bytes[start + i] !== word[i]) return false;
  return true;
};

/**
 * Takes names in, one after the other, and holds them without an object for each: one array of bytes (two of what it says, one of its
 * length, the name), and a table that is open to the next place.
 */
export class NamesBuilder {
  #held = new Uint8Array(1 << 16);
  #end = 0;
  size = 0;
  readonly #modes = new Words();
  readonly #policies = new Words();
  /** Another one each time: nobody can make a list whose names all fall on one place. */
  readonly #seed = randomInt(2 ** 31);

  /** A mode or a policy, by the number that `add` takes; 0 stands for none. Undefined where there are too many, or it is too long. */
  mode(bytes: Uint8Array, start: number, end: number): number | undefined {
    return this.#modes.numberOf(bytes, start, end);
  }
  policy(bytes: Uint8Array, start: number, end: number): number | undefined {
    return this.#policies.numberOf(bytes, start, end);
  }
  /** What is no host name of RFC 1035's length is passed over: nobody has it. False where there are too many. */
  add(bytes: Uint8Array, start: number, end: number, mode: number, policy: number, subdomains: boolean): boolean {
    const length = end - start;
    if (length === 0 || length > MOST_NAME) return true;
    if (this.size === MOST_NAMES) return false;
    this.#makeRoom(length + 3);
    const held = this.#held;
    const at = this.#end;
    held[at] = (mode << 1) | (subdomains ? 1 : 0);
    held[at + 1] = policy;
    held[at + 2] = length;
    for (let i = 0; i < length; i += 1) held[at + 3 + i] = lower(bytes[start + i] ?? 0);
    this.#end = at + length + 3;
    this.size += 1;
    return true;
  }

  /** Of a name that is there twice, the last counts. */
  *build(): Generator<undefined, PreloadNames> {
    const held = this.#held.slice(0, this.#end);
    const places = new Uint32Array(2 ** Math.max(4, Math.ceil(Math.log2(2 * (this.size + 1)))));
    let [read, twice] = [0, 0];
    for (let at = 0; at < held.length;) {
      const length = held[at + 2] ?? 0;
      let hash = this.#seed;
      for (let i = at + 2 + length; i > at + 2; i -= 1) hash = Math.imul(hash ^ (held[i] ?? 0), PRIME);
      let place = spread(hash) & (places.length - 1);
      for (let other = places[place] ?? 0; other !== 0; other = places[place] ?? 0) {
        if (isSame(held, other - 1, at, length)) {
          twice += 1;
          break;
        }
        place = (place + 1) & (places.length - 1);
      }
      places[place] = at + 1;
      at += length + 3;
      read += 1;
      if (read % PIECE === 0) yield;
    }
    return new Table(held, places, this.#seed, this.size - twice, this.#modes.texts, this.#policies.texts);
  }

  #makeRoom(more: number): void {
    if (this.#end + more <= this.#held.length) return;
    const larger = new Uint8Array(2 * this.#held.length);
    larger.set(this.#held);
    this.#held = larger;
  }
}
/** Names between two moments for other work. */
const PIECE = 8_192;
const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);
/** The low bits of the sum are of the last characters most of all. */
const spread = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x2c_1b_3c_6d) >>> 7;
const isSame = (held: Uint8Array, one: number, other: number, length: number): boolean => {
  if (held[one + 2] !== length) return false;
  for (let i = 3; i < length + 3; i += 1) if (held[one + i] !== held[other + i]) return false;
  return true;
};

class Table implements PreloadNames {
  readonly size: number;
  readonly bytes: number;
  readonly #held: Uint8Array;
  readonly #places: Uint32Array;
  readonly #seed: number;
  readonly #modes: readonly string[];
  readonly #policies: readonly string[];

  constructor(
    held: Uint8Array,
    places: Uint32Array,
    seed: number,
    size: number,
    modes: readonly string[],
    policies: readonly string[],
  ) {
    this.size = size;
    this.bytes = held.byteLength + places.byteLength;
    this.#held = held;
    this.#places = places;
    this.#seed = seed;
    this.#modes = modes;
    this.#policies = policies;
  }

  find(name: string): PreloadEntry | undefined {
    if (name.length === 0 || name.length > MOST_NAME) return undefined;
    // From the end: each label's sum goes on from that of the name above it, and the last that is found is the most specific.
    let hash = this.#seed;
    let found = -1;
    let start = 0;
    for (let i = name.length - 1; i >= 0; i -= 1) {
      hash = Math.imul(hash ^ name.charCodeAt(i), PRIME);
      if (i > 0 && name.charCodeAt(i - 1) !== DOT) continue;
      const at = this.#placeOf(name, i, hash);
      if (at < 0) continue;
      found = at;
      start = i;
    }
    return found < 0 ? undefined : this.#entryAt(found, name.slice(start));
  }

  #placeOf(name: string, start: number, hash: number): number {
    const mask = this.#places.length - 1;
    for (let place = spread(hash) & mask; ; place = (place + 1) & mask) {
      const at = (this.#places[place] ?? 0) - 1;
      if (at < 0 || this.#isAt(at, name, start)) return at;
    }
  }
  #isAt(at: number, name: string, start: number): boolean {
    const length = name.length - start;
    if (this.#held[at + 2] !== length) return false;
    for (let i = 0; i < length; i += 1) if (this.#held[at + 3 + i] !== name.charCodeAt(start + i)) return false;
    return true;
  }
  #entryAt(at: number, name: string): PreloadEntry {
    const said = this.#held[at] ?? 0;
    const mode = this.#modes[(said >> 1) - 1];
    const policy = this.#policies[(this.#held[at + 1] ?? 0) - 1];
    return {
      name,
      ...(mode === undefined ? {} : { mode }),
      includeSubdomains: (said & 1) === 1,
      ...(policy === undefined ? {} : { policy }),
    };
  }
}
