import { parseAddress, hasPrefix } from '../../domain/address.ts';
import { countryCode } from './country.ts';
import type { Asked, AskSource, Said } from './source.ts';
import { readLinesFrom, type LineReader } from './text-lines.ts';

/** The names that registries have in these files. */
const REGISTRIES: Readonly<Record<string, string>> = {
  afrinic: 'AFRINIC',
  apnic: 'APNIC',
  arin: 'ARIN',
  lacnic: 'LACNIC',
  ripencc: 'RIPE NCC',
  nro: 'NRO',
  iana: 'IANA',
};
/** What a registry has given out: so many IPv4 addresses from the first, or an IPv6 prefix. */
export interface Delegation {
  readonly registry: string;
  readonly country: string;
  readonly family: 4 | 6;
  readonly start: Uint8Array;
  /** Of addresses (IPv4), or the length of the prefix (IPv6). */
  readonly value: number;
  readonly status: string;
}

/** `ripencc|GB|ipv4|81.2.64.0|16384|20010101|allocated|…`; undefined for what is none: comments, sums, AS numbers; `bad` for what should be one. */
export const parseDelegation = (line: string): Delegation | 'bad' | undefined => {
  if (line === '' || line.startsWith('#')) return undefined;
  const [registry = '', country = '', type, start = '', count = '', , status = ''] = line.split('|', 8);
  if (type !== 'ipv4' && type !== 'ipv6') return line.includes('|') ? undefined : 'bad';
  if (start === '*') return undefined;
  const address = parseAddress(start);
  const family = type === 'ipv4' ? 4 : 6;
  const value = /^\d{1,10}$/.test(count) ? Number(count) : -1;
  if (address?.family !== family || value < 0 || value > (family === 4 ? 2 ** 32 : 128)) return 'bad';
  return { registry, country, family, start: address.bytes, value, status };
};

const numberOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
/** Whether an address lies in what was given out; IPv4 need not be a prefix. */
export const holds = ({ family, start, value }: Delegation, bytes: Uint8Array): boolean => {
  if (family === 6) return bytes.length === 16 && hasPrefix(bytes, start, value);
  const at = bytes.length === 4 ? numberOf(bytes) - numberOf(start) : -1;
  return at >= 0 && at < value;
};

/** Finds who each address was given to, in one reading. */
export class DelegationReader implements LineReader {
  readonly #asked: readonly Uint8Array[];
  readonly #found: (Delegation | undefined)[];
  #builtAt: number | undefined;
  #registry: string | undefined;
  records = 0;
  /** Lines that are not as they should be. */
  bad = 0;

  constructor(asked: readonly Asked[]) {
    this.#asked = asked.map(({ address }) => parseAddress(address)?.bytes ?? new Uint8Array());
    this.#found = asked.map(() => undefined);
  }
  line(text: string): void {
    if (this.#builtAt === undefined && this.#head(text)) return;
    const record = parseDelegation(text);
    if (record === undefined) return;
    if (record === 'bad') {
      this.bad += 1;
      return;
    }
    this.records += 1;
    for (const [i, bytes] of this.#asked.entries()) if (holds(record, bytes)) this.#found[i] ??= record;
  }
  tooLong(): void {
    this.bad += 1;
  }
  /** `2.3|ripencc|1700000000|170000|19830705|20261120|+0100` */
  #head(text: string): boolean {
    const match = /^[\d.]+\|([a-z]+)\|\d*\|\d*\|\d*\|(\d{4})(\d\d)(\d\d)\|/.exec(text);
    if (match === null) return false;
    this.#registry = match[1];
    this.#builtAt = Date.UTC(Number(match[2]), Number(match[3]) - 1, Number(match[4])) * 1_000;
    return true;
  }
  said(): readonly Said[] {
    return this.#found.map((found) => {
      const maker = REGISTRIES[found?.registry ?? this.#registry ?? ''];
      const all = {
        says: 'registration',
        ...(this.#builtAt === undefined ? {} : { builtAt: this.#builtAt }),
        ...(maker === undefined ? {} : { maker }),
      } as const;
      if (found === undefined) return { ...all, why: this.#nowhere() };
      const country = countryCode(found.country);
      return country === undefined ? { ...all, why: `no country: ${found.status.slice(0, 20)}` } : { ...all, country };
    });
  }
  #nowhere(): string {
    if (this.records === 0) return 'no statistics of a registry (no record of an address in it)';
    const spoilt = this.bad === 0 ? '' : ` (${this.bad} lines of it are not as they should be)`;
    return `none of ${this.records} records has it${spoilt}`;
  }
}

/** The statistics of a registry (RIR statistics exchange format, plain or extended): a file, or a web address. */
export const delegatedSource =
  (from: string): AskSource =>
  async (asked, asking) => {
    const reader = new DelegationReader(asked);
    const why = await readLinesFrom(from, reader, asking);
    return why === undefined ? reader.said() : asked.map(() => ({ says: 'registration', why }));
  };
