import { addressText, isPublic } from '../../src/domain/address.ts';
import { aloneOf } from '../../src/probes/geoip/judge.ts';
import type { GeoDatabase } from '../../src/probes/geoip/mmdb.ts';

export interface Database {
  readonly name: string;
  readonly database: Pick<GeoDatabase, 'find'>;
}
/** What several databases say of the same addresses, counted. */
export interface Comparison {
  readonly addresses: number;
  /** All of them know it; and say the same. */
  readonly knownToAll: number;
  readonly agreeOnAll: number;
  readonly missing: Readonly<Record<string, number>>;
  /** Of those that all know: where all others agree on something else. */
  readonly alone: Readonly<Record<string, number>>;
  readonly pairs: readonly {
    readonly of: readonly [string, string];
    readonly both: number;
    readonly differ: number;
    /** The commonest: what the first says, and the second. */
    readonly most: readonly (readonly [string, number])[];
  }[];
}

/** The same numbers from 0 to 2^32 - 1 for the same seed (mulberry32, by Tommy Ettinger, in the public domain). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
};

/** Blocks that the registries give out from (IANA's IPv6 unicast address assignments): beyond them nothing is anybody's. */
const V6_BLOCKS = [0x2001, 0x2400, 0x2600, 0x2800, 0x2a00, 0x2c00];
/** Public addresses, each as likely as any other; IPv6 below the six large blocks. */
export function* publicAddresses(family: 4 | 6, count: number, seed: number): Generator<string> {
  const random = randomFrom(seed);
  for (let told = 0; told < count;) {
    const bytes = new Uint8Array(family === 4 ? 4 : 16);
    for (let i = 0; i < bytes.length; i += 4) new DataView(bytes.buffer).setUint32(i, random());
    const block = V6_BLOCKS[(bytes[0] ?? 0) % V6_BLOCKS.length] ?? 0;
    // The first 12 bits are the block's.
    if (family === 6) bytes.set([block >> 8, (block & 0xf0) | ((bytes[1] ?? 0) & 0x0f)]);
    const address = addressText({ family, bytes });
    if (!isPublic(address)) continue;
    told += 1;
    yield address;
  }
}

const count = (counts: Map<string, number>, key: string): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);
const MOST = 3;

/** Asks all of them about each address. */
export const compare = (databases: readonly Database[], family: 4 | 6, addresses: Iterable<string>): Comparison => {
  const missing = new Map<string, number>();
  const alone = new Map<string, number>();
  const pairs = databases.flatMap((a, i) =>
    databases.slice(i + 1).map((b) => ({ a: a.name, b: b.name, both: 0, differ: 0, how: new Map<string, number>() })),
  );
  let [total, knownToAll, agreeOnAll] = [0, 0, 0];
  for (const address of addresses) {
    total += 1;
    const said = new Map<string, string>();
    for (const { name, database } of databases) {
      const { country } = database.find({ family, address });
      if (country === undefined) count(missing, name);
      else said.set(name, country);
    }
    for (const pair of pairs) {
      const [a, b] = [said.get(pair.a), said.get(pair.b)];
      if (a === undefined || b === undefined) continue;
      pair.both += 1;
      if (a === b) continue;
      pair.differ += 1;
      count(pair.how, `${a}/${b}`);
    }
    if (said.size < databases.length) continue;
    knownToAll += 1;
    if (new Set(said.values()).size === 1) agreeOnAll += 1;
    for (const who of aloneOf([...said].map(([name, country]) => ({ who: name, country })))) count(alone, who);
  }
  return {
    addresses: total,
    knownToAll,
    agreeOnAll,
    missing: Object.fromEntries(missing),
    alone: Object.fromEntries(alone),
    pairs: pairs.map(({ a, b, both, differ, how }) => ({
      of: [a, b],
      both,
      differ,
      most: [...how].toSorted(([, x], [, y]) => y - x).slice(0, MOST),
    })),
  };
};

const share = (n: number, of: number): string => (of === 0 ? '–' : `${((100 * n) / of).toFixed(2)} %`);
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** As a table in Markdown. */
export const comparisonTable = (names: readonly string[], c: Comparison): string =>
  [
    row('', 'addresses', 'share'),
    row('---', '---:', '---:'),
    row('asked about', String(c.addresses), ''),
    row('known to all', String(c.knownToAll), share(c.knownToAll, c.addresses)),
    row('all agree, of those known to all', String(c.agreeOnAll), share(c.agreeOnAll, c.knownToAll)),
    ...c.pairs.map(({ of, both, differ, most }) => {
      const how =
        most.length === 0 ? '' : ` (most: ${most.map(([pair, n]) => `${pair} ${share(n, differ)}`).join(', ')})`;
      return row(`${of.join(' and ')} differ, of those known to both${how}`, String(differ), share(differ, both));
    }),
    ...names.map((name) =>
      row(
        `${name} stands alone, of those known to all`,
        String(c.alone[name] ?? 0),
        share(c.alone[name] ?? 0, c.knownToAll),
      ),
    ),
    ...names.map((name) =>
      row(`${name} does not have it`, String(c.missing[name] ?? 0), share(c.missing[name] ?? 0, c.addresses)),
    ),
  ].join('\n');
