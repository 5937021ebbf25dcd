import { parseAddress } from '../../src/domain/address.ts';

/** Anything that a record may hold; a number is a uint32, a bigint a uint64. */
export type MmdbValue =
  | string
  | number
  | bigint
  | boolean
  | readonly MmdbValue[]
  | { readonly [key: string]: MmdbValue };
export interface MmdbOptions {
  readonly type?: string;
  /** Seconds since 1970. */
  readonly buildEpoch?: number;
  readonly ipVersion?: 4 | 6;
  readonly recordSize?: 24 | 28 | 32;
  readonly description?: string;
}
type Node = [number | Node | undefined, number | Node | undefined];
const MARKER = Buffer.from('\u{ab}\u{cd}\u{ef}MaxMind.com', 'latin1');

const control = (type: number, size: number): Buffer => {
  const [low, more] =
    size < 29 ? [size, []] : size < 285 ? [29, [size - 29]] : [30, [(size - 285) >> 8, (size - 285) & 0xff]];
  return Buffer.from(type < 8 ? [(type << 5) | low, ...more] : [low, type - 7, ...more]);
};
const unsigned = (n: bigint): Buffer => {
  const hex = n === 0n ? '' : n.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
};

/** A value as MaxMind DB 2.0 writes it ("Output Data Section"), without pointers. */
export const encode = (value: MmdbValue): Buffer => {
  if (typeof value === 'string') return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'boolean') return control(14, Number(value));
  if (typeof value === 'number' || typeof value === 'bigint') {
    const bytes = unsigned(BigInt(value));
    return Buffer.concat([control(typeof value === 'number' ? 6 : 9, bytes.length), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([control(7, entries.length), ...entries.flatMap(([k, v]) => [encode(k), encode(v)])]);
};
/** A pointer to so many bytes from the beginning of the data. */
export const pointer = (to: number): Buffer =>
  Buffer.from([0x38, to >>> 24, (to >>> 16) & 255, (to >>> 8) & 255, to & 255]);

const bitsOf = (prefix: string, ipVersion: 4 | 6): readonly number[] => {
  const [text = '', length = ''] = prefix.split('/');
  const address = parseAddress(text);
  if (address === undefined) throw new TypeError(`no prefix: ${prefix}`);
  const bits = [...address.bytes].flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> (7 - i)) & 1));
  const kept = bits.slice(0, Number(length));
  return address.family === 4 && ipVersion === 6 ? [...Array.from({ length: 96 }, () => 0), ...kept] : kept;
};

/** Data as bytes of its own making, and which prefix finds what of it, by its place. */
export const writeTree = (
  places: readonly (readonly [prefix: string, at: number])[],
  data: Buffer,
  {
    type = 'Test-Country',
    buildEpoch = 1_780_000_000,
    ipVersion = 6,
    recordSize = 24,
    description = 'test',
  }: MmdbOptions = {},
): Buffer => {
  const root: Node = [undefined, undefined];
  const nodes: Node[] = [root];
  for (const [prefix, at] of places) {
    const bits = bitsOf(prefix, ipVersion);
    let node = root;
    for (const [i, bit] of bits.entries()) {
      const side = bit === 1 ? 1 : 0;
      const next = node[side];
      if (i === bits.length - 1) node[side] = at;
      else if (Array.isArray(next)) node = next;
      else {
        // What a wider prefix said stays for the other half.
        const below: Node = [next, next];
        node[side] = below;
        nodes.push(below);
        node = below;
      }
    }
  }
  const number = new Map(nodes.map((node, i) => [node, i]));
  const record = (of: Node[0]): number =>
    of === undefined ? nodes.length : typeof of === 'number' ? nodes.length + 16 + of : (number.get(of) ?? 0);
  const tree = Buffer.concat(
    nodes.map(([left, right]) => {
      const [l, r] = [record(left), record(right)];
      const bytes = Buffer.alloc(recordSize / 4);
      if (recordSize === 28) {
        bytes.writeUIntBE(l & 0xff_ffff, 0, 3);
        bytes[3] = ((l >>> 24) << 4) | (r >>> 24);
        bytes.writeUIntBE(r & 0xff_ffff, 4, 3);
        return bytes;
      }
      bytes.writeUIntBE(l, 0, recordSize / 8);
      bytes.writeUIntBE(r, recordSize / 8, recordSize / 8);
      return bytes;
    }),
  );
  const metadata = encode({
    node_count: nodes.length,
    record_size: recordSize,
    ip_version: ipVersion,
    database_type: type,
    languages: ['en'],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: BigInt(buildEpoch),
    description: { en: description },
  });
  return Buffer.concat([tree, Buffer.alloc(16), data, MARKER, metadata]);
};

/** A database in MaxMind's format: a later entry lies over an earlier one. */
export const writeMmdb = (
  entries: readonly (readonly [prefix: string, value: MmdbValue])[],
  options: MmdbOptions = {},
): Buffer => {
  let size = 0;
  const pieces: Buffer[] = [];
  const places = entries.map(([prefix, value]): readonly [string, number] => {
    const bytes = encode(value);
    const at = size;
    pieces.push(bytes);
    size += bytes.length;
    return [prefix, at];
  });
  return writeTree(places, Buffer.concat(pieces), options);
};
