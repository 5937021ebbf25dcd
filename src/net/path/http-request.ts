import { request as open, type ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

import type { Exchange } from '../../domain/ask.ts';

const MOST_BODY = 8 << 20;
/** Written in one go, before the rest of the process has its turn. */
const PIECE = Buffer.alloc(256 << 10);
const MOST_HEADER_BYTES = 16 << 10;

/** Throws for what can be no request: a mistake in the code, found before anything is sent. */
export const checkHttp = ({ host, path, bodyBytes = 0 }: NonNullable<Exchange['http']>): void => {
  if (bodyBytes > MOST_BODY) throw new RangeError(`a body of ${bodyBytes} bytes, not ${MOST_BODY} at most`);
  for (const text of [host, path]) {
    if (!/^[\x21-\x7e]+$/.test(text)) throw new TypeError(`no part of a request: ${JSON.stringify(text)}`);
  }
};

/** Says an HTTP/1.1 request over a stream that stands. `said` when all of it was handed over. */
export const requestOver = (stream: Socket, http: NonNullable<Exchange['http']>, said: () => void): ClientRequest => {
  const { method, host, path, bodyBytes = 0 } = http;
  const request = open({
    createConnection: () => stream,
    method,
    path,
    setHost: false,
    headers: {
      Host: host,
      'User-Agent': 'plumbline',
      Accept: '*/*',
      'Accept-Encoding': 'identity',
      Connection: 'close',
      ...(method === 'POST' ? { 'Content-Type': 'application/octet-stream', 'Content-Length': bodyBytes } : {}),
    },
    maxHeaderSize: MOST_HEADER_BYTES,
  });
  let left = method === 'POST' ? bodyBytes : 0;
  const next = (): void => {
    if (request.destroyed) return;
    const piece = left >= PIECE.length ? PIECE : PIECE.subarray(0, left);
    left -= piece.length;
    // The head goes with the first of the body: a server that answers the head alone would hide where the body hangs.
    if (left === 0) request.end(piece, said);
    else {
      request.write(piece);
      setImmediate(next);
    }
  };
  next();
  return request;
};
