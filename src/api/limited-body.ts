import type { MiddlewareHandler } from 'hono';

import type { ApiEnv } from './deps.ts';
import { answerProblem } from './problem.ts';

/** At most `most` bytes; undefined when there are more. Throws when the client breaks off. */
const readAtMost = async (body: ReadableStream<Uint8Array>, most: number): Promise<Buffer | undefined> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/**
 * Refuses a body of more than `most` bytes: one of a told length before it is read, one in chunks (RFC 9112, 7.1) while
 * it is. Only POST has bodies here; any other is left unread. Hono's own builds a Request out of the one at hand, which
 * Node refuses, since the server's is one of its own making (`overrideGlobalObjects: false`).
 */
export const limitBody =
  (most: number): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    if (c.req.method !== 'POST') return next();
    const tooLong = () =>
      answerProblem(c, { status: 413, what: 'The body is too long.', expected: `${most} bytes at most` });
    const told = c.req.header('content-length');
    if (told !== undefined) return Number(told) > most ? tooLong() : next();
    const { url, method, headers, signal, body } = c.req.raw;
    if (body === null) return next();
    let whole: Buffer | undefined;
    try {
      whole = await readAtMost(body, most);
    } catch {
      return answerProblem(c, { status: 400, what: 'The body breaks off.', where: 'body' });
    }
    if (whole === undefined) return tooLong();
    c.req.raw = new Request(url, { method, headers, signal, body: new Uint8Array(whole) });
    return next();
  };
