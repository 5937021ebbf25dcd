import {
  IPV6_HOPLIMIT,
  IPV6_RECVERR,
  IPV6_RECVFRAGSIZE,
  IP_RECVERR,
  IP_RECVFRAGSIZE,
  IP_TTL,
  SOL_IP,
  SOL_IPV6,
  SOL_SOCKET,
  SO_RXQ_OVFL,
  SO_TIMESTAMPING,
} from './linux.ts';

/** What the control messages of one received message said. One object is used again for every message. */
export interface Ancillary {
  /** The software stamp: whole seconds since the epoch (-1: none) and nanoseconds. */
  seconds: number;
  nanos: number;
  /** -1: not told. */
  ttl: number;
  /** The largest fragment of what came in fragments; -1: it came whole, or was not asked for. */
  fragment: number;
  /** How many packets this socket has dropped so far because we read too slowly; -1: not told. */
  dropped: number;
  /** sock_extended_err; origin 0: none. */
  origin: number;
  type: number;
  code: number;
  info: number;
  data: number;
  /** Where the offender's sockaddr starts and ends; 0 and 0: none. */
  offenderAt: number;
  offenderEnd: number;
}

export const emptyAncillary = (): Ancillary => ({
  seconds: -1,
  nanos: 0,
  ttl: -1,
  fragment: -1,
  dropped: -1,
  origin: 0,
  type: 0,
  code: 0,
  info: 0,
  data: 0,
  offenderAt: 0,
  offenderEnd: 0,
});

const reset = (out: Ancillary): void => {
  out.seconds = -1;
  out.ttl = -1;
  out.fragment = -1;
  out.dropped = -1;
  out.origin = 0;
  out.offenderAt = 0;
  out.offenderEnd = 0;
};

// struct cmsghdr on 64-bit: length 0 (the header included), level 8, type 12, data 16; each padded to 8.
const HEADER = 16;
// struct sock_extended_err: errno 0, origin 4, type 5, code 6, info 8, data 12; the offender's sockaddr follows.
const EXTENDED_ERROR = 16;

const readOne = (view: DataView, level: number, type: number, at: number, end: number, out: Ancillary): void => {
  const bytes = end - at;
  if (level === SOL_SOCKET && type === SO_TIMESTAMPING) {
    if (bytes < 16) return;
    out.seconds = view.getUint32(at, true) + view.getUint32(at + 4, true) * 0x1_0000_0000;
    out.nanos = view.getUint32(at + 8, true);
    // All zero: the kernel had no software stamp for it.
    if (out.seconds === 0) out.seconds = -1;
  } else if (level === SOL_SOCKET && type === SO_RXQ_OVFL) {
    if (bytes >= 4) out.dropped = view.getUint32(at, true);
  } else if ((level === SOL_IP && type === IP_TTL) || (level === SOL_IPV6 && type === IPV6_HOPLIMIT)) {
    if (bytes >= 4) out.ttl = view.getUint32(at, true) & 0xff;
  } else if ((level === SOL_IP && type === IP_RECVFRAGSIZE) || (level === SOL_IPV6 && type === IPV6_RECVFRAGSIZE)) {
    if (bytes >= 4) out.fragment = view.getInt32(at, true);
  } else if ((level === SOL_IP && type === IP_RECVERR) || (level === SOL_IPV6 && type === IPV6_RECVERR)) {
    if (bytes < EXTENDED_ERROR) return;
    out.origin = view.getUint8(at + 4);
    out.type = view.getUint8(at + 5);
    out.code = view.getUint8(at + 6);
    out.info = view.getUint32(at + 8, true);
    out.data = view.getUint32(at + 12, true);
    if (bytes > EXTENDED_ERROR) {
      out.offenderAt = at + EXTENDED_ERROR;
      out.offenderEnd = end;
    }
  }
};

/** Reads the control messages in `view[from, from + length)`. Stops at the first that does not fit; never throws. */
export const readControl = (view: DataView, from: number, length: number, out: Ancillary): void => {
  reset(out);
  const end = Math.min(view.byteLength, from + length);
  let at = from;
  while (at + HEADER <= end) {
    const size = view.getUint32(at, true);
    if (size < HEADER || size > end - at || view.getUint32(at + 4, true) !== 0) return;
    readOne(view, view.getUint32(at + 8, true), view.getUint32(at + 12, true), at + HEADER, at + size, out);
    at += (size + 7) & ~7;
  }
};
