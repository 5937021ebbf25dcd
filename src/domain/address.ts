// Numeric addresses: reading, writing, and what kind of network they belong to. No look-ups, no I/O.

export interface Address {
  readonly family: 4 | 6;
  /** 4 or 16, network order. */
  readonly bytes: Uint8Array;
  /** The interface of a scoped IPv6 address (RFC 4007: `fe80::1%eth0`). */
  readonly zone?: string;
}

/** Dotted decimal, four parts, no leading zeros (which some read as octal: RFC 6943, 3.1.1). By hand: files of many are read. */
const parse4 = (text: string): Uint8Array | undefined => {
  if (text.length < 7 || text.length > 15) return undefined;
  const bytes = new Uint8Array(4);
  let [part, digits, value] = [0, 0, 0];
  for (let i = 0; i <= text.length; i += 1) {
    const code = i === text.length ? DOT : text.charCodeAt(i);
    if (code === DOT) {
      if (digits === 0 || part > 3) return undefined;
      bytes[part] = value;
      part += 1;
      [digits, value] = [0, 0];
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9 || (digits > 0 && value === 0)) return undefined;
    value = value * 10 + digit;
    digits += 1;
    if (value > 255) return undefined;
  }
  return part === 4 ? bytes : undefined;
};
const DOT = 0x2e;
const ZERO = 0x30;

/** Undefined where the character is no hexadecimal digit. */
const hexDigit = (code: number): number | undefined => {
  if (code >= ZERO && code <= 0x39) return code - ZERO;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter <= 5 ? letter + 10 : undefined;
};

/** RFC 4291, 2.2: eight groups, `::` once for a run of zeros, the last two groups also as dotted decimal. */
const parse6 = (text: string): Uint8Array | undefined => {
  if (text.length > 45 || (text.startsWith(':') && !text.startsWith('::'))) return undefined;
  const bytes = new Uint8Array(16);
  let filled = 0;
  /** Where the run of zeros is; -1: none yet. */
  let run = text.startsWith('::') ? 0 : -1;
  for (let i = run === 0 ? 2 : 0; i < text.length;) {
    const begin = i;
    let value = 0;
    for (let digit = hexDigit(text.charCodeAt(i)); digit !== undefined; digit = hexDigit(text.charCodeAt(i))) {
      value = value * 16 + digit;
      i += 1;
      if (i - begin > 4) return undefined;
    }
    if (text.charCodeAt(i) === DOT) {
      const tail = parse4(text.slice(begin));
      if (tail === undefined || filled > 12) return undefined;
      bytes.set(tail, filled);
      filled += 4;
      break;
    }
    if (i === begin || filled === 16) return undefined;
    bytes[filled] = value >> 8;
    bytes[filled + 1] = value & 0xff;
    filled += 2;
    if (i === text.length) break;
    if (text.charCodeAt(i) !== COLON || i + 1 === text.length) return undefined;
    i += 1;
    if (text.charCodeAt(i) !== COLON) continue;
    if (run >= 0) return undefined;
    run = filled;
    i += 1;
  }
  if (run < 0) return filled === 16 ? bytes : undefined;
  if (filled > 14) return undefined;
  const end = 16 - (filled - run);
  bytes.copyWithin(end, run, filled);
  return bytes.fill(0, run, end);
};
const COLON = 0x3a;

/** Undefined when the text is no numeric address. */
export const parseAddress = (text: string): Address | undefined => {
  const v4 = parse4(text);
  if (v4 !== undefined) return { family: 4, bytes: v4 };
  const [bare = '', zone, ...more] = text.split('%');
  if (!bare.includes(':') || more.length > 0 || (zone !== undefined && !/^[^\s/%]{1,15}$/.test(zone))) return undefined;
  const v6 = parse6(bare);
  return v6 === undefined ? undefined : { family: 6, bytes: v6, ...(zone === undefined ? {} : { zone }) };
};

/** One text for one address: dotted decimal, or RFC 5952 (lower case, the longest run of zeros as `::`). */
export const addressText = ({ family, bytes, zone }: Address): string => {
  if (family === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  const suffix = zone === undefined ? '' : `%${zone}`;
  if (isMapped(bytes)) return `::ffff:${bytes.slice(12).join('.')}${suffix}`;
  const run = longestZeroRun(groups);
  const hex = groups.map((g) => g.toString(16));
  if (run.length < 2) return hex.join(':') + suffix;
  return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}${suffix}`;
};

const longestZeroRun = (groups: readonly number[]): { readonly start: number; readonly length: number } => {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [i, group] of groups.entries()) {
    if (group !== 0) start = i + 1;
    else if (i + 1 - start > best.length) best = { start, length: i + 1 - start };
  }
  return best;
};

const isMapped = (bytes: Uint8Array): boolean => hasPrefix(bytes, MAPPED, 96);

/** The one text of a numeric address; undefined when it is none. */
export const canonicalAddress = (text: string): string | undefined => {
  const address = parseAddress(text);
  return address === undefined ? undefined : addressText(address);
};

/** IPv4 where the text is an IPv6 address that only stands for one (RFC 4291, 2.5.5.2): nothing else is sent there. */
export const unmapped = (text: string): string => {
  const address = parseAddress(text);
  return address?.family === 6 && isMapped(address.bytes) ? address.bytes.slice(12).join('.') : text;
};

export const familyOf = (text: string): 4 | 6 | undefined => parseAddress(text)?.family;

/** Whether the first `length` bits are those of `prefix`. */
export const hasPrefix = (bytes: Uint8Array, prefix: Uint8Array, length: number): boolean => {
  if (bytes.length !== prefix.length) return false;
  const whole = length >> 3;
  for (let i = 0; i < whole; i += 1) if (bytes[i] !== prefix[i]) return false;
  const mask = (0xff00 >> (length & 7)) & 0xff;
  return ((bytes[whole] ?? 0) & mask) === ((prefix[whole] ?? 0) & mask);
};

/** What kind of network an address belongs to (IANA's special-purpose registries, RFC 6890). */
export type Scope =
  | 'public' // globally reachable unicast
  | 'private' // RFC 1918, RFC 4193; what NAT hides
  | 'shared' // RFC 6598: between a provider's CGNAT and its customers
  | 'link-local' // RFC 3927, RFC 4291
  | 'loopback'
  | 'multicast'
  | 'reserved'; // documentation, benchmarking, unspecified, unassigned: answers nothing on the internet

const prefix = (text: string): Uint8Array => {
  const address = parseAddress(text);
  if (address === undefined) throw new TypeError(`not an address: ${text}`);
  return address.bytes;
};
const block = (text: string, length: number, scope: Scope) => ({ prefix: prefix(text), length, scope });
const MAPPED = prefix('::ffff:0:0');

// The first match counts.
const BLOCKS = [
  block('0.0.0.0', 8, 'reserved'), // RFC 1122, "this network"
  block('10.0.0.0', 8, 'private'), // RFC 1918
  block('100.64.0.0', 10, 'shared'), // RFC 6598
  block('127.0.0.0', 8, 'loopback'), // RFC 1122
  block('169.254.0.0', 16, 'link-local'), // RFC 3927
  block('172.16.0.0', 12, 'private'), // RFC 1918
  block('192.0.0.0', 24, 'reserved'), // RFC 6890
  block('192.0.2.0', 24, 'reserved'), // RFC 5737, documentation
  block('192.168.0.0', 16, 'private'), // RFC 1918
  block('198.18.0.0', 15, 'reserved'), // RFC 2544, benchmarking
  block('198.51.100.0', 24, 'reserved'), // RFC 5737
  block('203.0.113.0', 24, 'reserved'), // RFC 5737
  block('224.0.0.0', 4, 'multicast'), // RFC 5771
  block('240.0.0.0', 4, 'reserved'), // RFC 1112, and the limited broadcast
  block('0.0.0.0', 0, 'public'),
  block('::1', 128, 'loopback'), // RFC 4291
  block('64:ff9b:1::', 48, 'private'), // RFC 8215, local translation
  block('fc00::', 7, 'private'), // RFC 4193
  block('fec0::', 10, 'private'), // RFC 3879, once site-local
  block('fe80::', 10, 'link-local'), // RFC 4291
  block('ff00::', 8, 'multicast'), // RFC 4291
  block('2001::', 23, 'reserved'), // RFC 2928: protocols' own, Teredo among them
  block('2001:db8::', 32, 'reserved'), // RFC 3849, documentation
  block('3fff::', 20, 'reserved'), // RFC 9637, documentation
  block('2000::', 3, 'public'), // RFC 4291: all the global unicast that is assigned
  block('::', 0, 'reserved'),
];

// IPv6 addresses that lead to the IPv4 address inside: judged as that one, or a filter could be walked around.
const EMBEDDINGS = [
  { prefix: MAPPED, length: 96, at: 12 }, // RFC 4291, 2.5.5.2
  { prefix: prefix('64:ff9b::'), length: 96, at: 12 }, // RFC 6052, NAT64
  { prefix: prefix('2002::'), length: 16, at: 2 }, // RFC 3056, 6to4
];

/** The scope of a numeric address; undefined when the text is none. */
export const scopeOf = (text: string): Scope | undefined => {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  const embedding = EMBEDDINGS.find((e) => hasPrefix(address.bytes, e.prefix, e.length));
  const bytes = embedding === undefined ? address.bytes : address.bytes.slice(embedding.at, embedding.at + 4);
  return BLOCKS.find((b) => hasPrefix(bytes, b.prefix, b.length))?.scope;
};

export const isPublic = (text: string): boolean => scopeOf(text) === 'public';
export const isLoopback = (text: string): boolean => scopeOf(text) === 'loopback';
