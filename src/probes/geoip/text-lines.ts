import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setImmediate as otherWork } from 'node:timers/promises';

import { DAY, MINUTE } from '../../domain/time.ts';
import { isWeb, type Asking } from './source.ts';

/** All of the registries together (`nro-delegated-stats`) are 45 MB. */
export const MOST_TEXT_BYTES = 64 * 2 ** 20;
const PIECE = 256 * 2 ** 10;
const LONGEST_LINE = 4_096;
const NEWLINE = 0x0a;

/** Reads the lines of a text. */
export interface LineReader {
  /** One line, without its end. */
  line(text: string): void;
  /** A line of more than 4,096 bytes, which is nobody's. */
  tooLong(): void;
}

/**
 * Hands on line by line what comes in pieces; holds no more of it than a piece and the line that is not over. Between pieces other work
 * is done. UTF-8; what is not is U+FFFD.
 */
export const readLines = async (
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  reader: LineReader,
  signal: AbortSignal,
): Promise<void> => {
  let begun = Buffer.alloc(0);
  let skipping = false;
  const give = (bytes: Buffer): void => {
    for (const line of bytes.toString('utf8').split('\n')) {
      if (line.length > LONGEST_LINE) reader.tooLong();
      else reader.line(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
  };
  for await (const given of pieces) {
    let piece = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
    if (skipping) {
      const end = piece.indexOf(NEWLINE);
      if (end < 0) continue;
      piece = piece.subarray(end + 1);
      skipping = false;
    }
    const last = piece.lastIndexOf(NEWLINE);
    if (last >= 0) {
      give(begun.length === 0 ? piece.subarray(0, last) : Buffer.concat([begun, piece.subarray(0, last)]));
      begun = Buffer.from(piece.subarray(last + 1));
    } else begun = Buffer.concat([begun, piece]);
    if (begun.length > LONGEST_LINE) {
      reader.tooLong();
      begun = Buffer.alloc(0);
      skipping = true;
    }
    if (signal.aborted) return;
    await otherWork();
  }
  if (begun.length > 0) give(begun);
};

/** Reads the lines of a file or a web address. Undefined, or why it could not be read to its end. */
export const readLinesFrom = async (
  from: string,
  reader: LineReader,
  asking: Asking,
  publicOnly = false,
): Promise<string | undefined> => {
  if (!isWeb(from)) return readLinesOfFile(from, reader, asking.signal);
  if (asking.metered) return 'not fetched over a metered line';
  // Once a day, as the registries and those who publish feeds ask for; a little less, so that a daily check does not miss it.
  const request = { mostBytes: MOST_TEXT_BYTES, timeout: MINUTE, maxAge: DAY - 10 * MINUTE, publicOnly };
  const got = await asking.get(from, request);
  if (!got.ok) return got.detail;
  await readLines(piecesOf(got.body), reader, asking.signal);
  return asking.signal.aborted ? 'cancelled' : undefined;
};

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

const readLinesOfFile = async (path: string, reader: LineReader, signal: AbortSignal): Promise<string | undefined> => {
  let file;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const about = await file.stat();
    if (!about.isFile()) return `${path}: no file`;
    if (about.size > MOST_TEXT_BYTES) return `${path}: ${about.size} bytes, at most ${MOST_TEXT_BYTES} are read`;
    await readLines(piecesOfFile(file), reader, signal);
    return signal.aborted ? 'cancelled' : undefined;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return `${path}: ${String(error.code)}`;
  } finally {
    await file?.close();
  }
};

/** One piece after the other in the same memory: each is read before the next is asked for. */
async function* piecesOfFile(file: FileHandle): AsyncGenerator<Uint8Array> {
  const piece = Buffer.allocUnsafe(PIECE);
  // It may grow meanwhile.
  for (let total = 0; total < MOST_TEXT_BYTES;) {
    const { bytesRead } = await file.read(piece, 0, PIECE, null);
    if (bytesRead === 0) return;
    total += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}
