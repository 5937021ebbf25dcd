import { Socket as NetSocket, type SocketConstructorOpts, type TcpNetConnectOpts } from 'node:net';

import { parseAddress } from '../domain/address.ts';
import type { Clock } from '../domain/clock.ts';
import type { EpochMicros, Millis } from '../domain/time.ts';
import { beyondSource } from './binding.ts';
import { reasonOf } from './failure.ts';
import * as linux from './libc/linux.ts';
import type { OpenLibc } from './libc/libc.ts';
import { Socket } from './libc/socket.ts';
import type { Binding, NetFailure } from './net.ts';

export interface TcpTo {
  /** A numeric address. */
  readonly address: string;
  readonly port: number;
  readonly timeout: Millis;
}
/** From the SYN to what answered it, by the monotonic clock; and when, by the wall clock. */
export interface Timed {
  readonly at: EpochMicros;
  readonly tookMicros: number;
}
/** A connection that stands, which is the caller's to close; or why it does not. A refusal is timed as well. */
export type Opened =
  | ({ readonly ok: true; readonly stream: NetSocket } & Timed)
  | (NetFailure & { readonly refused?: Timed });

const failure = (reason: NetFailure['reason'], detail: string): NetFailure => ({ ok: false, reason, detail });

/**
 * A TCP connection (RFC 9293, 3.5) as Node makes it, to a numeric address by any way out: what Node cannot bind (all
 * but a source) libc does, and Node connects that socket. So HTTP and TLS of Node go over it, and its wake-up
 * is as prompt. Runs out after `timeout`; an abort closes the socket.
 */
export const openTcp = async (
  to: TcpTo,
  binding: Binding,
  { clock, openLibc }: { readonly clock: Clock; readonly openLibc: OpenLibc },
  signal: AbortSignal,
): Promise<Opened> => {
  if (signal.aborted) return failure('cancelled', 'cancelled');
  const { source } = binding;
  const what = beyondSource(binding);
  if (what === undefined)
    return connecting(
      new NetSocket(),
      to,
      source === undefined ? {} : { localAddress: source },
      binding,
      clock,
      signal,
    );
  const opened = await openLibc();
  if (!opened.ok) return failure('unsupported', `a TCP connection cannot be bound to ${what} here (${opened.why})`);
  if (signal.aborted) return failure('cancelled', 'cancelled');
  const { family } = parseAddress(to.address) ?? {};
  if (family === undefined) throw new TypeError(`not a numeric address: ${to.address}`);
  const kind = { family, type: linux.SOCK_STREAM, protocol: linux.IPPROTO_TCP, binding };
  const socket = Socket.open(opened.libc, kind);
  if ('error' in socket) {
    const { code, detail } = socket.error;
    return failure(reasonOf(code) ?? 'failed', detail);
  }
  return connecting(overSocket(socket), to, {}, binding, clock, signal);
};

/** Node's socket over one that is not connected yet: reading it before that would be an error (`manualStart`). */
const overSocket = (socket: Socket): NetSocket => {
  const options: SocketConstructorOpts & { readonly manualStart: true } = { fd: socket.release(), manualStart: true };
  return new NetSocket(options);
};

const connecting = (
  stream: NetSocket,
  to: TcpTo,
  local: { readonly localAddress?: string },
  binding: Binding,
  clock: Clock,
  signal: AbortSignal,
): Promise<Opened> =>
  new Promise((resolve) => {
    const { address, port, timeout } = to;
    const options: TcpNetConnectOpts = { host: address, port, autoSelectFamily: false, ...local };
    let at = clock.now();
    let started = process.hrtime.bigint();
    const timed = (): Timed => ({ at, tookMicros: Number((process.hrtime.bigint() - started) / 1_000n) });
    // Making the socket takes Node as long as a round trip in a house; this comes right before connect(2).
    stream.once('connectionAttempt', () => {
      at = clock.now();
      started = process.hrtime.bigint();
    });
    const settle = (result: Opened): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      stream.off('error', fail);
      // A socket that is destroyed while it connects may still say so.
      if (!result.ok) stream.on('error', () => undefined).destroy();
      resolve(result);
    };
    const cancel = (): void => settle(failure('cancelled', 'cancelled'));
    const fail = (error: NodeJS.ErrnoException): void => {
      const refused = error.code === 'ECONNREFUSED' ? { refused: timed() } : {};
      settle({ ...failureOf(error, address, binding), ...refused });
    };
    const timer = setTimeout(
      () => settle(failure('timeout', `no answer from ${address} port ${port} within ${Math.round(timeout)} ms`)),
      timeout,
    );
    signal.addEventListener('abort', cancel, { once: true });
    stream.once('error', fail);
    stream.once('connect', () => settle({ ok: true, stream, ...timed() }));
    stream.connect(options);
  });

/** What connect(2) said, as a reason. */
const failureOf = (error: NodeJS.ErrnoException, address: string, binding: Binding): NetFailure => {
  const reason = reasonOf(error.code);
  switch (reason) {
    case 'timeout':
      return failure(reason, `no answer from ${address}`);
    case 'refused':
      return failure(reason, `${address} refused the connection`);
    case 'reset':
      return failure(reason, `${address} reset the connection`);
    case 'unreachable':
      return failure(reason, `a router or this machine said that ${address} cannot be reached`);
    case 'no-route':
      return failure(reason, `no route to ${address}${outOf(binding)}`);
    case 'not-allowed':
      return failure(reason, `the system does not allow a connection to ${address}`);
    case undefined:
    default:
      return failure('failed', error.message);
  }
};

/** " from 192.0.2.1 through wg0 with mark 7" */
const outOf = ({ source, device, vrf, mark, namespace }: Binding): string =>
  [
    ...(source === undefined ? [] : [` from ${source}`]),
    ...(device === undefined ? [] : [` through ${device}`]),
    ...(vrf === undefined ? [] : [` in the VRF ${vrf}`]),
    ...(mark === undefined ? [] : [` with mark ${mark}`]),
    ...(namespace === undefined ? [] : [` in the namespace ${namespace}`]),
  ].join('');
