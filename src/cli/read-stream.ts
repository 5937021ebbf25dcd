import { addAbortSignal, type Readable } from 'node:stream';

import type { TextFile } from './deps.ts';

/** All of a stream as text, of at most `most` bytes; refused, not cut, when there are more. Waits until `signal`. */
export const readStream = async (stream: Readable, most: number, signal: AbortSignal): Promise<TextFile> => {
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > most) return { ok: false, detail: 'a longer text' };
      chunks.push(chunk);
    }
    return { ok: true, text: Buffer.concat(chunks).toString('utf8') };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
};
