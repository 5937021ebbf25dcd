import { PIECE_BYTES, pieceField } from './names.ts';

/** A text in pieces of at most `most` bytes of UTF-8, none of which cuts a character in two. */
export const piecesOf = (text: string, most = PIECE_BYTES): readonly string[] => {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return [text];
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length;) {
    let to = Math.min(bytes.length, from + most);
    while (to < bytes.length && isContinuation(bytes[to])) to -= 1;
    pieces.push(bytes.toString('utf8', from, to));
    from = to;
  }
  return pieces;
};
/** Whether a byte goes on with the character before it (RFC 3629 section 3). */
const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** The fields of a text that may be long. */
export const inFields = (field: string, text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(piecesOf(text).map((piece, i) => [pieceField(field, i), piece]));

/** The inverse of `inFields`: undefined where the first piece is missing. */
export const fromFields = (field: string, fields: Readonly<Record<string, unknown>>): string | undefined => {
  const pieces: string[] = [];
  for (let i = 0; ; i += 1) {
    const piece = fields[pieceField(field, i)];
    if (typeof piece !== 'string') break;
    pieces.push(piece);
  }
  return pieces.length === 0 ? undefined : pieces.join('');
};
