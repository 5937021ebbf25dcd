import { parseAddress } from '../../src/domain/address.ts';

const MAGIC = [0x21, 0x12, 0xa4, 0x42];
/** A message of one attribute to whoever sent `request`, whose transaction it repeats. */
const answer = (request: Uint8Array, type: number, kind: number, value: readonly number[]): Uint8Array => {
  const padded = [...value, ...Array.from({ length: (4 - (value.length % 4)) % 4 }, () => 0)];
  const head = [type >> 8, type & 0xff, 0, 4 + padded.length];
  const attribute = [kind >> 8, kind & 0xff, 0, value.length];
  return Uint8Array.from([...head, ...MAGIC, ...request.subarray(8, 20), ...attribute, ...padded]);
};

/** What a STUN server says that sees us come from there (RFC 8489, 14.2). */
export const stunAnswer = (request: Uint8Array, address: string, port: number): Uint8Array => {
  const { family, bytes } = parseAddress(address) ?? {};
  if (bytes === undefined) throw new TypeError(`not a numeric address: ${address}`);
  const key = [...MAGIC, ...request.subarray(8, 20)];
  const xored = [...bytes].map((b, i) => b ^ (key[i] ?? 0));
  const ports = [(port >> 8) ^ 0x21, (port & 0xff) ^ 0x12];
  return answer(request, 0x0101, 0x20, [0, family === 4 ? 1 : 2, ...ports, ...xored]);
};
/** What it says where it does not like the request (14.8). */
export const stunError = (request: Uint8Array, code: number, reason: string): Uint8Array =>
  answer(request, 0x0111, 0x09, [0, 0, Math.floor(code / 100), code % 100, ...Buffer.from(reason)]);
