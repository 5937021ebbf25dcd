import { addressText, type Address } from '../domain/address.ts';

/**
 * Questions to Linux's routing, and its answers (rtnetlink(7), linux/rtnetlink.h, linux/if_link.h). Numbers stand in
 * the order of the machine, which here is little-endian.
 */
export interface RouteQuestion {
  readonly to: Address;
  /** Interface's index; 0: any. */
  readonly device: number;
  readonly source: Address | undefined;
  readonly mark: number | undefined;
}
export interface RouteAnswer {
  /** Interface's index. */
  readonly device: number;
  readonly gateway?: string;
  /** The address is this machine's own. */
  readonly isSelf: boolean;
  /** Of what the kernel has learned of the way: hundredths of a second until it forgets. */
  readonly expires: number;
}
export interface LinkAnswer {
  readonly name: string;
  readonly mtu: number;
}

const RTM_NEWLINK = 16;
const RTM_GETLINK = 18;
const RTM_NEWROUTE = 24;
const RTM_GETROUTE = 26;
const NLM_F_REQUEST = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const RTN_LOCAL = 2;
const [RTA_DST, RTA_SRC, RTA_OIF, RTA_GATEWAY, RTA_CACHEINFO, RTA_MARK, RTA_VIA] = [1, 2, 4, 5, 12, 16, 18] as const;
const [IFLA_IFNAME, IFLA_MTU] = [3, 4] as const;
const HEADER = 16; // struct nlmsghdr: length, type, flags, sequence, port
const ROUTE = 12; // struct rtmsg
const LINK = 16; // struct ifinfomsg
const EXPIRES_AT = 8; // in struct rta_cacheinfo

const message = (
  type: number,
  body: Uint8Array,
  attributes: readonly (readonly [number, Uint8Array])[],
): Uint8Array => {
  const padded = attributes.map(([, value]) => (4 + value.length + 3) & ~3);
  const out = new Uint8Array(HEADER + body.length + padded.reduce((a, b) => a + b, 0));
  const view = new DataView(out.buffer);
  view.setUint32(0, out.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, NLM_F_REQUEST, true);
  out.set(body, HEADER);
  let at = HEADER + body.length;
  for (const [i, [kind, value]] of attributes.entries()) {
    view.setUint16(at, 4 + value.length, true);
    view.setUint16(at + 2, kind, true);
    out.set(value, at + 4);
    at += padded[i] ?? 0;
  }
  return out;
};
const u32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
};

/** By which way a packet to that address leaves this machine. */
export const routeQuestion = ({ to, device, source, mark }: RouteQuestion): Uint8Array => {
  const body = new Uint8Array(ROUTE);
  body[0] = to.family === 4 ? AF_INET : AF_INET6;
  body[1] = to.bytes.length * 8;
  if (source !== undefined) body[2] = source.bytes.length * 8;
  return message(RTM_GETROUTE, body, [
    [RTA_DST, to.bytes],
    ...(source === undefined ? [] : ([[RTA_SRC, source.bytes]] as const)),
    ...(device === 0 ? [] : ([[RTA_OIF, u32(device)]] as const)),
    ...(mark === undefined ? [] : ([[RTA_MARK, u32(mark)]] as const)),
  ]);
};
export const linkQuestion = (device: number): Uint8Array => {
  const body = new Uint8Array(LINK);
  body.set(u32(device), 4);
  return message(RTM_GETLINK, body, []);
};

/** The attributes from `from` on, as far as they fit; each kind's last one. */
const attributesOf = (view: DataView, from: number, end: number): ReadonlyMap<number, DataView> => {
  const found = new Map<number, DataView>();
  let at = from;
  while (at + 4 <= end) {
    const length = view.getUint16(at, true);
    if (length < 4 || length > end - at) break;
    // The two highest bits say how it is to be read (NLA_F_NESTED, NLA_F_NET_BYTEORDER).
    const kind = view.getUint16(at + 2, true) & 0x3fff;
    found.set(kind, new DataView(view.buffer, view.byteOffset + at + 4, length - 4));
    at += (length + 3) & ~3;
  }
  return found;
};
/** The attributes of the first message, when it is of that type. */
const answer = (bytes: Uint8Array, type: number, body: number): ReadonlyMap<number, DataView> | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER + body || view.getUint16(4, true) !== type) return undefined;
  const end = Math.min(bytes.length, view.getUint32(0, true));
  return end < HEADER + body ? undefined : attributesOf(view, HEADER + body, end);
};
const numberOf = (view: DataView | undefined): number | undefined =>
  view === undefined || view.byteLength < 4 ? undefined : view.getUint32(0, true);
const addressOf = (view: DataView | undefined, from = 0): string | undefined => {
  if (view === undefined) return undefined;
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice(from);
  if (bytes.length !== 4 && bytes.length !== 16) return undefined;
  return addressText({ family: bytes.length === 4 ? 4 : 6, bytes });
};

/** Undefined for anything else, an error among it: there is no such route. */
export const readRouteAnswer = (bytes: Uint8Array): RouteAnswer | undefined => {
  const found = answer(bytes, RTM_NEWROUTE, ROUTE);
  const device = numberOf(found?.get(RTA_OIF));
  if (found === undefined || device === undefined) return undefined;
  // RTA_VIA: a gateway of the other family, after the number of its family.
  const gateway = addressOf(found.get(RTA_GATEWAY)) ?? addressOf(found.get(RTA_VIA), 2);
  const cache = found.get(RTA_CACHEINFO);
  return {
    device,
    ...(gateway === undefined ? {} : { gateway }),
    isSelf: bytes[HEADER + 7] === RTN_LOCAL,
    expires: cache === undefined || cache.byteLength < EXPIRES_AT + 4 ? 0 : cache.getInt32(EXPIRES_AT, true),
  };
};
export const readLinkAnswer = (bytes: Uint8Array): LinkAnswer | undefined => {
  const found = answer(bytes, RTM_NEWLINK, LINK);
  const name = found?.get(IFLA_IFNAME);
  const mtu = numberOf(found?.get(IFLA_MTU));
  if (name === undefined || mtu === undefined) return undefined;
  const text = Buffer.from(name.buffer, name.byteOffset, name.byteLength).toString('latin1');
  return { name: text.split('\0', 1)[0] ?? '', mtu };
};
