import { Reader } from './reader.ts';

/** Handshake messages (RFC 8446, 4; RFC 5246, 7.4). */
export const SERVER_HELLO = 2;
export const CERTIFICATE = 11;
export const SERVER_KEY_EXCHANGE = 12;
export const SERVER_HELLO_DONE = 14;
export const FINISHED = 20;

export const TLS_1_3 = 0x0304;
const SUPPORTED_VERSIONS = 43;
const KEY_SHARE = 51;
const NAMED_CURVE = 3;
/** What a server says in place of a random number to ask for another key share (RFC 8446, 4.1.3). */
const RETRY = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';

export interface ServerHello {
  readonly version: number;
  readonly cipher: number;
  /** The named group (IANA, TLS Supported Groups) of TLS 1.3. */
  readonly group?: number;
  /** It is a HelloRetryRequest: another hello follows. */
  readonly isRetry: boolean;
}

/** Throws a RangeError where it is cut. */
export const serverHello = (body: Uint8Array): ServerHello => {
  const reader = new Reader(body);
  let version = reader.number(2);
  const isRetry = Buffer.from(reader.take(32)).toString('hex') === RETRY;
  reader.vector(1); // the session
  const cipher = reader.number(2);
  reader.take(1); // the compression
  const extensions = new Reader(reader.left > 0 ? reader.vector(2) : new Uint8Array());
  let group: number | undefined;
  while (extensions.left > 0) {
    const type = extensions.number(2);
    const data = new Reader(extensions.vector(2));
    if (type === SUPPORTED_VERSIONS) version = data.number(2);
    else if (type === KEY_SHARE) group = data.number(2);
  }
  return { version, cipher, isRetry, ...(group === undefined ? {} : { group }) };
};

/** The certificates of a Certificate message, in their order (RFC 5246, 7.4.2; RFC 8446, 4.4.2). Throws a RangeError where it is cut. */
export const certificates = (body: Uint8Array, version: number): readonly Uint8Array[] => {
  const reader = new Reader(body);
  const isNew = version >= TLS_1_3;
  if (isNew) reader.vector(1); // the context of a request
  const list = new Reader(reader.vector(3));
  const found: Uint8Array[] = [];
  while (list.left > 0) {
    found.push(list.vector(3));
    if (isNew) list.vector(2); // its extensions
  }
  return found;
};

/** The named group of a ServerKeyExchange (RFC 8422, 5.4); undefined where it names none, as that of finite fields. */
export const exchangeGroup = (body: Uint8Array): number | undefined => {
  const [kind, high = 0, low = 0] = body;
  return kind === NAMED_CURVE && body.length > 2 ? (high << 8) | low : undefined;
};
