import { parseAddress } from '../../domain/address.ts';
import { echoReplyType } from '../../wire/icmp.ts';
import { systemError, type SystemError } from '../libc/errno.ts';
import type { Libc } from '../libc/libc.ts';
import * as linux from '../libc/linux.ts';
import { Memory } from '../libc/memory.ts';
import { readPort, sockaddrBytes, writeSockaddr } from '../libc/sockaddr.ts';
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
  readonly fd: number;
  readonly #libc: Libc;
  readonly #family: Family;
  readonly #scratch: Memory;
  #ttl = 0;
  #pmtu = -1;

  private constructor(libc: Libc, family: Family, fd: number) {
    this.#libc = libc;
    this.#family = family;
    this.fd = fd;
    this.#scratch = new Memory(libc, 64);
  }
  /** A socket that is ready to send and receive echoes; or why the system gave none. */
  static open(
    libc: Libc,
    family: Family,
    mode: 'datagram' | 'raw',
    binding: Binding,
  ): IcmpSocket | { readonly error: SystemError } {
    const kind = mode === 'raw' ? linux.SOCK_RAW : linux.SOCK_DGRAM;
    const fd = libc.socket(
      family === 4 ? linux.AF_INET : linux.AF_INET6,
      kind | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC,
      family === 4 ? linux.IPPROTO_ICMP : linux.IPPROTO_ICMPV6,
    );
    if (fd < 0) return { error: systemError(libc.errno()) };
    const socket = new IcmpSocket(libc, family, fd);
    const error = socket.#prepare(mode, binding);
    if (error === undefined) return socket;
    socket.close();
    return { error };
  }
  close(): void {
    this.#libc.close(this.fd);
  }
  /** The echo identifier that the kernel gave a datagram socket. */
  identifier(): number {
    this.#scratch.setU32(32, 28);
    this.#libc.getsockname(this.fd, this.#scratch.address(), this.#scratch.address(32));
    return readPort(this.#scratch.view, 0);
  }
  /** Time to live (0: the system's) and path MTU discovery for the sends that follow. */
  shape(ttl: number, pmtu: number): void {
    if (ttl !== this.#ttl) {
      this.#ttl = ttl;
      const value = ttl === 0 ? -1 : ttl;
      if (this.#family === 4) this.#set(linux.SOL_IP, linux.IP_TTL, value);
      else this.#set(linux.SOL_IPV6, linux.IPV6_UNICAST_HOPS, value);
    }
    if (pmtu === this.#pmtu) return;
    this.#pmtu = pmtu;
    if (this.#family === 4) this.#set(linux.SOL_IP, linux.IP_MTU_DISCOVER, pmtu);
    else {
      this.#set(linux.SOL_IPV6, linux.IPV6_MTU_DISCOVER, pmtu);
      this.#set(linux.SOL_IPV6, linux.IPV6_DONTFRAG, pmtu === linux.PMTUDISC_PROBE ? 1 : 0);
    }
  }
  /** Numbers departure stamps from 0 again: after a failed send nobody knows whether the kernel counted it. */
  restartStamps(): void {
    this.#set(linux.SOL_SOCKET, linux.SO_TIMESTAMPING, STAMPS);
    this.#set(linux.SOL_SOCKET, linux.SO_TIMESTAMPING, STAMPS | linux.SOF_OPT_ID);
  }
  /** Takes the error that an earlier packet left on the socket, which would fail the next send. */
  clearError(): void {
    this.#scratch.setU32(4, 4);
    this.#libc.getsockopt(this.fd, linux.SOL_SOCKET, linux.SO_ERROR, this.#scratch.address(), this.#scratch.address(4));
  }

  #prepare(mode: 'datagram' | 'raw', binding: Binding): SystemError | undefined {
    if (binding.device !== undefined && !this.#setText(linux.SOL_SOCKET, linux.SO_BINDTODEVICE, binding.device))
      return this.#failure(`device ${binding.device}`);
    if (binding.mark !== undefined && !this.#set(linux.SOL_SOCKET, linux.SO_MARK, binding.mark))
      return this.#failure(`mark ${binding.mark}`);
    if (!this.#set(linux.SOL_SOCKET, linux.SO_RCVBUFFORCE, RECEIVE_BUFFER))
      this.#set(linux.SOL_SOCKET, linux.SO_RCVBUF, RECEIVE_BUFFER);
    this.#set(linux.SOL_SOCKET, linux.SO_RXQ_OVFL, 1);
    if (this.#family === 4) {
      this.#set(linux.SOL_IP, linux.IP_RECVERR, 1);
      // A raw socket receives the whole IPv4 header anyway.
      if (mode === 'datagram') this.#set(linux.SOL_IP, linux.IP_RECVTTL, 1);
    } else {
      this.#set(linux.SOL_IPV6, linux.IPV6_RECVERR, 1);
      this.#set(linux.SOL_IPV6, linux.IPV6_RECVHOPLIMIT, 1);
    }
    if (mode === 'raw') this.#filter();
    this.restartStamps();
    return mode === 'datagram' || binding.source !== undefined ? this.#bind(binding.source) : undefined;
  }
  /** A raw socket would receive every ICMP packet of the machine; replies are all that it needs. */
  #filter(): void {
    const { view } = this.#scratch;
    const type = echoReplyType(this.#family);
    for (let word = 0; word < 8; word += 1) view.setUint32(4 * word, 0xffff_ffff, true);
    const word = 4 * (type >> 5);
    view.setUint32(word, ~(1 << (type & 31)) >>> 0, true);
    const address = this.#scratch.address();
    if (this.#family === 4) this.#libc.setsockopt(this.fd, linux.SOL_RAW, linux.ICMP_FILTER, address, 4);
    else this.#libc.setsockopt(this.fd, linux.SOL_ICMPV6, linux.ICMPV6_FILTER, address, 32);
  }
  #bind(source: string | undefined): SystemError | undefined {
    const any = this.#family === 4 ? '0.0.0.0' : '::';
    const address = parseAddress(source ?? any);
    if (address?.family !== this.#family)
      return { code: 'EINVAL', detail: `EINVAL: the source ${source ?? any} is no IPv${this.#family} address` };
    const scope = address.zone === undefined ? 0 : this.#libc.ifNametoindex(address.zone);
    writeSockaddr(this.#scratch.view, 0, address, scope);
    const bound = this.#libc.bind(this.fd, this.#scratch.address(), sockaddrBytes(this.#family));
    return bound < 0 ? this.#failure(`source ${source ?? any}`) : undefined;
  }
  #failure(what: string): SystemError {
    const { code, detail } = systemError(this.#libc.errno());
    return { code, detail: `${detail} (${what})` };
  }
  #set(level: number, option: number, value: number): boolean {
    this.#scratch.view.setInt32(0, value | 0, true);
    return this.#libc.setsockopt(this.fd, level, option, this.#scratch.address(), 4) === 0;
  }
  #setText(level: number, option: number, text: string): boolean {
    const bytes = Buffer.from(text);
    if (bytes.length > 15) return this.#setText(level, option, text.slice(0, 15));
    this.#scratch.bytes.fill(0, 0, 16);
    this.#scratch.bytes.set(bytes);
    return this.#libc.setsockopt(this.fd, level, option, this.#scratch.address(), 16) === 0;
  }
}
