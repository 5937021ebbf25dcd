import { Socket as NetSocket } from 'node:net';

import { parseAddress } from '../../domain/address.ts';
import { resetsOfTtlFilter } from '../../wire/socket-filter.ts';
import { reasonOf } from '../failure.ts';
import { systemError } from '../libc/errno.ts';
import { pollPause, type KernelParts } from './parts.ts';
import { lookAt, TcpSocket } from './tcp-socket.ts';
import type { Connect, Connecting, Transport } from './transport.ts';

const WINDOW = { least: 8_192, most: 262_144 };

/** What arrives with a smaller TTL is not let in: from the SYN on, and once the connection stands. */
interface LeastTtl {
  readonly atFirst: number;
  readonly once?: number;
}

/** Connects by libc: with an MSS of one's own, a filter, TCP_INFO, and who sent an ICMP error. */
export const kernelConnect =
  ({ libc, clock }: Pick<KernelParts, 'libc' | 'clock'>, least?: LeastTtl): Connect =>
  async (ask, binding, within, signal): Promise<Connecting> => {
    const to = parseAddress(ask.to);
    if (to === undefined) throw new TypeError(`not a numeric address: ${ask.to}`);
    const begun = clock.elapsed();
    const { mss, onlyResetsOfTtl: ttl } = ask;
    const opened = TcpSocket.connect(libc, {
      to,
      port: ask.port,
      binding,
      ...(mss === undefined ? {} : { mss }),
      // Who wants little is not sent what a server has: its kernel would fill any window while this process is busy.
      window: Math.min(WINDOW.most, Math.max(WINDOW.least, ask.mostBytes)),
      ...(ttl === undefined ? {} : { filter: resetsOfTtlFilter(to.family, ttl) }),
      ...(least === undefined ? {} : { leastTtl: least.atFirst }),
    });
    if ('error' in opened) {
      const { code, detail } = opened.error;
      return { ok: false, end: reasonOf(code) ?? 'unsupported', detail };
    }
    const failed = (end: 'timeout' | 'cancelled', detail: string): Connecting => {
      opened.close();
      return { ok: false, end, detail };
    };
    for (;;) {
      const { state, info, error, said } = lookAt(opened);
      const waited = clock.elapsed() - begun;
      if (state === 'connected' && info !== undefined) {
        opened.connected();
        if (least?.once !== undefined) opened.letIn(least.once);
        // The kernel timed the handshake itself, unless it had to send the SYN again.
        const { retransmits, rttMicros } = info.figures;
        const timed = rttMicros / 1_000;
        const connectMs = retransmits === 0 && timed > 0 && timed < waited ? timed : waited;
        // Node has a number of its own for the socket: TCP_INFO is there until ours is closed too, after a reset as well.
        const fd = opened.socket.duplicate();
        if (fd >= 0) return { ok: true, transport: transportOf(opened, fd, connectMs) };
        const { detail } = systemError(libc.errno());
        opened.close();
        return { ok: false, end: 'unsupported', detail };
      }
      if (error !== undefined) {
        opened.close();
        // REJECT says "port unreachable" by ICMP where a host would send an RST: the system calls both refused.
        const end = said === undefined ? (reasonOf(error.code) ?? 'unreachable') : 'unreachable';
        return { ok: false, end, detail: error.detail, ...(said === undefined ? {} : { icmp: said.icmp }) };
      }
      if (signal.aborted) return failed('cancelled', 'cancelled');
      if (waited >= within) return failed('timeout', `no answer within ${Math.round(within)} ms`);
      await clock.sleep(Math.min(pollPause(waited), within - waited), signal);
    }
  };

const transportOf = (tcp: TcpSocket, fd: number, connectMs: number): Transport => {
  const stream = new NetSocket({ fd, readable: true, writable: true });
  return {
    stream,
    connectMs,
    info: () => tcp.info(),
    close: (how) => {
      if (how === 'reset') tcp.socket.resetAtClose();
      stream.destroy();
      tcp.close();
    },
  };
};
