import { connect, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import type { TLSSocket } from 'node:tls';

import { codeOf, failed, textOf } from '../failure.ts';
import type { NetFailure, NetResult } from '../net.ts';
import { MOST_HEADER_BYTES, MOST_HEADER_LINES, MOST_INFORMATIONAL, pairs, type Begun } from './begun.ts';
import { httpFailure } from './failures.ts';
import type { Said } from './said.ts';

/** By number (RFC 9113, 7). */
const CODES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];
const REFUSED_STREAM = 7;
const CANCEL = 8;
const ENHANCE_YOUR_CALM = 11;
const LOOK_AFTER_MS = 50;

export interface Http2Ends {
  /** Whether more has come over the connection than an answer of that size can account for. */
  readonly isTooMuch: () => boolean;
  /** What is to be destroyed when all is over. */
  readonly keep: (what: { readonly destroy: () => void }) => void;
}

/** Says a request by HTTP/2 (RFC 9113) over TLS that settled on it; nothing that the server begins by itself is taken. */
export const answerByHttp2 = (
  stream: TLSSocket,
  said: Said,
  host: string,
  { isTooMuch, keep }: Http2Ends,
): Promise<NetResult<Begun>> =>
  new Promise((resolve) => {
    const session = connect(`https://${host}`, {
      createConnection: () => stream,
      settings: { enablePush: false, maxHeaderListSize: MOST_HEADER_BYTES },
      maxHeaderListPairs: MOST_HEADER_LINES + 1, // and :status
    });
    // With a code, or an answer that was cut by it would look whole.
    const destroy = (): void => session.destroy(undefined, CANCEL);
    keep({ destroy });
    let ended: NetFailure | undefined;
    const fail = (failure: NetFailure): void => {
      ended ??= failure;
      destroy();
      resolve(failure);
    };
    // Frames that say nothing (PING, SETTINGS, empty DATA) are seen by their bytes alone.
    const look = setInterval(() => {
      if (isTooMuch()) fail(failed('failed', `${host}: far more is sent than the answer has`));
    }, LOOK_AFTER_MS);
    session.once('close', () => clearInterval(look));
    session.on('stream', (pushed) => pushed.on('error', () => undefined).close(REFUSED_STREAM));
    let goaway: number | undefined;
    session.on('goaway', (code) => (goaway = code));
    session.on('error', (error) => fail(sessionFailure(host, error, goaway)));

    const request = asked(session, said);
    if (request === undefined) {
      fail(failed('reset', `${host} closed the connection before it could be asked`));
      return;
    }
    let informational = 0;
    request.on('headers', () => {
      informational += 1;
      if (informational > MOST_INFORMATIONAL)
        fail(failed('failed', `${host} sends one informational answer after the other`));
    });
    const whyCut = (): NetFailure | undefined => ended ?? streamFailure(host, request.rstCode ?? 0, goaway);
    request.on('error', (error) => {
      const isOfStream = codeOf(error) === 'ERR_HTTP2_STREAM_ERROR';
      fail(ended ?? (isOfStream ? whyCut() : undefined) ?? sessionFailure(host, error, goaway));
    });
    request.once('close', () =>
      resolve(whyCut() ?? failed('reset', `${host} closed the connection without an answer`)),
    );
    request.once('response', (...[headers, , raw]: Response) => {
      const lines = pairs(raw ?? []).filter(([name]) => !name.startsWith(':'));
      // The settings, which Node goes by, count only once the server has said so.
      if (lines.reduce((sum, [name, value]) => sum + name.length + value.length, 0) > MOST_HEADER_BYTES) {
        fail(failed('failed', `${host} sends more headers than are read`));
        return;
      }
      resolve({
        ok: true,
        status: headers[':status'] ?? 0,
        http: '2',
        headers: lines,
        pieces: request as AsyncIterable<Uint8Array>,
        whyCut,
      });
    });
    if (said.body !== undefined) request.end(said.body);
  });

/** Undefined: it is over already. Node throws then, as for what can be no request. */
const asked = (session: ClientHttp2Session, said: Said): ClientHttp2Stream | undefined => {
  if (session.closed || session.destroyed) return undefined;
  const { headers, method, authority, path, body } = said;
  return session.request(
    { ...headers, ':method': method, ':scheme': 'https', ':authority': authority, ':path': path },
    { endStream: body === undefined },
  );
};

/** Node hands on the header lines as they came too (http2, `response`); its types leave them out. */
type Response = readonly [
  headers: IncomingHttpHeaders & { readonly ':status'?: number },
  flags: number,
  raw?: string[],
];

const nameOf = (code: number): string => CODES[code] ?? `code ${code}`;

/** Why the server, or we, put an end to the stream. */
const streamFailure = (host: string, code: number, goaway: number | undefined): NetFailure | undefined => {
  if (goaway !== undefined && goaway !== 0) return wentAway(host, goaway);
  if (code === 0) return undefined;
  if (code === ENHANCE_YOUR_CALM)
    return failed('failed', `${host} sends more headers than are read, or wants to be asked less (${nameOf(code)})`);
  return failed('reset', `${host} ended its answer before it was whole (${nameOf(code)})`);
};
const wentAway = (host: string, code: number): NetFailure =>
  failed('reset', `${host} ended the connection before its answer was whole (GOAWAY, ${nameOf(code)})`);

const sessionFailure = (host: string, error: unknown, goaway: number | undefined): NetFailure => {
  if (goaway !== undefined) return wentAway(host, goaway);
  return codeOf(error).startsWith('ERR_HTTP2_')
    ? failed('failed', `${host} says what is no HTTP/2: ${textOf(error)}`)
    : httpFailure(host, error);
};
