import type { Clock } from '../domain/clock.ts';
import type { OpenLibc } from './libc/libc.ts';
import type { Binding, NetFailure, NetResult, Standing } from './net.ts';
import { kernelConnect } from './path/kernel-transport.ts';
import { plainConnect } from './path/plain-transport.ts';
import type { Connecting } from './path/transport.ts';
import type { TcpTo } from './tcp.ts';

/**
 * A TCP connection (RFC 9293) to a numeric address, to be kept: by libc, with TCP_INFO, where there is one. Once it stands,
 * ICMP errors do not end it, nor does a silent line before the system gives up (a quarter of an hour, as it is set).
 */
export const openStanding = async (
  { address, port, timeout }: TcpTo,
  binding: Binding,
  { clock, openLibc }: { readonly clock: Clock; readonly openLibc: OpenLibc },
  signal: AbortSignal,
): Promise<NetResult<Standing>> => {
  const opened = await openLibc();
  if (signal.aborted) return { ok: false, reason: 'cancelled', detail: 'cancelled' };
  const connect = opened.ok ? kernelConnect({ libc: opened.libc, clock }) : plainConnect(clock);
  const connecting = await connect({ to: address, port, mostBytes: Infinity }, binding, timeout, signal);
  if (!connecting.ok) return { ok: false, reason: reasonOf(connecting.end), detail: connecting.detail };
  const { transport } = connecting;
  // Its `close` tells the end as well; an error that nobody listens to would end the process.
  transport.stream.on('error', () => undefined);
  return {
    ok: true,
    stream: transport.stream,
    info: () => transport.info()?.figures,
    close: () => transport.close('reset'),
  };
};

type End = Extract<Connecting, { ok: false }>['end'];
const REASONS: Readonly<Partial<Record<End, NetFailure['reason']>>> = {
  timeout: 'timeout',
  refused: 'refused',
  reset: 'reset',
  unreachable: 'unreachable',
  'no-route': 'no-route',
  'not-allowed': 'not-allowed',
  unsupported: 'unsupported',
  cancelled: 'cancelled',
};
const reasonOf = (end: End): NetFailure['reason'] => REASONS[end] ?? 'failed';
