import { MOST_NAMES, NamesBuilder, type PreloadNames } from './names.ts';

/** Lines between two moments for other work. */
const PIECE = 4_096;
const [LINE_END, DOT, HASH, SLASH, ZERO, ONE] = [0x0a, 0x2e, 0x23, 0x2f, 0x30, 0x31];
const FORCED = new TextEncoder().encode('force-https');
/** Letters, digits, `-`, `_` and `.`. */
const IN_NAMES = Uint8Array.from({ length: 256 }, (_, byte) => (/[a-z\d_.-]/i.test(String.fromCharCode(byte)) ? 1 : 0));
const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d;

/**
 * A plain list of names on the list of browsers: one a line, ` 0` after it where the entry does not include the names below; empty lines
 * and those that begin with `#` or `//` say nothing. The reason, in a sentence, where it is not that.
 */
export function* namesOfText(bytes: Uint8Array): Generator<undefined, PreloadNames | string> {
  const builder = new NamesBuilder();
  const mode = builder.mode(FORCED, 0, FORCED.length) ?? 0;
  let hasDot = false;
  let number = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    number += 1;
    if (number % PIECE === 0) yield;
    while (isBlank(bytes[at])) at += 1;
    const start = at;
    let dots = 0;
    for (; IN_NAMES[bytes[at] ?? 0] === 1; at += 1)
      if (bytes[at] === DOT) {
        if (at === start || bytes[at - 1] === DOT) return noName(number);
        dots += 1;
      }
    const end = at;
    if (end === start && (bytes[at] === HASH || (bytes[at] === SLASH && bytes[at + 1] === SLASH))) {
      const found = bytes.indexOf(LINE_END, at);
      at = found === -1 ? bytes.length : found;
      continue;
    }
    while (isBlank(bytes[at])) at += 1;
    const flag = at > end && (bytes[at] === ZERO || bytes[at] === ONE) ? bytes[at] : undefined;
    if (flag !== undefined) at += 1;
    while (isBlank(bytes[at])) at += 1;
    if (at < bytes.length && bytes[at] !== LINE_END) return noName(number);
    if (end === start && flag === undefined) continue;
    if (end === start || bytes[end - 1] === DOT) return noName(number);
    if (!builder.add(bytes, start, end, mode, 0, flag !== ZERO)) return `it has more than ${MOST_NAMES} names`;
    hasDot ||= dots > 0;
  }
  if (builder.size === 0) return 'it is empty';
  // One word is what servers say that have no list.
  if (!hasDot) return 'neither JSON nor a list of names: none of its words has a dot';
  return yield* builder.build();
}
const noName = (number: number): string => `neither JSON nor a list of names: line ${number} is no name`;
