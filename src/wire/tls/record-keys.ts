import { createDecipheriv, createHmac, type CipherGCMTypes } from 'node:crypto';

import type { TlsRecord } from './records.ts';

interface Suite {
  readonly cipher: CipherGCMTypes | 'chacha20-poly1305';
  readonly keyBytes: number;
  readonly hash: 'sha256' | 'sha384';
}
/** Of TLS 1.3 (RFC 8446, B.4); those with CCM are offered by nobody here. */
const SUITES = new Map<number, Suite>([
  [0x1301, { cipher: 'aes-128-gcm', keyBytes: 16, hash: 'sha256' }],
  [0x1302, { cipher: 'aes-256-gcm', keyBytes: 32, hash: 'sha384' }],
  [0x1303, { cipher: 'chacha20-poly1305', keyBytes: 32, hash: 'sha256' }],
]);
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a record of TLS 1.3 is within (RFC 8446, 5.2). */
export interface Opened {
  readonly type: number;
  readonly content: Uint8Array;
}
/** Opens records in their order; undefined: it is none of these keys. */
export type OpenRecord = (record: TlsRecord) => Opened | undefined;

/** HKDF-Expand-Label without a context (RFC 8446, 7.1), of one block of the hash at most. */
export const expandLabel = (hash: string, secret: Uint8Array, label: string, length: number): Uint8Array => {
  const full = Buffer.from(`tls13 ${label}`, 'latin1');
  const info = Buffer.concat([Uint8Array.of(length >> 8, length & 0xff, full.length), full, Uint8Array.of(0, 1)]);
  return createHmac(hash, secret).update(info).digest().subarray(0, length);
};

/** With the traffic secret of one direction (RFC 8446, 7.3) and the suite by its number; undefined for one that is not known. */
export const recordKeys = (suite: number, secret: Uint8Array): OpenRecord | undefined => {
  const known = SUITES.get(suite);
  if (known === undefined) return undefined;
  const { cipher, keyBytes, hash } = known;
  const key = expandLabel(hash, secret, 'key', keyBytes);
  const iv = expandLabel(hash, secret, 'iv', IV_BYTES);
  let sequence = 0;
  return ({ header, fragment }) => {
    if (fragment.length <= TAG_BYTES) return undefined;
    const nonce = Buffer.from(iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(IV_BYTES - 4) ^ sequence) >>> 0, IV_BYTES - 4);
    sequence += 1;
    const sealed = fragment.subarray(0, -TAG_BYTES);
    // Node has one signature for each kind of cipher, and both kinds take the same.
    const decipher = createDecipheriv(cipher as 'chacha20-poly1305', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(header, { plaintextLength: sealed.length }).setAuthTag(fragment.subarray(-TAG_BYTES));
    try {
      return inner(Buffer.concat([decipher.update(sealed), decipher.final()]));
    } catch {
      return undefined;
    }
  };
};

/** The type is the last byte that is not padding. */
const inner = (plain: Uint8Array): Opened | undefined => {
  const end = plain.findLastIndex((byte) => byte !== 0);
  return end === -1 ? undefined : { type: plain[end] ?? 0, content: plain.subarray(0, end) };
};
