import { request as open, validateHeaderName, validateHeaderValue, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import type { FetchRequest, NetFailure, NetResult } from '../net.ts';
import { failed, httpFailure } from './failures.ts';

/** Of all lines together. */
const MOST_HEADER_BYTES = 64 << 10;
const MOST_HEADER_LINES = 1_000;
/** 100 Continue, 103 Early Hints (RFC 9110, 15.2). */
const MOST_INFORMATIONAL = 16;
/** What says where the message ends, and on what terms it is sent, is said by us. */
const OURS =
  /^(?:host|accept-encoding|connection|content-length|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*)$/i;

/** What is wrong with a header that is to be sent with a request; undefined where nothing is. */
export const headerProblem = (name: string, value: string): string | undefined => {
  if (OURS.test(name)) return `the header ${name} is none to choose`;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return undefined;
  } catch {
    return `${JSON.stringify(name.slice(0, 40))} is no header that can be sent`;
  }
};

/** Says the request over a stream that stands. An answer has begun when its headers are there; whoever asks reads it or destroys it. */
export const respond = (
  stream: Duplex,
  { url: text, method = 'GET', headers = {}, body }: FetchRequest,
  agent: string,
): Promise<NetResult<{ readonly response: IncomingMessage }>> =>
  new Promise((resolve) => {
    const { host, pathname, search } = new URL(text);
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const request = open({
      createConnection: () => stream,
      method,
      path: `${pathname}${search}`,
      setHost: false,
      headers: {
        Host: host,
        ...(hasName(headers, 'User-Agent') ? {} : { 'User-Agent': agent }),
        ...(hasName(headers, 'Accept') ? {} : { Accept: '*/*' }),
        ...headers,
        'Accept-Encoding': 'gzip, deflate, br',
        Connection: 'close',
        ...(bytes === undefined ? {} : { 'Content-Length': bytes.length }),
      },
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
      const lines = response.rawHeaders.length / 2;
      if (lines > MOST_HEADER_LINES)
        fail(failed('failed', `${host} sends ${lines} header lines, not ${MOST_HEADER_LINES} at most`));
      else resolve({ ok: true, response });
    });
    request.end(bytes);
  });

const hasName = (headers: Readonly<Record<string, string>>, name: string): boolean =>
  Object.keys(headers).some((each) => each.toLowerCase() === name.toLowerCase());
