import { systemError, type SystemError } from './errno.ts';
import type { Libc } from './libc.ts';
import * as linux from './linux.ts';
import { Memory } from './memory.ts';
import { inNamespace } from './namespace.ts';

/** struct sockaddr_nl: family 0, port 4 (0: the kernel gives one), groups 8. */
const SOCKADDR_NL = 12;
/** Bits of nl_groups, each of the group one more than its number (linux/rtnetlink.h). */
const GROUPS =
  (1 << 0) | // links
  (1 << 4) | // IPv4 addresses
  (1 << 6) | // IPv4 routes
  (1 << 7) | // IPv4 rules
  (1 << 8) | // IPv6 addresses
  (1 << 10) | // IPv6 routes
  (1 << 18); // IPv6 rules
/** Messages are thrown away here: that something was said is all. What is longer is cut off. */
const KEPT_BYTES = 64;
const MOST_AT_ONCE = 1_024;

/** Hears from the kernel when links, addresses, routes or rules change (rtnetlink(7)), and waits for nothing. */
export class RouteMonitor {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #memory: Memory;

  private constructor(libc: Libc, fd: number) {
    this.#libc = libc;
    this.#fd = fd;
    this.#memory = new Memory(libc, KEPT_BYTES);
  }
  static open(libc: Libc, namespace: string | undefined): RouteMonitor | { readonly error: SystemError } {
    const kind = linux.SOCK_RAW | linux.SOCK_CLOEXEC | linux.SOCK_NONBLOCK;
    return inNamespace(libc, namespace, () => {
      const fd = libc.socket(linux.AF_NETLINK, kind, linux.NETLINK_ROUTE);
      if (fd < 0) return { error: systemError(libc.errno()) };
      const address = new Memory(libc, SOCKADDR_NL);
      address.setU32(0, linux.AF_NETLINK);
      address.setU32(8, GROUPS);
      if (libc.bind(fd, address.address(), SOCKADDR_NL) === 0) return new RouteMonitor(libc, fd);
      const error = systemError(libc.errno());
      libc.close(fd);
      return { error };
    });
  }
  /** Whether anything was said since the last time; also where there was more than the kernel keeps (ENOBUFS). */
  heard(): boolean {
    const libc = this.#libc;
    for (let n = 0; n < MOST_AT_ONCE; n += 1) {
      if (libc.read(this.#fd, this.#memory.address(), KEPT_BYTES) >= 0) continue;
      return n > 0 || systemError(libc.errno()).code !== 'EAGAIN';
    }
    return true;
  }
  close(): void {
    this.#libc.close(this.#fd);
  }
}
