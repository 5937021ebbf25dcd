import type { IcmpSaid } from '../../domain/ask.ts';
import type { Address } from '../../domain/address.ts';
import { icmpReason } from '../../wire/icmp.ts';
import { readTcpInfo, TCP_CLOSE, TCP_INFO_BYTES, TCP_SYN_SENT, type TcpInfo } from '../../wire/tcp-info.ts';
import { systemError, type SystemError } from '../libc/errno.ts';
import { Inbox } from '../libc/inbox.ts';
import type { Libc } from '../libc/libc.ts';
import * as linux from '../libc/linux.ts';
import { Socket } from '../libc/socket.ts';
import type { Binding } from '../net.ts';

export interface TcpOptions {
  readonly to: Address;
  readonly port: number;
  readonly binding: Binding;
  /** What the SYN offers, and the most that is sent. */
  readonly mss?: number;
  readonly ttl?: number;
  /** About so much may be under way to us, whatever is read (SO_RCVBUF). Left out: as the system grows it. */
  readonly window?: number;
  /** In classic BPF, of what is let in. */
  readonly filter?: Uint8Array;
  /** What arrives with a smaller TTL is not let in. */
  readonly leastTtl?: number;
}
/** An ICMP error about the connection, with what it quotes of ours from the TCP header on. */
export interface TcpError {
  readonly icmp: IcmpSaid;
  readonly quote: Uint8Array;
}
/** Some systems let only privileged processes attach one: the code of the error then. */
export const NO_FILTER = 'no-filter';
/** Bytes of a quote that are kept: the longest TCP header. */
const QUOTE_BYTES = 60;

/** A TCP connection that this process makes by itself, step by step, and never waits for. */
export class TcpSocket {
  readonly socket: Socket;
  readonly #libc: Libc;

  private constructor(libc: Libc, socket: Socket) {
    this.#libc = libc;
    this.socket = socket;
  }
  /** On its way to be connected; or why the system does not even begin. */
  static connect(libc: Libc, options: TcpOptions): TcpSocket | { readonly error: SystemError } {
    const { to, port, binding, mss, ttl, window, filter, leastTtl } = options;
    const kind = { family: to.family, type: linux.SOCK_STREAM, protocol: linux.IPPROTO_TCP, binding };
    const socket = Socket.open(libc, kind);
    if ('error' in socket) return socket;
    const tcp = new TcpSocket(libc, socket);
    const failed = (error: SystemError): { readonly error: SystemError } => {
      socket.close();
      return { error };
    };
    if (mss !== undefined && !socket.set(linux.SOL_TCP, linux.TCP_MAXSEG, mss))
      return failed(systemError(libc.errno()));
    if (window !== undefined) socket.set(linux.SOL_SOCKET, linux.SO_RCVBUF, window);
    if (filter !== undefined && !socket.attachFilter(filter))
      return failed({ code: NO_FILTER, detail: `${systemError(libc.errno()).detail} (a socket filter)` });
    if (ttl !== undefined && to.family === 4) socket.set(linux.SOL_IP, linux.IP_TTL, ttl);
    if (ttl !== undefined && to.family === 6) socket.set(linux.SOL_IPV6, linux.IPV6_UNICAST_HOPS, ttl);
    if (leastTtl !== undefined) tcp.letIn(leastTtl);
    tcp.#hearErrors(true);
    const error = socket.connect(to, port);
    return error === undefined ? tcp : failed(error);
  }
  info(): TcpInfo | undefined {
    const view = this.socket.getBytes(linux.SOL_TCP, linux.TCP_INFO, TCP_INFO_BYTES);
    return view === undefined ? undefined : readTcpInfo(view);
  }
  /** The last ICMP error about it that came. */
  icmpError(): TcpError | undefined {
    const { family } = this.socket;
    let last: TcpError | undefined;
    new Inbox(this.#libc, QUOTE_BYTES).read(this.socket, 'errors', ({ about, bytes, offender }) => {
      if (about.origin !== (family === 4 ? linux.EE_ORIGIN_ICMP : linux.EE_ORIGIN_ICMP6)) return;
      const { type, code, info } = about;
      const mtu = icmpReason(family, type, code) === 'too-big' ? { mtu: info } : {};
      last = { icmp: { from: offender ?? '', type, code, ...mtu }, quote: bytes.slice() };
    });
    return last;
  }
  /**
   * While it hears them, an ICMP error ends a connection that stands (tcp(7), ip(7): IP_RECVERR), which no ordinary
   * program's does: before anything is said over it, it must not.
   */
  connected(): void {
    this.#hearErrors(false);
  }
  /** Nothing more that arrives with a smaller TTL (RFC 5082's check; ip(7): IP_MINTTL). */
  letIn(leastTtl: number): void {
    const { socket } = this;
    if (socket.family === 4) socket.set(linux.SOL_IP, linux.IP_MINTTL, leastTtl);
    else socket.set(linux.SOL_IPV6, linux.IPV6_MINHOPCOUNT, leastTtl);
  }
  get isClosed(): boolean {
    return this.socket.isClosed;
  }
  close(): void {
    this.socket.close();
  }
  #hearErrors(on: boolean): void {
    const { socket } = this;
    if (socket.family === 4) socket.set(linux.SOL_IP, linux.IP_RECVERR, on ? 1 : 0);
    else socket.set(linux.SOL_IPV6, linux.IPV6_RECVERR, on ? 1 : 0);
  }
}

export interface TcpLook {
  readonly state: 'connecting' | 'connected' | 'failed';
  readonly info?: TcpInfo;
  readonly error?: SystemError;
  /** The ICMP error behind it, where one came. */
  readonly said?: TcpError;
}
/** How far it is: an error is told once. */
export const lookAt = (tcp: TcpSocket): TcpLook => {
  const info = tcp.info();
  if (info !== undefined && info.state !== TCP_SYN_SENT && info.state !== TCP_CLOSE)
    return { state: 'connected', info };
  const error = tcp.socket.takeError();
  if (error === undefined) return { state: 'connecting' };
  const said = tcp.icmpError();
  return { state: 'failed', error, ...(said === undefined ? {} : { said }) };
};
