import { parseAddress, type Address } from '../../domain/address.ts';
import type { ServerTtl, ServerTtlSeen } from '../../domain/ask.ts';
import { ttlBitFilter } from '../../wire/socket-filter.ts';
import type { Binding } from '../net.ts';
import { pollPause, type KernelParts } from './parts.ts';
import { lookAt, TcpSocket } from './tcp-socket.ts';

const BITS = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/**
 * The TTL of what a server answers to SYNs, which no socket option tells a client: for each bit one connection that lets
 * in only what has it, and one only what has it not. One of the two comes about; where neither does, a packet was lost.
 */
export const askServerTtl = async (
  { libc, clock }: KernelParts,
  ask: ServerTtl,
  binding: Binding,
  signal: AbortSignal,
): Promise<ServerTtlSeen> => {
  const to = parseAddress(ask.to);
  if (to === undefined) throw new TypeError(`not a numeric address: ${ask.to}`);
  const begun = clock.elapsed();
  const opened = open(libc, ask, to, binding);
  const answered = new Map<number, boolean>();
  let unsupported = typeof opened === 'string' ? opened : undefined;
  let waiting = typeof opened === 'string' ? [] : opened;
  while (!signal.aborted && waiting.length > 0 && answered.size < BITS.length) {
    for (const one of waiting) {
      const { state, error, said } = lookAt(one.tcp);
      if (state === 'connecting' && error === undefined) continue;
      // A refusal has come through the filter as well; what ICMP says has not.
      if (said === undefined && (state === 'connected' || error?.code === 'ECONNREFUSED')) {
        if (answered.get(one.bit) === !one.isSet) unsupported = 'its answers differ in their TTL';
        answered.set(one.bit, one.isSet);
      }
      one.tcp.close();
    }
    waiting = waiting.filter((w) => !w.tcp.isClosed);
    if (clock.elapsed() - begun >= ask.timeout) break;
    await clock.sleep(pollPause(clock.elapsed() - begun), signal);
  }
  for (const { tcp } of waiting) tcp.close();
  if (unsupported !== undefined) return { kind: 'server-ttl', unsupported };
  if (answered.size < BITS.length) return { kind: 'server-ttl' };
  return { kind: 'server-ttl', ttl: BITS.reduce<number>((ttl, bit) => ttl | (answered.get(bit) ? 1 << bit : 0), 0) };
};

interface Waiting {
  readonly bit: number;
  readonly isSet: boolean;
  readonly tcp: TcpSocket;
}
const open = (libc: KernelParts['libc'], { port }: ServerTtl, to: Address, binding: Binding): Waiting[] | string => {
  const all: Waiting[] = [];
  for (const bit of BITS) {
    for (const isSet of [true, false]) {
      const tcp = TcpSocket.connect(libc, { to, port, binding, filter: ttlBitFilter(to.family, bit, isSet) });
      if ('error' in tcp) {
        for (const one of all) one.tcp.close();
        return tcp.error.detail;
      }
      all.push({ bit, isSet, tcp });
    }
  }
  return all;
};
