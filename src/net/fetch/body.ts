import { pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';

import type { NetResult } from '../net.ts';
import { failed } from '../failure.ts';
import { httpFailure } from './failures.ts';
import type { Begun } from './begun.ts';

interface Body {
  readonly body: Uint8Array;
  readonly truncated: boolean;
}
type Pieces = AsyncIterable<Uint8Array>;

/**
 * Reads and decodes a body (RFC 9110, 8.4): no more than `mostBytes` of it, and a piece. What is beyond is not waited for.
 * `isTooMuch`: whether more has come over the connection than a body of that size can account for.
 */
export const readBody = async (
  { pieces: sentPieces, headers, whyCut }: Begun,
  host: string,
  mostBytes: number,
  isTooMuch: () => boolean,
): Promise<NetResult<Body>> => {
  const coding = codingOf(headers);
  const read: Uint8Array[] = [];
  let length = 0;
  try {
    const pieces = watched(sentPieces, isTooMuch);
    const first = await pieces.next();
    if (first.done === true) return whyCut() ?? { ok: true, body: new Uint8Array(), truncated: false };
    const decoder = decoderOf(coding, first.value[0] ?? 0);
    if (decoder === 'unknown')
      return failed('failed', `${host} sends its answer in a coding that was not asked for: ${coding.slice(0, 40)}`);
    const sent = async function* (): AsyncGenerator<Uint8Array> {
      yield first.value;
      yield* pieces;
    };
    // What fails on the way is thrown by the last of them.
    const decoded = decoder === undefined ? sent() : pipeline(sent, decoder, () => undefined);
    for await (const piece of decoded as Pieces) {
      read.push(piece.subarray(0, mostBytes - length));
      length += piece.length;
      if (length > mostBytes) break;
    }
  } catch (error) {
    return whyCut() ?? httpFailure(host, error);
  }
  // What is not wanted is cut by us.
  const cut = length > mostBytes ? undefined : whyCut();
  return cut ?? { ok: true, body: Buffer.concat(read), truncated: length > mostBytes };
};

/** Of all lines of that name, as if it were one (RFC 9110, 5.3). */
const codingOf = (headers: Begun['headers']): string =>
  headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .map(([, value]) => value)
    .join(', ')
    .trim()
    .toLowerCase();

/** Pieces may be all wrapping, or decode to nothing, without end. */
async function* watched(sent: Pieces, isTooMuch: () => boolean): AsyncGenerator<Uint8Array> {
  for await (const piece of sent) {
    if (isTooMuch()) throw new Error('far more is sent than the body has');
    yield piece;
  }
}
/** Undefined: nothing to decode. */
const decoderOf = (coding: string, firstByte: number): Transform | 'unknown' | undefined => {
  switch (coding) {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      // Some send it without the wrapping of zlib (RFC 9110, 8.4.1.2, note), whose first byte has method 8 (RFC 1950, 2.2).
      return (firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw();
    default:
      return 'unknown';
  }
};
