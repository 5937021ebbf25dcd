import { readFileSync } from 'node:fs';

import { systemError } from '../libc/errno.ts';
import type { Libc } from '../libc/libc.ts';
import { AF_INET, AF_INET6, IPPROTO_ICMP, IPPROTO_ICMPV6, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_RAW } from '../libc/linux.ts';
import type { Family } from '../net.ts';
import type { Modes } from './protocol.ts';

/** Why there is no engine, and the one command that would change it. */
export interface Missing {
  readonly why: string;
  readonly remedy: string;
}

const PING_GROUP_RANGE = '/proc/sys/net/ipv4/ping_group_range';
/** The least that helps: echo sockets for every group, nothing else. */
const ALLOW_DATAGRAMS = 'sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"';
const allowRaw = (): string => `sudo setcap cap_net_raw+ep ${process.execPath}`;

const groupRange = (): string | undefined => {
  try {
    return readFileSync(PING_GROUP_RANGE, 'latin1').trim().replaceAll(/\s+/g, ' ');
  } catch {
    return undefined;
  }
};

/** Opens and closes a socket. The name of the error, or undefined when the system gave one. */
const tryOpen = (libc: Libc, family: Family, type: number): string | undefined => {
  const domain = family === 4 ? AF_INET : AF_INET6;
  const fd = libc.socket(domain, type | SOCK_CLOEXEC, family === 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
  if (fd < 0) return systemError(libc.errno()).code;
  libc.close(fd);
  return undefined;
};

/** Which sockets this process may have: datagram before raw, each family by itself. Neither: why. */
export const findModes = (libc: Libc): Modes | Missing => {
  const modes: Partial<Record<Family, 'datagram' | 'raw'>> = {};
  const errors: string[] = [];
  for (const family of [4, 6] as const) {
    const datagram = tryOpen(libc, family, SOCK_DGRAM);
    if (datagram === undefined) modes[family] = 'datagram';
    else {
      const raw = tryOpen(libc, family, SOCK_RAW);
      if (raw === undefined) modes[family] = 'raw';
      else errors.push(`IPv${family} datagram ${datagram}, raw ${raw}`);
    }
  }
  if (modes[4] !== undefined || modes[6] !== undefined) return modes;
  const range = groupRange();
  return {
    why: `the system lets this process open no ICMP socket (${errors.join('; ')}${range === undefined ? '' : `; ping_group_range is "${range}"`})`,
    remedy: range === undefined ? allowRaw() : ALLOW_DATAGRAMS,
  };
};
