import { addressText, type Address } from '../../domain/address.ts';
import { AF_INET, AF_INET6 } from './linux.ts';

/** sizeof sockaddr_in and sockaddr_in6. */
export const sockaddrBytes = (family: 4 | 6): number => (family === 4 ? 16 : 28);
/** Where the address itself starts, and how long it is. */
export const addressAt = (family: 4 | 6): number => (family === 4 ? 4 : 8);
export const addressBytes = (family: 4 | 6): number => (family === 4 ? 4 : 16);

/** Writes a sockaddr. `scope` is the interface's index of a link-local IPv6 address, else 0. */
export const writeSockaddr = (view: DataView, at: number, address: Address, scope: number, port = 0): void => {
  const { family, bytes } = address;
  for (let i = 0; i < sockaddrBytes(family); i += 1) view.setUint8(at + i, 0);
  view.setUint16(at, family === 4 ? AF_INET : AF_INET6, true);
  view.setUint16(at + 2, port, false);
  for (const [i, byte] of bytes.entries()) view.setUint8(at + addressAt(family) + i, byte);
  if (family === 6) view.setUint32(at + 24, scope, true);
};

/** The address in a sockaddr as text; undefined for another family or when it does not fit. */
export const readSockaddr = (view: DataView, at: number, end: number): string | undefined => {
  if (end > view.byteLength || end - at < 2) return undefined;
  const number = view.getUint16(at, true);
  const family = number === AF_INET ? 4 : 6;
  if (family === 6 && number !== AF_INET6) return undefined;
  const from = at + addressAt(family);
  if (from + addressBytes(family) > end) return undefined;
  const bytes = new Uint8Array(view.buffer, view.byteOffset + from, addressBytes(family));
  return addressText({ family, bytes });
};

/** For an ICMP socket of the datagram kind the port is the echo identifier (net/ipv4/ping.c). */
export const readPort = (view: DataView, at: number): number => view.getUint16(at + 2, false);
