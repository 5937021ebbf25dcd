import { isIP, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

import { canonicalAddress } from '../../domain/address.ts';
import type { Clock } from '../../domain/clock.ts';
import { failed } from '../failure.ts';
import type { OpenLibc } from '../libc/libc.ts';
import type { Binding, Fetched, FetchRequest, HttpVersion, NetResult } from '../net.ts';
import { openTcp } from '../tcp.ts';
import { secured } from '../tls/secure.ts';
import { within, type Opened } from '../within.ts';
import type { Begun } from './begun.ts';
import { readBody } from './body.ts';
import { answerByHttp1 } from './http1.ts';
import { answerByHttp2 } from './http2.ts';
import { requestProblem, saidOf } from './said.ts';

export interface FetchParts {
  readonly clock: Clock;
  readonly openLibc: OpenLibc;
  /** What we call ourselves (RFC 9110, 10.1.5). */
  readonly agent: string;
  /** Certificates (PEM) that are trusted beside the system's. */
  readonly trusted?: readonly string[];
}
type Untimed = Omit<Fetched, 'at' | 'tookMicros'>;

/** Beside the body: headers, chunks and TLS. */
const BESIDE_BODY = 1 << 20;
const ALPN = { '1.1': 'http/1.1', '2': 'h2' } as const satisfies Record<HttpVersion, string>;

/**
 * One HTTP request (RFC 9110) over a connection of its own, by any way out, to a numeric address. Nothing stays open.
 * Throws for what can be no request; a header that cannot be sent is a failure, since people write those into configs.
 */
export const fetchOnce = async (
  request: FetchRequest,
  binding: Binding,
  parts: FetchParts,
  signal: AbortSignal,
): Promise<NetResult<Fetched>> => {
  const url = new URL(request.url);
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new TypeError(`not http or https, or with a user: ${url.origin}`);
  if (canonicalAddress(request.address) === undefined) throw new TypeError(`not a numeric address: ${request.address}`);
  const wrong = requestProblem(request);
  if (wrong !== undefined) return failed('failed', wrong);

  const at = parts.clock.now();
  const begun = process.hrtime.bigint();
  const { address, timeout } = request;
  const late = (): string => `${url.host} (${address}) did not answer in full within ${timeout} ms`;
  const result = await within(timeout, signal, late, (opened, signal) =>
    hold(request, url, { binding, parts, opened, signal }),
  );
  return result.ok ? { ...result, at, tookMicros: Number((process.hrtime.bigint() - begun) / 1_000n) } : result;
};

interface Holding {
  readonly binding: Binding;
  readonly parts: FetchParts;
  readonly opened: Opened;
  readonly signal: AbortSignal;
}
const hold = async (
  request: FetchRequest,
  url: URL,
  { binding, parts, opened, signal }: Holding,
): Promise<NetResult<Untimed>> => {
  const { address, timeout, mostBytes } = request;
  const isTls = url.protocol === 'https:';
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port);
  const tcp = await openTcp({ address, port, timeout }, binding, parts, signal);
  if (!tcp.ok) return { ok: false, reason: tcp.reason, detail: tcp.detail };
  quiet(tcp.stream, opened);
  const most = 2 * mostBytes + BESIDE_BODY;
  const isTooMuch = (): boolean => tcp.stream.bytesRead > most;
  const answering = (stream: Socket | TLSSocket, isHttp2: boolean): Promise<NetResult<Begun>> => {
    const said = saidOf(request, parts.agent);
    return isHttp2
      ? answerByHttp2(stream as TLSSocket, said, url.host, { isTooMuch, keep: (session) => opened.keep(session) })
      : answerByHttp1(stream, said, url.host);
  };
  const whole = async (answer: NetResult<Begun>): Promise<NetResult<Untimed>> => {
    if (!answer.ok) return answer;
    const { status, http, headers } = answer;
    const read = await readBody(answer, url.host, mostBytes, isTooMuch);
    return read.ok ? { ...read, status, http, headers } : read;
  };
  if (!isTls) return whole(await answering(tcp.stream, false));

  const { servername, http = ['1.1'], trust = 'demand', session } = request;
  const standing = await secured(
    tcp.stream,
    {
      // An empty one is not said, and the URL's host is the name still.
      name: servername === undefined || servername === '' ? hostOf(url) : servername,
      ...(servername === undefined ? {} : { servername }),
      alpn: http.map((version) => ALPN[version]),
      trust,
      ...(session === undefined ? {} : { session }),
      ...(parts.trusted === undefined ? {} : { trusted: parts.trusted }),
    },
    signal,
  );
  if (!standing.ok) return standing;
  const { stream, tls } = standing;
  quiet(stream, opened);
  const isHttp2 = stream.alpnProtocol === ALPN['2'];
  if (!isHttp2 && !http.includes('1.1')) return failed('failed', `${url.host} does not speak HTTP/2`);
  const fetched = await whole(await answering(stream, isHttp2));
  if (!fetched.ok || tls === undefined) return fetched;
  const given = standing.session();
  return { ...fetched, tls, ...(given === undefined ? {} : { session: given }) };
};

/** What it says after we have gone is nobody's business. */
const quiet = (stream: Socket, opened: Opened): void => {
  stream.on('error', () => undefined);
  opened.keep(stream);
};
const hostOf = ({ hostname }: URL): string => {
  const bare = hostname.replaceAll(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? hostname : bare;
};
