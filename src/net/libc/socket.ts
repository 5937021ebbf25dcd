import { parseAddress, type Address } from '../../domain/address.ts';
import type { Binding, Family } from '../net.ts';
import { systemError, type SystemError } from './errno.ts';
import type { Libc } from './libc.ts';
import * as linux from './linux.ts';
import { Memory } from './memory.ts';
import { inNamespace, interfaceIndex } from './namespace.ts';
import { readPort, readSockaddr, sockaddrBytes, writeSockaddr } from './sockaddr.ts';

export interface SocketKind {
  readonly family: Family;
  /** SOCK_STREAM, SOCK_DGRAM or SOCK_RAW. */
  readonly type: number;
  readonly protocol: number;
  readonly binding: Binding;
  /** The port of this machine that it is bound to; any where left out. */
  readonly port?: number;
}
/** The longest value of an option that is read: struct tcp_info. */
const VALUE = 256;
const LENGTH = VALUE;
const EINPROGRESS = 115;
const ANY = { 4: '0.0.0.0', 6: '::' } as const;

/** A socket of the system that never blocks, not inherited by other programs, bound as asked. Closed exactly once. */
export class Socket {
  readonly fd: number;
  readonly family: Family;
  readonly #namespace: string | undefined;
  readonly #libc: Libc;
  readonly #scratch: Memory;
  #isOpen = true;

  private constructor(libc: Libc, { family, binding }: SocketKind, fd: number) {
    this.#libc = libc;
    this.family = family;
    this.#namespace = binding.namespace;
    this.fd = fd;
    this.#scratch = new Memory(libc, VALUE + 8);
  }
  /** The socket, or why the system gave none of that kind or does not bind it so. */
  static open(libc: Libc, kind: SocketKind): Socket | { readonly error: SystemError } {
    const { family, type, protocol, binding, port } = kind;
    const domain = family === 4 ? linux.AF_INET : linux.AF_INET6;
    const flags = type | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC;
    const socket = inNamespace(libc, binding.namespace, () => {
      const fd = libc.socket(domain, flags, protocol);
      return fd < 0 ? { error: systemError(libc.errno()) } : new Socket(libc, kind, fd);
    });
    if ('error' in socket) return socket;
    const error = socket.#bindAs(binding, port);
    if (error === undefined) return socket;
    socket.close();
    return { error };
  }
  get isClosed(): boolean {
    return !this.#isOpen;
  }
  close(): void {
    if (this.#isOpen) this.#libc.close(this.fd);
    this.#isOpen = false;
  }
  /** Its number, to be closed by whoever takes it. */
  release(): number {
    this.#isOpen = false;
    return this.fd;
  }
  set(level: number, option: number, value: number): boolean {
    this.#scratch.view.setInt32(0, value | 0, true);
    return this.#libc.setsockopt(this.fd, level, option, this.#scratch.address(), 4) === 0;
  }
  setBytes(level: number, option: number, value: Uint8Array): boolean {
    this.#scratch.bytes.set(value);
    return this.#libc.setsockopt(this.fd, level, option, this.#scratch.address(), value.length) === 0;
  }
  get(level: number, option: number): number | undefined {
    return this.getBytes(level, option, 4)?.getInt32(0, true);
  }
  /** The first bytes of an option's value, `most` (256 at most) or fewer: valid until the next call. */
  getBytes(level: number, option: number, most: number): DataView | undefined {
    const { view } = this.#scratch;
    this.#scratch.setU32(LENGTH, Math.min(most, VALUE));
    const { fd } = this;
    if (this.#libc.getsockopt(fd, level, option, this.#scratch.address(), this.#scratch.address(LENGTH)) < 0)
      return undefined;
    return new DataView(view.buffer, view.byteOffset, this.#scratch.u32(LENGTH));
  }
  /** To whom the socket is connected; the bytes must not move: of a Memory. Undefined: sent. */
  send(bytes: number, length: number): SystemError | undefined {
    const sent = this.#libc.send(this.fd, bytes, length, linux.MSG_DONTWAIT);
    return sent < 0 ? systemError(this.#libc.errno()) : undefined;
  }
  /** The same to that place, of a socket that is connected to none. */
  sendTo(to: Address, port: number, bytes: number, length: number): SystemError | undefined {
    this.#write(to, port);
    const name = this.#scratch.address();
    const sent = this.#libc.sendto(this.fd, bytes, length, linux.MSG_DONTWAIT, name, sockaddrBytes(this.family));
    return sent < 0 ? systemError(this.#libc.errno()) : undefined;
  }
  /** A classic BPF program for what is received (SO_ATTACH_FILTER). */
  attachFilter(program: Uint8Array): boolean {
    const memory = new Memory(this.#libc, 16 + program.length);
    // struct sock_fprog: how many instructions, of 8 bytes each, and where.
    memory.setU32(0, program.length / 8);
    memory.setU64(8, memory.address(16));
    memory.bytes.set(program, 16);
    return this.#libc.setsockopt(this.fd, linux.SOL_SOCKET, linux.SO_ATTACH_FILTER, memory.address(), 16) === 0;
  }
  /** Another number for the same socket, which lives until both are closed; below 0: none. */
  duplicate(): number {
    return this.#libc.fcntl(this.fd, linux.F_DUPFD_CLOEXEC, 0);
  }
  /** Lets the close that follows throw away what was not sent, and reset the connection. */
  resetAtClose(): void {
    this.setBytes(linux.SOL_SOCKET, linux.SO_LINGER, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0));
  }
  /** Begins to connect, or, for datagrams, says where they go. */
  connect(to: Address, port: number): SystemError | undefined {
    this.#write(to, port);
    const done = this.#libc.connect(this.fd, this.#scratch.address(), sockaddrBytes(this.family));
    const errno = done < 0 ? this.#libc.errno() : 0;
    return errno === 0 || errno === EINPROGRESS ? undefined : systemError(errno);
  }
  /** What the socket is bound to; undefined where it is to nothing. */
  local(): { readonly address: string; readonly port: number } | undefined {
    this.#scratch.setU32(LENGTH, 28);
    if (this.#libc.getsockname(this.fd, this.#scratch.address(), this.#scratch.address(LENGTH)) < 0) return undefined;
    const address = readSockaddr(this.#scratch.view, 0, this.#scratch.u32(LENGTH));
    return address === undefined ? undefined : { address, port: readPort(this.#scratch.view, 0) };
  }
  /** Takes the error that waits on the socket; undefined: none. */
  takeError(): SystemError | undefined {
    const errno = this.get(linux.SOL_SOCKET, linux.SO_ERROR) ?? 0;
    return errno === 0 ? undefined : systemError(errno);
  }

  #bindAs({ device, vrf, mark, source }: Binding, port: number | undefined): SystemError | undefined {
    // A device of a VRF is in it already.
    if (device !== undefined && !this.#bindToDevice(device)) return this.#failure(`device ${device}`);
    if (device === undefined && vrf !== undefined && !this.#bindToDevice(vrf)) return this.#failure(`VRF ${vrf}`);
    if (mark !== undefined && !this.set(linux.SOL_SOCKET, linux.SO_MARK, mark))
      return this.#failure(`mark ${mark}, which wants CAP_NET_ADMIN`);
    if (source !== undefined) return this.bind(source, port);
    return port === undefined ? undefined : this.bind(ANY[this.family], port);
  }
  /** To an address of this machine, and a port, or any. */
  bind(source: string, port = 0): SystemError | undefined {
    const address = parseAddress(source);
    if (address?.family !== this.family)
      return { code: 'EINVAL', detail: `EINVAL: the source ${source} is no IPv${this.family} address` };
    this.#write(address, port);
    const bound = this.#libc.bind(this.fd, this.#scratch.address(), sockaddrBytes(this.family));
    const what = `source ${source}${port === 0 ? '' : ` port ${port}`}`;
    return bound < 0 ? this.#failure(what) : undefined;
  }
  #bindToDevice(device: string): boolean {
    const name = Buffer.from(device).subarray(0, 15);
    this.#scratch.bytes.fill(0, 0, 16);
    this.#scratch.bytes.set(name);
    return this.#libc.setsockopt(this.fd, linux.SOL_SOCKET, linux.SO_BINDTODEVICE, this.#scratch.address(), 16) === 0;
  }
  #write(address: Address, port: number): void {
    const { zone } = address;
    const scope = zone === undefined ? 0 : interfaceIndex(this.#libc, zone, this.#namespace);
    writeSockaddr(this.#scratch.view, 0, address, scope, port);
  }
  #failure(what: string): SystemError {
    const { code, detail } = systemError(this.#libc.errno());
    return { code, detail: `${detail} (${what})` };
  }
}
