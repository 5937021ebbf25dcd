import type { Packets } from '../../domain/ask.ts';
import { echoReplyType } from '../../wire/icmp.ts';
import * as linux from '../libc/linux.ts';
import type { Socket } from '../libc/socket.ts';

/** DF, TTL, and that errors, the TTL and the fragments of what comes are told. */
export const shapePackets = (socket: Socket, { df, ttl }: Packets, isRawIcmp: boolean): void => {
  // PROBE goes on sending what is larger than the path is believed to take, up to the own link's MTU.
  const discover = df === 'set' ? linux.PMTUDISC_PROBE : linux.PMTUDISC_DONT;
  if (socket.family === 4) {
    socket.set(linux.SOL_IP, linux.IP_MTU_DISCOVER, discover);
    socket.set(linux.SOL_IP, linux.IP_RECVERR, 1);
    socket.set(linux.SOL_IP, linux.IP_RECVTTL, 1);
    socket.set(linux.SOL_IP, linux.IP_RECVFRAGSIZE, 1);
    if (ttl !== undefined) socket.set(linux.SOL_IP, linux.IP_TTL, ttl);
  } else {
    socket.set(linux.SOL_IPV6, linux.IPV6_MTU_DISCOVER, discover);
    socket.set(linux.SOL_IPV6, linux.IPV6_DONTFRAG, df === 'set' ? 1 : 0);
    socket.set(linux.SOL_IPV6, linux.IPV6_RECVERR, 1);
    socket.set(linux.SOL_IPV6, linux.IPV6_RECVHOPLIMIT, 1);
    socket.set(linux.SOL_IPV6, linux.IPV6_RECVFRAGSIZE, 1);
    if (ttl !== undefined) socket.set(linux.SOL_IPV6, linux.IPV6_UNICAST_HOPS, ttl);
  }
  if (isRawIcmp) filterReplies(socket);
};

/** A raw socket would receive every ICMP packet of the machine; echo replies are all that it needs. */
const filterReplies = (socket: Socket): void => {
  const type = echoReplyType(socket.family);
  const blocked = new Uint8Array(32).fill(0xff);
  const byte = type >> 3; // words of 32 bits, the lowest byte first
  blocked[byte] = 0xff & ~(1 << (type & 7));
  if (socket.family === 4) socket.setBytes(linux.SOL_RAW, linux.ICMP_FILTER, blocked.subarray(0, 4));
  else socket.setBytes(linux.SOL_ICMPV6, linux.ICMPV6_FILTER, blocked);
};

/** When the kernel sent and received: software stamps, that of the sending on the error queue. */
export const wantStamps = (socket: Socket): void => {
  const stamps = linux.SOF_TX_SOFTWARE | linux.SOF_RX_SOFTWARE | linux.SOF_SOFTWARE | linux.SOF_OPT_TSONLY;
  socket.set(linux.SOL_SOCKET, linux.SO_TIMESTAMPING, stamps);
};
