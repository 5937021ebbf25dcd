import { crc32 } from 'node:zlib';

import { addressText } from '../domain/address.ts';

/** What a STUN server says to a Binding request (RFC 8489). */
export type StunAnswer =
  | {
      readonly kind: 'mapped';
      /** Where the server saw the request come from, canonical. */
      readonly address: string;
      readonly port: number;
      readonly software?: string;
    }
  | {
      readonly kind: 'error';
      /** 300 to 699 (14.8). */
      readonly code: number;
      readonly reason: string;
      readonly software?: string;
    };

export const STUN_PORT = 3478;
export const TRANSACTION_BYTES = 12;

const HEADER = 20;
const MAGIC = Uint8Array.of(0x21, 0x12, 0xa4, 0x42);
const [BINDING_REQUEST, BINDING_SUCCESS, BINDING_ERROR] = [0x0001, 0x0101, 0x0111] as const;
const [MAPPED_ADDRESS, ERROR_CODE, XOR_MAPPED_ADDRESS] = [0x0001, 0x0009, 0x0020] as const;
const [SOFTWARE, FINGERPRINT] = [0x8022, 0x8028] as const;
const FINGERPRINT_XOR = 0x5354554e;
/** SOFTWARE and reason phrases are 127 characters at most (14.8, 14.14). */
const MOST_CHARACTERS = 127;

/** Asks a server from where it sees us; the 12 bytes of the transaction must be random (5). */
export const bindingRequest = (transaction: Uint8Array): Uint8Array => {
  if (transaction.length !== TRANSACTION_BYTES)
    throw new RangeError(`a transaction of ${transaction.length} bytes, not ${TRANSACTION_BYTES}`);
  const out = new Uint8Array(HEADER);
  new DataView(out.buffer).setUint16(0, BINDING_REQUEST);
  out.set(MAGIC, 4);
  out.set(transaction, 8);
  return out;
};

/**
 * The answer to that transaction; undefined for anything else. Attributes that are not known are passed over, also those
 * that must be understood (6.3.3): servers of RFC 3489 send some, and none of them changes what the address means.
 */
export const readStunAnswer = (bytes: Uint8Array, transaction: Uint8Array): StunAnswer | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint16(2) !== bytes.length - HEADER || bytes.length % 4 !== 0) return undefined;
  const key = Uint8Array.of(...MAGIC, ...transaction);
  if (!key.every((b, i) => bytes[4 + i] === b)) return undefined;
  const found = attributesOf(bytes, view);
  if (found === undefined) return undefined;
  const named = found.get(SOFTWARE);
  const software = named === undefined ? {} : { software: textOf(named) };
  const type = view.getUint16(0);
  if (type === BINDING_ERROR) {
    const error = errorOf(found.get(ERROR_CODE));
    return error === undefined ? undefined : { kind: 'error', ...error, ...software };
  }
  if (type !== BINDING_SUCCESS) return undefined;
  const mapped = addressOf(found.get(XOR_MAPPED_ADDRESS), key) ?? addressOf(found.get(MAPPED_ADDRESS), undefined);
  return mapped === undefined ? undefined : { kind: 'mapped', ...mapped, ...software };
};

/** Each kind's first (14), up to a FINGERPRINT, which must be right; undefined where they do not fit. */
const attributesOf = (bytes: Uint8Array, view: DataView): ReadonlyMap<number, Uint8Array> | undefined => {
  const found = new Map<number, Uint8Array>();
  for (let at = HEADER; at < bytes.length;) {
    const kind = view.getUint16(at);
    const length = view.getUint16(at + 2);
    if (length > bytes.length - at - 4) return undefined;
    const value = bytes.subarray(at + 4, at + 4 + length);
    if (kind === FINGERPRINT) {
      const wanted = (crc32(bytes.subarray(0, at)) ^ FINGERPRINT_XOR) >>> 0;
      return length === 4 && view.getUint32(at + 4) === wanted ? found : undefined;
    }
    if (!found.has(kind)) found.set(kind, value);
    at += 4 + ((length + 3) & ~3);
  }
  return found;
};

/** MAPPED-ADDRESS (14.1), or, with the magic cookie and the transaction, XOR-MAPPED-ADDRESS (14.2). */
const addressOf = (
  value: Uint8Array | undefined,
  key: Uint8Array | undefined,
): { readonly address: string; readonly port: number } | undefined => {
  const family = value?.[1] === 1 ? 4 : 6;
  if (value === undefined || (family === 6 && value[1] !== 2)) return undefined;
  if (value.length !== (family === 4 ? 8 : 20)) return undefined;
  const plain = (from: number, to: number): Uint8Array =>
    value.slice(from, to).map((b, i) => b ^ (key === undefined ? 0 : (key[i] ?? 0)));
  const [high = 0, low = 0] = plain(2, 4);
  return { address: addressText({ family, bytes: plain(4, value.length) }), port: (high << 8) | low };
};

/** Class and number, then a phrase (14.8). */
const errorOf = (value: Uint8Array | undefined): { readonly code: number; readonly reason: string } | undefined => {
  if (value === undefined || value.length < 4) return undefined;
  const [hundreds, number] = [(value[2] ?? 0) & 0x7, value[3] ?? 0];
  if (hundreds < 3 || hundreds > 6 || number > 99) return undefined;
  return { code: hundreds * 100 + number, reason: textOf(value.subarray(4)) };
};

/** What is not UTF-8, or not to be shown, as a replacement character. */
const textOf = (bytes: Uint8Array): string =>
  new TextDecoder()
    .decode(bytes)
    .slice(0, MOST_CHARACTERS)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD');
