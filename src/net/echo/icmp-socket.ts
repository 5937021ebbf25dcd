import type { SystemError } from '../libc/errno.ts';
import { letEchoRepliesIn } from '../libc/icmp-filter.ts';
import type { Libc } from '../libc/libc.ts';
import * as linux from '../libc/linux.ts';
import { Memory } from '../libc/memory.ts';
import { Socket } from '../libc/socket.ts';
import type { Binding, Family } from '../net.ts';

/** Enough for some thousand small packets; the kernel doubles it. */
const RECEIVE_BUFFER = 1 << 21;
const STAMPS = linux.SOF_TX_SOFTWARE | linux.SOF_RX_SOFTWARE | linux.SOF_SOFTWARE | linux.SOF_OPT_TSONLY;

/**
 * A socket that only wants stamps. The kernel stamps arrivals while anybody wants that, and takes some milliseconds to
 * begin: with this one open all the time, the first echo of a new socket has its stamp too. -1 where there is none.
 */
export const keepStamping = (libc: Libc): number => {
  const fd = libc.socket(linux.AF_INET, linux.SOCK_DGRAM | linux.SOCK_CLOEXEC, 0);
  const value = new Memory(libc, 4);
  value.setU32(0, linux.SOF_RX_SOFTWARE);
  libc.setsockopt(fd, linux.SOL_SOCKET, linux.SO_TIMESTAMPING, value.address(), 4);
  return fd;
};

/** An ICMP socket with its options; what it sends and receives is the link's. */
export class IcmpSocket {
  readonly #socket: Socket;
  #ttl = 0;
  #pmtu = -1;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }
  /** A socket that is ready to send and receive echoes; or why the system gave none. */
  static open(
    libc: Libc,
    family: Family,
    mode: 'datagram' | 'raw',
    binding: Binding,
  ): IcmpSocket | { readonly error: SystemError } {
    const type = mode === 'raw' ? linux.SOCK_RAW : linux.SOCK_DGRAM;
    const protocol = family === 4 ? linux.IPPROTO_ICMP : linux.IPPROTO_ICMPV6;
    const socket = Socket.open(libc, { family, type, protocol, binding });
    if ('error' in socket) return socket;
    // A datagram socket is given its identifier when it is bound.
    const isBound = mode === 'raw' || binding.source !== undefined;
    const error = isBound ? undefined : socket.bind(family === 4 ? '0.0.0.0' : '::');
    if (error !== undefined) {
      socket.close();
      return { error };
    }
    const icmp = new IcmpSocket(socket);
    icmp.#prepare(mode);
    return icmp;
  }
  get fd(): number {
    return this.#socket.fd;
  }
  close(): void {
    this.#socket.close();
  }
  /** The echo identifier that the kernel gave a datagram socket. */
  identifier(): number {
    return this.#socket.local()?.port ?? 0;
  }
  /** Time to live (0: the system's) and path MTU discovery for the sends that follow. */
  shape(ttl: number, pmtu: number): void {
    const socket = this.#socket;
    if (ttl !== this.#ttl) {
      this.#ttl = ttl;
      const value = ttl === 0 ? -1 : ttl;
      if (socket.family === 4) socket.set(linux.SOL_IP, linux.IP_TTL, value);
      else socket.set(linux.SOL_IPV6, linux.IPV6_UNICAST_HOPS, value);
    }
    if (pmtu === this.#pmtu) return;
    this.#pmtu = pmtu;
    if (socket.family === 4) socket.set(linux.SOL_IP, linux.IP_MTU_DISCOVER, pmtu);
    else {
      socket.set(linux.SOL_IPV6, linux.IPV6_MTU_DISCOVER, pmtu);
      socket.set(linux.SOL_IPV6, linux.IPV6_DONTFRAG, pmtu === linux.PMTUDISC_PROBE ? 1 : 0);
    }
  }
  /** Numbers departure stamps from 0 again: after a failed send nobody knows whether the kernel counted it. */
  restartStamps(): void {
    this.#socket.set(linux.SOL_SOCKET, linux.SO_TIMESTAMPING, STAMPS);
    this.#socket.set(linux.SOL_SOCKET, linux.SO_TIMESTAMPING, STAMPS | linux.SOF_OPT_ID);
  }
  /** Takes the error that an earlier packet left on the socket, which would fail the next send. */
  clearError(): void {
    this.#socket.takeError();
  }

  #prepare(mode: 'datagram' | 'raw'): void {
    const socket = this.#socket;
    if (!socket.set(linux.SOL_SOCKET, linux.SO_RCVBUFFORCE, RECEIVE_BUFFER))
      socket.set(linux.SOL_SOCKET, linux.SO_RCVBUF, RECEIVE_BUFFER);
    socket.set(linux.SOL_SOCKET, linux.SO_RXQ_OVFL, 1);
    if (socket.family === 4) {
      socket.set(linux.SOL_IP, linux.IP_RECVERR, 1);
      // A raw socket receives the whole IPv4 header anyway.
      if (mode === 'datagram') socket.set(linux.SOL_IP, linux.IP_RECVTTL, 1);
    } else {
      socket.set(linux.SOL_IPV6, linux.IPV6_RECVERR, 1);
      socket.set(linux.SOL_IPV6, linux.IPV6_RECVHOPLIMIT, 1);
    }
    if (mode === 'raw') letEchoRepliesIn(socket);
    this.restartStamps();
  }
}
