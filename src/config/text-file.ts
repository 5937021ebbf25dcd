import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

export type TextRead =
  | { readonly ok: true; readonly text: string; readonly mode: number }
  | { readonly ok: false; readonly found: string; readonly expected: string; readonly missing?: true };

/** How long a pipe may have nothing to say: a command behind it may ask for a password first. */
const PATIENCE = 30_000;
const LOOK_AGAIN = 50;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** Undefined: a pipe has nothing yet. */
const readSome = async (file: FileHandle, buffer: Buffer, filled: number): Promise<number | undefined> => {
  try {
    return (await file.read(buffer, filled, buffer.length - filled, null)).bytesRead;
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined;
    throw error;
  }
};

/**
 * A text in UTF-8 of at most `limit` bytes; what is longer or no text is refused, not cut. A pipe counts as a file
 * (`<(command)` in a shell), but one out of which nothing comes for `patience` ms is refused: as an empty file it would
 * mean something else.
 */
export const readTextFile = async (path: string, limit: number, patience = PATIENCE): Promise<TextRead> => {
  let file;
  try {
    // Without blocking, for to open a pipe that nobody writes to takes for ever, and no signal ends it.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await file.stat();
    const buffer = Buffer.alloc(limit + 1);
    let filled = 0;
    let waited = 0;
    while (filled <= limit) {
      const bytes = await readSome(file, buffer, filled);
      if (bytes === 0 && (filled > 0 || !stat.isFIFO())) break;
      if (bytes !== undefined && bytes > 0) {
        filled += bytes;
        waited = 0;
      } else if (waited >= patience) {
        return { ok: false, found: 'a pipe that nothing comes out of', expected: 'a text' };
      } else {
        await pause(LOOK_AGAIN);
        waited += LOOK_AGAIN;
      }
    }
    if (filled > limit) return { ok: false, found: 'a longer file', expected: `at most ${limit / 1024} KiB` };
    const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, filled));
    return { ok: true, text, mode: stat.mode };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return { ok: false, found: 'bytes that are no text', expected: 'a text in UTF-8' };
    return {
      ok: false,
      found: `a file that cannot be read (${code || 'unknown error'})`,
      expected: 'a readable file',
      ...(code === 'ENOENT' ? { missing: true } : {}),
    };
  } finally {
    await file?.close();
  }
};
