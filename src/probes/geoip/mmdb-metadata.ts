const MARKER = Buffer.from('\u{ab}\u{cd}\u{ef}MaxMind.com', 'latin1');
/** The format's own bound of the metadata (MaxMind DB 2.0, "Database Metadata"). */
export const SEARCHED = 128 * 1_024;
const MOST_VALUES = 10_000;
const DEEPEST = 16;
const POINTER = 1;
const STRING = 2;
const MAP = 7;
const ARRAY = 11;

/** Of the last `SEARCHED` bytes: whether it can be a database at all. */
export const hasMetadata = (tail: Buffer): boolean => tail.includes(MARKER);

/**
 * Whether the metadata of a database (MaxMind DB 2.0) may be handed to a reader, or why not: it follows every pointer as often as it
 * meets it, and pointers to maps that hold pointers to maps make of a short text one without end. Here only texts may be pointed to.
 */
export const metadataFault = (bytes: Buffer): string | undefined => {
  const tail = Math.max(0, bytes.length - SEARCHED);
  const marker = bytes.subarray(tail).lastIndexOf(MARKER);
  if (marker < 0) return 'it has no metadata';
  const base = tail + marker + MARKER.length;
  let values = 0;
  /** Where the value at `at` ends; -1 where it is not to be read. */
  const skip = (at: number, depth: number): number => {
    values += 1;
    const control = bytes[at];
    if (control === undefined || values > MOST_VALUES || depth > DEEPEST) return -1;
    const short = control >> 5;
    if (short === POINTER) {
      const size = (control >> 3) & 3;
      if (at + 2 + size > bytes.length) return -1;
      const low = bytes.readUIntBE(at + 1, size + 1);
      const target = base + (size === 3 ? low : low + (control & 7) * 256 ** (size + 1)) + (OFFSETS[size] ?? 0);
      return (bytes[target] ?? 0) >> 5 === STRING ? at + 2 + size : -1;
    }
    const type = short === 0 ? (bytes[at + 1] ?? 0) + 7 : short;
    const from = at + (short === 0 ? 2 : 1);
    const { size, next } = sizeAt(bytes, control & 31, from);
    if (type !== MAP && type !== ARRAY) return type === BOOLEAN ? next : next + size;
    let end = next;
    for (let i = 0; i < (type === MAP ? 2 * size : size) && end >= 0; i += 1) end = skip(end, depth + 1);
    return end;
  };
  if ((bytes[base] ?? 0) >> 5 !== MAP) return 'its metadata is none';
  const end = skip(base, 0);
  return end < 0 || end > bytes.length ? 'its metadata is broken' : undefined;
};
const BOOLEAN = 14;
/** What pointers of each size begin at. */
const OFFSETS = [0, 2_048, 526_336, 0];
const LONGER = [29, 285, 65_821];

const sizeAt = (bytes: Buffer, low: number, at: number): { readonly size: number; readonly next: number } => {
  if (low < 29) return { size: low, next: at };
  const more = low - 28;
  if (at + more > bytes.length) return { size: bytes.length, next: at };
  return { size: (LONGER[more - 1] ?? 0) + bytes.readUIntBE(at, more), next: at + more };
};
