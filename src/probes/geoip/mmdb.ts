import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';

import { Reader, type Response } from 'maxmind';

import type { EpochMicros } from '../../domain/time.ts';
import { countryCode, placeName } from './country.ts';
import { makerOfDatabase } from './makers.ts';
import { hasMetadata, metadataFault, SEARCHED } from './mmdb-metadata.ts';
import type { Asked, AskSource, Said } from './source.ts';

/** The largest of the free ones, with towns, has 130 MB. */
export const MOST_DATABASE_BYTES = 512 * 2 ** 20;
/** Pointers that are followed for one address; real records have some dozens. */
const MOST_POINTERS = 2_000;
const REMEMBERED = 10_000;
const NO_DATABASE = 'no database (mmdb), or a broken one: ';

export interface GeoDatabase {
  find(asked: Asked): Said;
  readonly type: string;
  readonly builtAt?: EpochMicros;
  readonly maker?: string;
}
type Opened = { readonly ok: true; readonly database: GeoDatabase } | { readonly ok: false; readonly why: string };

/** Opens a database in MaxMind's format, whoever made it, and holds it in memory as long as it is used. */
export const openMmdb = async (file: string, signal: AbortSignal): Promise<Opened> => {
  const fail = (why: string): Opened => ({ ok: false, why: `${file}: ${why}` });
  const read = await readWhole(file, signal);
  if (typeof read === 'string') return fail(read);
  const fault = metadataFault(read);
  if (fault !== undefined) return fail(NO_DATABASE + fault);
  try {
    return { ok: true, database: databaseOf(read, file) };
  } catch (error) {
    return fail(NO_DATABASE + messageOf(error));
  }
};

/** One file: it is opened, asked about all of them, and let go, so that it takes no memory from one day to the next. */
export const mmdbSource =
  (file: string): AskSource =>
  async (asked, { signal }) => {
    const opened = await openMmdb(file, signal);
    if (opened.ok) return asked.map((one) => opened.database.find(one));
    return asked.map(() => ({ says: 'location', why: opened.why }));
  };

const databaseOf = (bytes: Buffer, file: string): GeoDatabase => {
  const budget = new Budget();
  const reader = new Reader<Response>(bytes, { cache: budget });
  const { databaseType, buildEpoch, ipVersion, searchTreeSize } = reader.metadata;
  if (searchTreeSize > bytes.length) throw new Error('it ends before its tree does');
  if (ipVersion !== 4 && ipVersion !== 6) throw new Error('it is of no version of IP');
  const type = typeof databaseType === 'string' ? databaseType.slice(0, 80) : '';
  const seconds = buildEpoch.getTime() / 1_000;
  const builtAt = seconds > 0 && seconds < 2 ** 33 ? seconds * 1_000_000 : undefined;
  const by = makerOfDatabase(type, basename(file));
  const all = {
    says: by?.says ?? 'location',
    ...(builtAt === undefined ? {} : { builtAt }),
    ...(by === undefined ? {} : { maker: by.maker }),
  } as const;
  /** What was made of a record that is still remembered: most addresses share theirs with many. */
  const known = new WeakMap<object, Said>();
  const told = (record: unknown): Said => {
    const place = placeOf(record);
    return place === undefined ? { ...all, why: `${type} does not have it` } : { ...all, ...place };
  };
  const find = ({ family, address }: Asked): Said => {
    // In a tree of IPv4 alone the first 32 bits of an IPv6 address would find somebody else's.
    if (family === 6 && ipVersion === 4) return { ...all, why: `${type} knows no IPv6 addresses` };
    budget.begin();
    try {
      const record: unknown = reader.get(address);
      if (typeof record !== 'object' || record === null) return told(record);
      const before = known.get(record);
      const said = before ?? told(record);
      if (before === undefined) known.set(record, said);
      return said;
    } catch (error) {
      return { ...all, why: `${file} is broken: ${messageOf(error)}` };
    }
  };
  return { find, type, ...all };
};

/** Remembers what was decoded, and ends what goes round in circles: the reader asks it at every pointer. */
class Budget {
  readonly #decoded = new Map<string | number, unknown>();
  #left = MOST_POINTERS;

  begin(): void {
    this.#left = MOST_POINTERS;
  }
  get(at: string | number): unknown {
    this.#left -= 1;
    if (this.#left < 0) throw new RangeError(`a record with more than ${MOST_POINTERS} pointers`);
    return this.#decoded.get(at);
  }
  set(at: string | number, value: unknown): void {
    if (this.#decoded.size >= REMEMBERED) this.#decoded.clear();
    this.#decoded.set(at, value);
  }
}

const part = (record: unknown, key: string | number): unknown =>
  typeof record === 'object' && record !== null && Object.hasOwn(record, key)
    ? (record as Readonly<Record<string | number, unknown>>)[key]
    : undefined;
const englishName = (record: unknown): string | undefined => placeName(part(part(record, 'names'), 'en'));

/**
 * What a record says, by the makers' ways of writing it: `country.iso_code` (MaxMind, DB-IP, IP2Location), `country_code` (IPinfo Lite,
 * ip-location-db), `country` (IPinfo). `registered_country` is not where it is.
 */
const placeOf = (record: unknown): Pick<Said, 'country' | 'region' | 'city'> | undefined => {
  const nested = part(record, 'country');
  const country = countryCode(part(nested, 'iso_code') ?? part(record, 'country_code') ?? nested);
  if (country === undefined) return undefined;
  const of = part(part(record, 'subdivisions'), 0);
  const region = englishName(of) ?? placeName(part(of, 'iso_code') ?? part(record, 'region') ?? part(record, 'state1'));
  const town = part(record, 'city');
  const city = englishName(town) ?? placeName(town);
  return { country, ...(region === undefined ? {} : { region }), ...(city === undefined ? {} : { city }) };
};

/** All of a file, or why not. A pipe is not waited for. */
const readWhole = async (path: string, signal: AbortSignal): Promise<Buffer | string> => {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const about = await file.stat();
      if (!about.isFile()) return 'no file';
      if (about.size > MOST_DATABASE_BYTES) return `${about.size} bytes, at most ${MOST_DATABASE_BYTES} are read`;
      // What is none is not read whole to find that out.
      const tail = Buffer.alloc(Math.min(about.size, SEARCHED));
      await file.read(tail, 0, tail.length, about.size - tail.length);
      if (!hasMetadata(tail)) return NO_DATABASE + 'it has no metadata';
      const bytes = Buffer.allocUnsafe(about.size);
      let filled = 0;
      while (filled < bytes.length) {
        if (signal.aborted) return 'cancelled';
        const { bytesRead } = await file.read(bytes, filled, Math.min(bytes.length - filled, PIECE), filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await file.close();
    }
  } catch (error) {
    return messageOf(error);
  }
};
const PIECE = 8 * 2 ** 20;
/** Without the path, which whoever tells it has told already. */
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/, (?:open|stat|read) '.*'$/s, '').slice(0, 120);
