import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';

import { canonicalAddress } from '../../domain/address.ts';
import type { Clock } from '../../domain/clock.ts';
import { childSignal } from '../child-signal.ts';
import type { OpenLibc } from '../libc/libc.ts';
import type { Binding, Fetched, FetchRequest, NetResult } from '../net.ts';
import { openTcp } from '../tcp.ts';
import { readBody } from './body.ts';
import { failed } from './failures.ts';
import { headerProblem, respond } from './respond.ts';
import { secured } from './secure.ts';

export interface FetchParts {
  readonly clock: Clock;
  readonly openLibc: OpenLibc;
  /** What we call ourselves (RFC 9110, 10.1.5). */
  readonly agent: string;
  /** Certificates (PEM) that are trusted beside the system's. */
  readonly trusted?: readonly string[];
}
/** Beside the body: headers, chunks and TLS. */
const BESIDE_BODY = 1 << 20;

/**
 * One HTTP/1.1 request (RFC 9112) over a connection of its own, by any way out, to a numeric address. Nothing stays open.
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
  const wrong = Object.entries(request.headers ?? {}).flatMap(([name, value]) => headerProblem(name, value) ?? []);
  if (wrong[0] !== undefined) return failed('failed', wrong[0]);

  const at = parts.clock.now();
  const begun = process.hrtime.bigint();
  const over = childSignal(signal);
  const timer = setTimeout(over.end, request.timeout);
  const conversation = new Conversation(request, url, parts, over.signal);
  const result = await conversation.hold(binding);
  clearTimeout(timer);
  const isLate = over.signal.aborted && !signal.aborted;
  over.end();
  conversation.close();
  if (signal.aborted) return failed('cancelled', 'cancelled');
  if (isLate && !result.ok)
    return failed('timeout', `${url.host} (${request.address}) did not answer in full within ${request.timeout} ms`);
  return result.ok ? { ...result, at, tookMicros: Number((process.hrtime.bigint() - begun) / 1_000n) } : result;
};

class Conversation {
  readonly #request: FetchRequest;
  readonly #url: URL;
  readonly #parts: FetchParts;
  readonly #signal: AbortSignal;
  /** What is to be closed, in the order in which it was opened. */
  readonly #open: Duplex[] = [];

  constructor(request: FetchRequest, url: URL, parts: FetchParts, signal: AbortSignal) {
    this.#request = request;
    this.#url = url;
    this.#parts = parts;
    this.#signal = signal;
  }
  async hold(binding: Binding): Promise<NetResult<Omit<Fetched, 'at' | 'tookMicros'>>> {
    const { address, timeout, mostBytes } = this.#request;
    const isTls = this.#url.protocol === 'https:';
    const port = this.#url.port === '' ? (isTls ? 443 : 80) : Number(this.#url.port);
    const opened = await openTcp({ address, port, timeout }, binding, this.#parts, this.#signal);
    if (!opened.ok) return { ok: false, reason: opened.reason, detail: opened.detail };
    const tcp = opened.stream;
    this.#keep(tcp);
    this.#signal.addEventListener('abort', () => this.close(), { once: true });
    const stream = isTls
      ? await secured(tcp, hostOf(this.#url), this.#parts.trusted ?? [], this.#signal)
      : { ok: true as const, stream: tcp };
    if (!stream.ok) return stream;
    this.#keep(stream.stream);
    const answer = await respond(stream.stream, this.#request, this.#parts.agent);
    if (!answer.ok) return answer;
    const { response } = answer;
    response.on('error', () => undefined);
    const most = 2 * mostBytes + BESIDE_BODY;
    const read = await readBody(response, this.#url.host, mostBytes, () => tcp.bytesRead > most);
    if (!read.ok) return read;
    const { body, truncated } = read;
    return { ok: true, status: response.statusCode ?? 0, headers: pairs(response.rawHeaders), body, truncated };
  }
  close(): void {
    for (const stream of this.#open.toReversed()) stream.destroy();
  }
  /** What it says after we have gone is nobody's business. */
  #keep(stream: Duplex): void {
    stream.on('error', () => undefined);
    if (!this.#open.includes(stream)) this.#open.push(stream);
    if (this.#signal.aborted) this.close();
  }
}

const hostOf = ({ hostname }: URL): string => {
  const bare = hostname.replaceAll(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? hostname : bare;
};
const pairs = (raw: readonly string[]): readonly (readonly [string, string])[] =>
  Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? '', raw[2 * i + 1] ?? ''] as const);
