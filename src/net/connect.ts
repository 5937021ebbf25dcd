import { connect as open, type TcpNetConnectOpts } from 'node:net';

import type { Clock } from '../domain/clock.ts';
import type { Millis } from '../domain/time.ts';
import type { Binding, Connected, NetFailure, NetResult } from './net.ts';

const failure = (reason: NetFailure['reason'], detail: string): NetFailure => ({ ok: false, reason, detail });

/**
 * Times a TCP handshake (RFC 9293, 3.5) to a numeric address by the monotonic clock, and closes it again.
 * Runs out after `timeout`; an abort closes the socket. Node binds a source address but neither device nor mark.
 */
export const connectTcp = (
  to: { readonly address: string; readonly port: number; readonly timeout: Millis },
  binding: Binding,
  clock: Clock,
  signal: AbortSignal,
): Promise<NetResult<Connected>> => {
  if (binding.device !== undefined || binding.mark !== undefined) {
    const what = binding.device === undefined ? 'mark' : 'device';
    return Promise.resolve(
      failure('unsupported', `a TCP connection cannot be bound to a ${what} here, only to a source`),
    );
  }
  if (signal.aborted) return Promise.resolve(failure('cancelled', 'cancelled'));
  return new Promise((resolve) => {
    const options: TcpNetConnectOpts = { host: to.address, port: to.port, autoSelectFamily: false };
    if (binding.source !== undefined) options.localAddress = binding.source;
    let at = clock.now();
    let started = process.hrtime.bigint();
    const socket = open(options);
    // Making the socket takes Node as long as a round trip in a house; this comes right before connect(2).
    socket.once('connectionAttempt', () => {
      at = clock.now();
      started = process.hrtime.bigint();
    });
    const settle = (result: NetResult<Connected>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      socket.destroy();
      resolve(result);
    };
    const answered = (outcome: Connected['outcome']): void =>
      settle({ ok: true, tookMicros: Number((process.hrtime.bigint() - started) / 1_000n), at, outcome });
    const cancel = (): void => settle(failure('cancelled', 'cancelled'));
    const timer = setTimeout(
      () => settle(failure('timeout', `no answer from ${to.address} port ${to.port} within ${to.timeout} ms`)),
      to.timeout,
    );
    signal.addEventListener('abort', cancel, { once: true });
    socket.once('connect', () => answered('accepted'));
    // Stays on: a socket that is destroyed while it connects may still say so.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') answered('refused');
      else settle(failureOf(error, to.address, binding));
    });
  });
};

/** What connect(2) said, as a reason. */
const failureOf = (error: NodeJS.ErrnoException, address: string, binding: Binding): NetFailure => {
  switch (error.code ?? '') {
    case 'ETIMEDOUT':
      return failure('timeout', `no answer from ${address}`);
    case 'ECONNRESET':
      return failure('reset', `${address} reset the connection`);
    case 'EHOSTUNREACH':
      return failure('unreachable', `a router or this machine said that ${address} cannot be reached`);
    case 'ENETUNREACH':
      return failure('no-route', `no route to ${address}`);
    case 'EACCES':
    case 'EPERM':
      return failure('not-allowed', `the system does not allow a connection to ${address}`);
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
      return failure('failed', `cannot send to ${address} from ${binding.source ?? 'any address of this machine'}`);
    default:
      return failure('failed', error.message);
  }
};
