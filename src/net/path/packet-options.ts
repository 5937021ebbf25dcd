import type { Packets } from '../../domain/ask.ts';
import { letEchoRepliesIn } from '../libc/icmp-filter.ts';
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
  if (isRawIcmp) letEchoRepliesIn(socket);
};
