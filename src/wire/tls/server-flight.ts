import {
  CERTIFICATE,
  certificates,
  exchangeGroup,
  FINISHED,
  SERVER_HELLO,
  SERVER_HELLO_DONE,
  SERVER_KEY_EXCHANGE,
  serverHello,
  TLS_1_3,
  type ServerHello,
} from './messages.ts';
import { recordKeys, type OpenRecord } from './record-keys.ts';
import { APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE, recordsOf } from './records.ts';

/** What a server said while TLS was set up, as far as it can be read. */
export interface ServerFlight {
  readonly version?: number;
  readonly cipher?: number;
  /** By its number (wire/tls/groups.ts). */
  readonly group?: number;
  /** As they were sent; undefined where no Certificate message was read. */
  readonly chain?: readonly Uint8Array[];
  /** It asked for another key share first. */
  readonly isRetried: boolean;
}
/** A message is at most so long: a certificate list has three bytes for its length, OpenSSL takes 100 KiB of it. */
const MOST_MESSAGE = 1 << 20;

/**
 * Reads the bytes of a server from its first on (RFC 8446, 4; RFC 5246, 7.3). `secret` is SERVER_HANDSHAKE_TRAFFIC_SECRET of
 * TLS 1.3; without it what is encrypted stays so. Never throws: where it is not understood it ends, with what was read by then.
 */
export const serverFlight = (bytes: Uint8Array, secret: Uint8Array | undefined): ServerFlight => {
  const flight = new Flight(secret);
  try {
    for (const record of recordsOf(bytes)) {
      if (record.type === HANDSHAKE) flight.take(record.fragment);
      else if (record.type === APPLICATION_DATA) {
        const opened = flight.open?.(record);
        if (opened === undefined) break;
        if (opened.type === HANDSHAKE) flight.take(opened.content);
      } else if (record.type === CHANGE_CIPHER_SPEC && !flight.isNew) break;
      if (flight.isOver) break;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return flight.seen();
};

class Flight {
  open: OpenRecord | undefined;
  isOver = false;
  readonly #secret: Uint8Array | undefined;
  #hello: ServerHello | undefined;
  #isRetried = false;
  #group: number | undefined;
  #chain: readonly Uint8Array[] | undefined;
  /** Of a message that is not whole yet. */
  #rest: Uint8Array[] = [];
  #restBytes = 0;
  #wanted = 4;

  constructor(secret: Uint8Array | undefined) {
    this.#secret = secret;
  }
  get isNew(): boolean {
    return (this.#hello?.version ?? 0) >= TLS_1_3;
  }
  seen(): ServerFlight {
    const hello = this.#hello;
    const group = this.#group ?? hello?.group;
    return {
      isRetried: this.#isRetried,
      ...(hello === undefined ? {} : { version: hello.version, cipher: hello.cipher }),
      ...(group === undefined ? {} : { group }),
      ...(this.#chain === undefined ? {} : { chain: this.#chain }),
    };
  }
  /** A message may go over several records, and a record may have several. */
  take(fragment: Uint8Array): void {
    this.#rest.push(fragment);
    this.#restBytes += fragment.length;
    if (this.#restBytes < this.#wanted) return;
    let bytes: Uint8Array = Buffer.concat(this.#rest);
    for (;;) {
      const [type = 0, high = 0, middle = 0, low = 0] = bytes;
      const length = bytes.length < 4 ? 0 : (high << 16) | (middle << 8) | low;
      if (length > MOST_MESSAGE) throw new RangeError('longer than any message');
      this.#wanted = 4 + length;
      if (bytes.length < this.#wanted || this.isOver) break;
      this.#message(type, bytes.subarray(4, this.#wanted));
      bytes = bytes.subarray(this.#wanted);
    }
    this.#rest = [bytes];
    this.#restBytes = bytes.length;
  }
  #message(type: number, body: Uint8Array): void {
    if (type === SERVER_HELLO) {
      this.#hello = serverHello(body);
      this.#isRetried ||= this.#hello.isRetry;
      if (this.isNew && !this.#hello.isRetry && this.#secret !== undefined)
        this.open = recordKeys(this.#hello.cipher, this.#secret);
    } else if (this.#hello === undefined) this.isOver = true;
    else if (type === CERTIFICATE) this.#chain ??= certificates(body, this.#hello.version);
    else if (type === SERVER_KEY_EXCHANGE) this.#group = exchangeGroup(body);
    else if (type === SERVER_HELLO_DONE || type === FINISHED) this.isOver = true;
  }
}
