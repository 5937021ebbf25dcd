import { request as open, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { failed } from '../failure.ts';
import type { NetFailure, NetResult } from '../net.ts';
import { MOST_HEADER_BYTES, MOST_HEADER_LINES, MOST_INFORMATIONAL, pairs, type Begun } from './begun.ts';
import { httpFailure } from './failures.ts';
import type { Said } from './said.ts';

/** Says a request by HTTP/1.1 (RFC 9112) over a stream that stands; `host` is how failures call the other side. */
export const answerByHttp1 = (stream: Duplex, said: Said, host: string): Promise<NetResult<Begun>> =>
  new Promise((resolve) => {
    const request = open({
      createConnection: () => stream,
      method: said.method,
      path: said.path,
      setHost: false,
      headers: { Host: said.authority, ...said.headers, Connection: 'close' },
      maxHeaderSize: MOST_HEADER_BYTES,
      insecureHTTPParser: false,
    });
    request.maxHeadersCount = 0; // or Node would leave some out without a word
    const fail = (failure: NetFailure): void => {
      request.destroy();
      resolve(failure);
    };
    let informational = 0;
    request.on('information', () => {
      informational += 1;
      if (informational > MOST_INFORMATIONAL)
        fail(failed('failed', `${host} sends one informational answer after the other`));
    });
    request.on('upgrade', () => fail(failed('failed', `${host} changes to a protocol that nobody asked for`)));
    let answered: IncomingMessage | undefined;
    request.on('error', (error) => {
      // Within the body as well it is the request that is told.
      if (answered === undefined) fail(httpFailure(host, error));
      else answered.destroy(error);
    });
    request.once('close', () => fail(failed('reset', `${host} closed the connection without an answer`)));
    request.once('response', (response) => {
      answered = response;
      response.on('error', () => undefined);
      const headers = pairs(response.rawHeaders);
      if (headers.length > MOST_HEADER_LINES)
        fail(failed('failed', `${host} sends ${headers.length} header lines, not ${MOST_HEADER_LINES} at most`));
      else
        resolve({
          ok: true,
          status: response.statusCode ?? 0,
          http: response.httpVersionMajor === 1 && response.httpVersionMinor === 0 ? '1.0' : '1.1',
          headers,
          pieces: response as AsyncIterable<Uint8Array>,
          whyCut: () => undefined,
        });
    });
    request.end(said.body);
  });
