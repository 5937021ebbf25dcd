import { parseAddress } from '../domain/address.ts';

/**
 * What a PCP server says to an ANNOUNCE (RFC 6887, 14.1): that it is there. Its outer address it would tell only in the
 * answer to MAP or PEER, which make a mapping (11.1, 12.1): neither is ever sent.
 */
export interface PcpAnswer {
  /** 2; 0 where it speaks NAT-PMP alone; with result 1 the highest that it speaks (9). */
  readonly version: number;
  /** 0: success (7.4). */
  readonly code: number;
  readonly reason: string;
  /** Since it lost its mappings, most often since it started (8.5). */
  readonly epochSeconds: number;
}

const [VERSION, ANNOUNCE, IS_ANSWER] = [2, 0, 0x80] as const;
const HEADER = 24;
const MOST = 1_100;
const UNSUPPORTED_VERSION = 1;
const REASONS = [
  'success',
  'it does not speak this version',
  'it is not allowed',
  'it could not read the request',
  'it does not know the question',
  'it does not know an option',
  'it could not read an option',
  'it has no network (no address of its own, perhaps)',
  'it is out of resources',
  'it does not know the protocol',
  'too much was asked of it',
  'it has no such outer address',
  'the request comes from another address than it says: something between translates',
  'too many peers were named',
] as const;

/** Asks whether a server is there, and changes nothing. `client`: the address that it is sent from. Throws where that is none. */
export const announceRequest = (client: string): Uint8Array => {
  const address = parseAddress(client);
  if (address === undefined) throw new TypeError(`not a numeric address: ${client}`);
  const out = new Uint8Array(HEADER);
  out.set([VERSION, ANNOUNCE]);
  // IPv4 as ::ffff:a.b.c.d (5).
  if (address.family === 4) out.set([0xff, 0xff], 18);
  out.set(address.bytes, HEADER - address.bytes.length);
  return out;
};

/** The answer to that; undefined for anything else. */
export const readPcpAnswer = (bytes: Uint8Array): PcpAnswer | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || bytes.length > MOST || bytes[1] !== (IS_ANSWER | ANNOUNCE)) return undefined;
  const version = view.getUint8(0);
  // NAT-PMP's answer has two bytes of result and is short (RFC 6886, 3.5).
  const isNatPmp = version === 0;
  const code = isNatPmp ? view.getUint16(2) : view.getUint8(3);
  if (version !== VERSION && code !== UNSUPPORTED_VERSION) return undefined;
  if (!isNatPmp && (bytes.length < HEADER || bytes.length % 4 !== 0)) return undefined;
  const epochSeconds = view.getUint32(isNatPmp ? 4 : 8);
  return { version, code, reason: REASONS[code] ?? `result ${code}`, epochSeconds };
};
