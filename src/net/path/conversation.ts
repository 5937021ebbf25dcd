import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

import type { Exchange, ExchangeSeen } from '../../domain/ask.ts';
import type { Millis } from '../../domain/time.ts';
import { TCP_CLOSE, type TcpInfo } from '../../wire/tcp-info.ts';
import { reasonOf } from '../failure.ts';
import { requestOver } from './http-request.ts';
import { Progress } from './progress.ts';
import { secure, tlsSeen } from './tls-stream.ts';
import type { Transport } from './transport.ts';

type End = ExchangeSeen['end'];
/** An answer may come in chunks of one byte, and have headers; what is longer than this says nothing more. */
const OVERHEAD = { factor: 8, bytes: 1 << 20 };
/** Informational answers (1xx) before the one that counts. */
const MOST_INFORMATIONAL = 16;
const DETAIL_LENGTH = 200;

/** What is said over one connection, from connected to its end, and how far it came. */
export class Conversation {
  readonly ended: Promise<void>;
  readonly #ask: Exchange;
  readonly #transport: Transport;
  readonly #took: () => Millis;
  readonly #progress: Progress;
  readonly #hash = createHash('sha256');
  readonly #kept: Buffer[] = [];
  #settle = (): void => undefined;
  #stream: Socket;
  #seen: Omit<ExchangeSeen, 'kind'> | undefined;
  #tls: ExchangeSeen['tls'];
  #tlsMs: Millis | undefined;
  #firstByteMs: Millis | undefined;
  /** What was handed to the stream so far is all that there is to say. */
  #isSaid = false;
  #info: TcpInfo | undefined;
  #response: IncomingMessage | undefined;
  #bodyBytes = 0;
  #informational = 0;
  /** The answer is here in full; what is left is the rest of the request. */
  #isAnswered = false;
  #alert: number | undefined;

  constructor(ask: Exchange, transport: Transport, took: () => Millis) {
    this.#ask = ask;
    this.#transport = transport;
    this.#took = took;
    this.#stream = transport.stream;
    this.#progress = new Progress(took());
    this.ended = new Promise((resolve) => (this.#settle = resolve));
  }
  begin(): void {
    this.look();
    this.#listen(this.#transport.stream);
    if (this.#ask.tls === undefined) this.#request();
    else this.#secure(this.#ask.tls.name);
  }
  /** Looks at what got across; ends it where that is done, or nothing has for too long. */
  look(): void {
    if (this.#seen !== undefined) return;
    const now = this.#took();
    const received = this.#measure(now);
    const { timeout, silence, mostBytes } = this.#ask;
    if (received > OVERHEAD.factor * mostBytes + OVERHEAD.bytes) this.finish('garbage', 'an answer without end');
    else if (this.#isAnswered && (this.#isUploaded() || this.#info?.state === TCP_CLOSE)) this.finish('done');
    else if (now >= timeout) this.finish('timeout', `not done within ${timeout} ms`);
    else if (silence !== undefined && this.#progress.silence(now) >= silence)
      this.finish('timeout', `nothing got across for ${silence} ms`);
  }
  /** Ends it, the first time; how the connection stands is read right before it is closed. */
  finish(end: End, detail?: string): void {
    if (this.#seen !== undefined) return;
    const now = this.#took();
    this.#measure(now);
    const stage = this.#stage();
    this.#seen = {
      stage: end === 'done' && stage === 'answer' ? 'done' : stage,
      end,
      ...(detail === undefined ? {} : { detail: detail.slice(0, DETAIL_LENGTH) }),
      ...(this.#alert === undefined ? {} : { alert: this.#alert }),
      ...(this.#tlsMs === undefined ? {} : { tlsMs: this.#tlsMs }),
      ...(this.#firstByteMs === undefined ? {} : { firstByteMs: this.#firstByteMs }),
      tookMs: now,
      stallMs: this.#progress.longest(now),
      ...(this.#info === undefined ? {} : { info: this.#info.figures }),
      ...(this.#response === undefined ? {} : { http: this.#httpSeen(this.#response) }),
      ...(this.#tls === undefined ? {} : { tls: this.#tls }),
    };
    // Nobody is to go on sending, here or there, what no longer matters: that would be in the way of what is asked next.
    this.#stream.destroy();
    this.#transport.close(end === 'done' && this.#seen.stage === 'done' && !this.#isCutShort() ? 'finish' : 'reset');
    this.#settle();
  }
  seen(): Omit<ExchangeSeen, 'kind'> {
    if (this.#seen === undefined) throw new Error('an exchange that has not ended was looked at');
    return this.#seen;
  }

  /** The bytes that were received by now. */
  #measure(now: Millis): number {
    this.#info = this.#transport.info() ?? this.#info;
    const { stream } = this.#transport;
    const received = Math.max(this.#info?.figures.bytesReceived ?? 0, stream.bytesRead);
    const acked = this.#info?.figures.bytesAcked ?? stream.bytesWritten - stream.writableLength;
    this.#progress.look(now, received + acked);
    return received;
  }
  #stage(): ExchangeSeen['stage'] {
    if (this.#ask.tls !== undefined && this.#tlsMs === undefined) return 'tls';
    if (this.#ask.http === undefined) return 'answer';
    return this.#isUploaded() ? 'answer' : 'upload';
  }
  /** The whole request is said, and acknowledged. */
  #isUploaded(): boolean {
    if (!this.#isSaid || this.#stream.writableLength > 0 || this.#transport.stream.writableLength > 0) return false;
    return this.#info?.isAllAcked ?? true;
  }
  #isCutShort(): boolean {
    return this.#response !== undefined && !this.#response.complete;
  }
  #listen(stream: Socket): void {
    stream.on('error', (error: NodeJS.ErrnoException) => this.#fail(error));
    stream.once('close', () => {
      // Node closes its side after the answer; the kernel may still have some of the request to send.
      if (!this.#isAnswered) this.finish(this.#closing());
      else if (this.#transport.info() === undefined) this.finish('done');
      else this.look();
    });
  }
  /** Whose end it was, where no error tells. */
  #closing(): End {
    return (this.#transport.info() ?? this.#info)?.state === TCP_CLOSE ? 'reset' : 'closed';
  }
  #fail(error: NodeJS.ErrnoException): void {
    const code = error.code ?? '';
    // After the answer the server need not take the rest of the request.
    if (this.#isAnswered) this.finish('done', error.message);
    else if (error.errno !== undefined && code !== 'EPROTO') this.finish(reasonOf(code) ?? 'closed', error.message);
    else if (code.startsWith('HPE_')) this.finish('garbage', error.message);
    else if (/^ERR_(SSL|TLS|OSSL)|^EPROTO$/.test(code) || 'library' in error) {
      // OpenSSL tells the number of an alert that came at the end of its message alone.
      const number = /SSL alert number (\d{1,3})$/m.exec(error.message)?.[1];
      if (number !== undefined) this.#alert = Number(number);
      this.finish('tls-failed', 'reason' in error ? String(error.reason) : error.message);
    }
    // Without a system's error number it is Node's own word for an end that came too early.
    else this.finish(this.#closing(), error.message);
  }
  #secure(name: string | null): void {
    const { to, http } = this.#ask;
    const stream: TLSSocket = secure(this.#transport.stream, { to, name, isHttp: http !== undefined }, () => {
      if (this.#seen !== undefined) return;
      this.#tlsMs = this.#took();
      this.#tls = tlsSeen(stream);
      this.#request();
    });
    this.#stream = stream;
    this.#listen(stream);
  }
  #request(): void {
    const { http } = this.#ask;
    if (http === undefined) {
      this.finish('done');
      return;
    }
    const request = requestOver(this.#stream, http, () => {
      this.#isSaid = true;
    });
    request.once('socket', () => this.#stream.once('data', () => (this.#firstByteMs ??= this.#took())));
    request.on('error', (error: NodeJS.ErrnoException) => this.#fail(error));
    request.on('information', () => {
      this.#informational += 1;
      if (this.#informational > MOST_INFORMATIONAL) this.finish('garbage', 'informational answers without end');
    });
    request.once('upgrade', (response) => this.#answer(response));
    request.once('response', (response) => this.#answer(response));
  }
  #answer(response: IncomingMessage): void {
    this.#response = response;
    const { mostBytes } = this.#ask;
    const answered = (): void => {
      this.#isAnswered = true;
      // Of an upload's answer no more is wanted than that it came: what is not read does not go on coming.
      response.pause();
      this.look();
    };
    if (response.statusCode === 101 || mostBytes === 0) {
      answered();
      return;
    }
    response.on('data', (bytes: Buffer) => {
      if (this.#isAnswered) return;
      const kept = bytes.subarray(0, mostBytes - this.#bodyBytes);
      this.#hash.update(kept);
      if (this.#ask.http?.keepsBody === true) this.#kept.push(kept);
      this.#bodyBytes += kept.length;
      if (this.#bodyBytes >= mostBytes) answered();
    });
    response.once('end', answered);
    response.on('error', (error: NodeJS.ErrnoException) => this.#fail(error));
  }
  #httpSeen(response: IncomingMessage): NonNullable<ExchangeSeen['http']> {
    const { location } = response.headers;
    return {
      status: response.statusCode ?? 0,
      ...(location === undefined ? {} : { location: location.slice(0, 2_000) }),
      bodyBytes: this.#bodyBytes,
      bodyHash: this.#hash.copy().digest('hex'),
      ...(this.#ask.http?.keepsBody === true ? { body: Buffer.concat(this.#kept).toString('utf8') } : {}),
    };
  }
}
