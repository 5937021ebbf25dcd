import { hasPrefix, parseAddress } from '../../domain/address.ts';
import { countryCode, placeName } from './country.ts';
import type { Asked, AskSource, Said } from './source.ts';
import { readLinesFrom, type LineReader } from './text-lines.ts';

/** One entry of a feed: a prefix, and what its owner says of where it is. */
export interface FeedEntry {
  readonly family: 4 | 6;
  readonly bytes: Uint8Array;
  readonly length: number;
  /** Undefined: its owner wants it to be nowhere (RFC 8805, 2.1.2). */
  readonly country: string | undefined;
  /** As they are written. */
  readonly region: string | undefined;
  readonly city: string | undefined;
}

/** A prefix, or an address that stands for itself alone; undefined where it is neither, or has bits beyond its length. */
export const parsePrefix = (text: string): Pick<FeedEntry, 'family' | 'bytes' | 'length'> | undefined => {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined || address.zone !== undefined) return undefined;
  const { family, bytes } = address;
  const most = bytes.length * 8;
  const digits = slash < 0 ? String(most) : text.slice(slash + 1);
  const length = /^\d{1,3}$/.test(digits) ? Number(digits) : Infinity;
  if (length > most) return undefined;
  // No bits beyond the prefix: hosts of it are no prefix.
  const last = length >> 3;
  if (((bytes[last] ?? 0) & (0xff >> (length & 7))) !== 0) return undefined;
  for (let i = last + 1; i < bytes.length; i += 1) if (bytes[i] !== 0) return undefined;
  return { family, bytes, length };
};

/** `192.0.2.0/24,GB,GB-ENG,London,` (RFC 8805, 2.1). Undefined: a comment or nothing; `bad`: what is to be discarded (2.1.3). */
export const parseFeedLine = (line: string): FeedEntry | 'bad' | undefined => {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const fields = text.includes('"') ? unquoted(text) : text.split(',');
  if (fields === undefined) return 'bad';
  const [prefix = '', code = '', region, city] = fields.map((f) => f.trim());
  const parsed = parsePrefix(prefix);
  if (parsed === undefined) return 'bad';
  const { family, bytes, length } = parsed;
  const country = countryCode(code);
  // Drafts had ZZ for what is to be nowhere.
  if (country === undefined && code !== '' && code.toUpperCase() !== 'ZZ') return 'bad';
  return { family, bytes, length, country, region, city };
};

/** The fields of a line with quotes (RFC 4180, 2); undefined where they do not close. */
const unquoted = (text: string): readonly string[] | undefined => {
  const fields: string[] = [];
  let rest: string | undefined = text;
  while (rest !== undefined) {
    const match: RegExpExecArray | null = /^(?:\s*"((?:[^"]|"")*)"\s*|([^",]*))(?:,([^]*))?$/.exec(rest);
    if (match === null) return undefined;
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    rest = match[3];
  }
  return fields;
};

/** Finds the entry with the longest prefix for each address, in one reading; of two with the same prefix, which is an error, the first. */
export class FeedReader implements LineReader {
  readonly #asked: readonly { readonly family: 4 | 6; readonly bytes: Uint8Array }[];
  readonly #best: (FeedEntry | undefined)[];
  entries = 0;
  /** Lines that are not as they should be. */
  bad = 0;

  constructor(asked: readonly Asked[]) {
    this.#asked = asked.map(({ address, family }) => ({
      family,
      bytes: parseAddress(address)?.bytes ?? new Uint8Array(),
    }));
    this.#best = asked.map(() => undefined);
  }
  line(text: string): void {
    const entry = parseFeedLine(text);
    if (entry === undefined) return;
    if (entry === 'bad') {
      this.bad += 1;
      return;
    }
    this.entries += 1;
    for (const [i, { family, bytes }] of this.#asked.entries()) {
      if (family !== entry.family || !hasPrefix(bytes, entry.bytes, entry.length)) continue;
      const best = this.#best[i];
      if (best === undefined || entry.length > best.length) this.#best[i] = entry;
      else if (entry.length === best.length) this.bad += 1;
    }
  }
  tooLong(): void {
    this.bad += 1;
  }
  said(): readonly Said[] {
    const spoilt = this.bad === 0 ? '' : ` (${this.bad} lines of it are not as RFC 8805 has them)`;
    return this.#best.map((best) => {
      if (best === undefined) return { says: 'location', why: `none of ${this.entries} entries has it${spoilt}` };
      const { country } = best;
      const [region, city] = [placeName(best.region), placeName(best.city)];
      if (country === undefined)
        return { says: 'location', why: 'its owner wants it to be nowhere (an entry without a country)' };
      return {
        says: 'location',
        country,
        ...(region === undefined ? {} : { region }),
        ...(city === undefined ? {} : { city }),
      };
    });
  }
}

/** A feed of whoever publishes it: a file, or a web address, which is asked only at public addresses where the owner did not name it. */
export const geofeedSource =
  (from: string, publicOnly = false): AskSource =>
  async (asked, asking) => {
    const reader = new FeedReader(asked);
    const why = await readLinesFrom(from, reader, asking, publicOnly);
    return why === undefined ? reader.said() : asked.map(() => ({ says: 'location', why }));
  };
