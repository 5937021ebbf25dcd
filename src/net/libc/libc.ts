import { arch, endianness, platform } from 'node:os';

/** A place in memory that C code may read and write: an address as `Memory.address` gives it. 0 is NULL. */
export type Address = number;

/** The calls of libc that probes make. Each returns -1 on failure, and `errno()` then says why. */
export interface Libc {
  errno(): number;
  addressOf(bytes: Uint8Array): Address;
  socket(domain: number, type: number, protocol: number): number;
  close(fd: number): number;
  fcntl(fd: number, command: number, value: number): number;
  bind(fd: number, address: Address, length: number): number;
  connect(fd: number, address: Address, length: number): number;
  getsockname(fd: number, address: Address, length: Address): number;
  setsockopt(fd: number, level: number, option: number, value: Address, length: number): number;
  getsockopt(fd: number, level: number, option: number, value: Address, length: Address): number;
  send(fd: number, bytes: Address, length: number, flags: number): number;
  sendto(fd: number, bytes: Address, length: number, flags: number, to: Address, toLength: number): number;
  sendmmsg(fd: number, messages: Address, count: number, flags: number): number;
  recvmmsg(fd: number, messages: Address, count: number, flags: number, timeout: Address): number;
  ppoll(fds: Address, count: number, timeout: Address, mask: Address): number;
  eventfd(value: number, flags: number): number;
  read(fd: number, bytes: Address, length: number): number;
  write(fd: number, bytes: Address, length: number): number;
  clockGettime(clock: number, timespec: Address): number;
  ifNametoindex(name: string): number;
  open(path: string, flags: number): number;
  /** Of the calling thread. */
  setns(fd: number, kind: number): number;
  /** Of the calling thread, as all that follow: timer slack, and by system call number how it is scheduled. */
  prctl(option: number, value: number): number;
  getpriority(which: number, who: number): number;
  schedSetattr(number: number, thread: number, attributes: Address, flags: number): number;
}

/** Architectures whose structs and constants are laid out as linux.ts and memory.ts say. */
const ARCHITECTURES = new Set(['x64', 'arm64', 'riscv64', 'loong64']);

export type OpenLibc = () => Promise<
  { readonly ok: true; readonly libc: Libc } | { readonly ok: false; readonly why: string }
>;

/** libc through koffi; or why this machine has none that the engine can use. */
export const openLibc: OpenLibc = async () => {
  if (platform() !== 'linux') return { ok: false, why: `the kernel engine wants Linux, this is ${platform()}` };
  if (!ARCHITECTURES.has(arch()) || endianness() !== 'LE')
    return { ok: false, why: `the kernel engine wants 64-bit little-endian Linux, this is ${arch()}` };
  let koffi: typeof import('koffi');
  try {
    koffi = await import('koffi');
  } catch (error) {
    return { ok: false, why: `koffi does not load here: ${error instanceof Error ? error.message : String(error)}` };
  }
  // No path: the symbols that the node binary itself is linked to, glibc's or musl's.
  const lib = koffi.load(null);
  return {
    ok: true,
    libc: {
      errno: () => koffi.errno(),
      addressOf: (bytes) => Number(koffi.address(bytes)),
      socket: lib.func('socket', 'int', ['int', 'int', 'int']),
      close: lib.func('close', 'int', ['int']),
      // Variadic in C: where these numbers go is the same on the architectures above.
      fcntl: lib.func('fcntl', 'int', ['int', 'int', 'int']),
      bind: lib.func('bind', 'int', ['int', 'void *', 'uint32']),
      connect: lib.func('connect', 'int', ['int', 'void *', 'uint32']),
      getsockname: lib.func('getsockname', 'int', ['int', 'void *', 'void *']),
      setsockopt: lib.func('setsockopt', 'int', ['int', 'int', 'int', 'void *', 'uint32']),
      getsockopt: lib.func('getsockopt', 'int', ['int', 'int', 'int', 'void *', 'void *']),
      send: lib.func('send', 'int64', ['int', 'void *', 'uint64', 'int']),
      sendto: lib.func('sendto', 'int64', ['int', 'void *', 'uint64', 'int', 'void *', 'uint32']),
      sendmmsg: lib.func('sendmmsg', 'int', ['int', 'void *', 'uint32', 'int']),
      recvmmsg: lib.func('recvmmsg', 'int', ['int', 'void *', 'uint32', 'int', 'void *']),
      ppoll: lib.func('ppoll', 'int', ['void *', 'uint64', 'void *', 'void *']),
      eventfd: lib.func('eventfd', 'int', ['uint32', 'int']),
      read: lib.func('read', 'int64', ['int', 'void *', 'uint64']),
      write: lib.func('write', 'int64', ['int', 'void *', 'uint64']),
      clockGettime: lib.func('clock_gettime', 'int', ['int', 'void *']),
      ifNametoindex: lib.func('if_nametoindex', 'uint32', ['str']),
      // Variadic too.
      open: lib.func('open', 'int', ['str', 'int']),
      setns: lib.func('setns', 'int', ['int', 'int']),
      prctl: lib.func('prctl', 'int', ['int', 'uint64']),
      getpriority: lib.func('getpriority', 'int', ['int', 'uint32']),
      // The C libraries have no function for it.
      schedSetattr: lib.func('syscall', 'int64', ['int64', 'int', 'void *', 'uint32']),
    },
  };
};
