import { echoReplyType } from '../../wire/icmp.ts';
import { ICMP_FILTER, ICMPV6_FILTER, SOL_ICMPV6, SOL_RAW } from './linux.ts';
import type { Socket } from './socket.ts';

/** A raw socket would receive every ICMP packet of the machine: it is left echo replies alone. */
export const letEchoRepliesIn = (socket: Socket): void => {
  const type = echoReplyType(socket.family);
  // struct icmp_filter and icmp6_filter: a set bit keeps a type out; words of 32 bits, the lowest byte first.
  const blocked = new Uint8Array(32).fill(0xff);
  blocked[type >> 3] = 0xff & ~(1 << (type & 7));
  if (socket.family === 4) socket.setBytes(SOL_RAW, ICMP_FILTER, blocked.subarray(0, 4));
  else socket.setBytes(SOL_ICMPV6, ICMPV6_FILTER, blocked);
};
