import { checksum } from '../../src/wire/checksum.ts';
import type { Libc } from '../../src/net/libc/libc.ts';
import { AF_INET, IPPROTO_ICMP, MSG_DONTWAIT, SOCK_NONBLOCK, SOCK_RAW } from '../../src/net/libc/linux.ts';
import { ReceiveVector, SendVector } from '../../src/net/libc/message-vector.ts';
import { Memory } from '../../src/net/libc/memory.ts';
import { writeSockaddr } from '../../src/net/libc/sockaddr.ts';

const EVERY_MS = 1;

/** One answer to an echo request. */
export interface Answer {
  /** Milliseconds after the request. */
  readonly after?: number;
  /** The address that it seems to come from; otherwise the one that was asked. */
  readonly from?: string;
  /** Changes the reply before its checksum is written. */
  readonly spoil?: (icmp: Uint8Array) => void;
}

const inet = (text: string) => ({ family: 4 as const, bytes: Uint8Array.from(text.split('.'), Number) });

/**
 * Answers IPv4 echo requests to addresses of this machine as it is told, where the kernel was told to ignore them
 * (`icmp_echo_ignore_all`): late, twice, forged. `answers` is asked for each request, numbered from 0 by address.
 */
export const respond = (
  libc: Libc,
  answers: (to: string, index: number) => readonly Answer[],
): { readonly stop: () => void } => {
  const fd = libc.socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK, IPPROTO_ICMP);
  const incoming = new ReceiveVector(libc, 16, 2_048);
  const seen = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  const send = (icmp: Uint8Array, from: string, to: string): void => {
    const socket = libc.socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    const [source, target, data] = [new Memory(libc, 16), new Memory(libc, 16), new Memory(libc, icmp.length)];
    writeSockaddr(source.view, 0, inet(from), 0);
    writeSockaddr(target.view, 0, inet(to), 0);
    data.bytes.set(icmp);
    const vector = new SendVector(libc, 1);
    vector.set(0, target.address(), 16, data.address(), icmp.length);
    libc.bind(socket, source.address(), 16);
    libc.sendmmsg(socket, vector.from(0), 1, 0);
    libc.close(socket);
  };
  const answer = (packet: Uint8Array): void => {
    const header = ((packet[0] ?? 0) & 15) * 4;
    if (packet[header] !== 8) return;
    const [from, to] = [packet.slice(12, 16).join('.'), packet.slice(16, 20).join('.')];
    const index = seen.get(to) ?? 0;
    seen.set(to, index + 1);
    for (const a of answers(to, index)) {
      const icmp = packet.slice(header);
      icmp.set([0, 0, 0, 0]);
      a.spoil?.(icmp);
      const sum = checksum(icmp);
      icmp.set([sum >> 8, sum & 255], 2);
      const timer = setTimeout(() => {
        timers.delete(timer);
        send(icmp, a.from ?? to, from);
      }, a.after ?? 0);
      timers.add(timer);
    }
  };
  const poll = setInterval(() => {
    const n = libc.recvmmsg(fd, incoming.memory.address(), 16, MSG_DONTWAIT, 0);
    for (let i = 0; i < n; i += 1) {
      const at = incoming.dataAt(i);
      answer(incoming.memory.bytes.slice(at, at + incoming.dataLength(i)));
    }
    if (n > 0) incoming.arm(n);
  }, EVERY_MS);
  return {
    stop: () => {
      clearInterval(poll);
      for (const timer of timers) clearTimeout(timer);
      libc.close(fd);
    },
  };
};
