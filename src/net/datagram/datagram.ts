import type { Clock } from '../../domain/clock.ts';
import { beyondSource } from '../binding.ts';
import type { OpenLibc } from '../libc/libc.ts';
import type { Binding, Datagram, DatagramRequest, NetResult } from '../net.ts';
import { kernelDatagram } from './kernel-datagram.ts';
import { plainDatagram } from './plain-datagram.ts';
import { CANCELLED, failure, sendingOf } from './sending.ts';

export interface DatagramParts {
  readonly clock: Clock;
  readonly openLibc: OpenLibc;
}
/**
 * One datagram out and the answer to it back, on a socket of its own that is connected, so that the kernel lets in what
 * comes from that place alone. By libc's sockets, which bind to anything and time by the kernel's stamps; where there is
 * no libc, by Node's, which bind to a source alone.
 */
export const askDatagram = async (
  request: DatagramRequest,
  binding: Binding,
  { clock, openLibc }: DatagramParts,
  signal: AbortSignal,
): Promise<NetResult<Datagram>> => {
  const sending = sendingOf(request, binding, signal);
  const opened = await openLibc();
  if (signal.aborted) return CANCELLED;
  if (opened.ok) return kernelDatagram(opened.libc, clock, sending);
  const what = beyondSource(binding);
  if (what === undefined) return plainDatagram(clock, sending);
  return failure('unsupported', `a datagram cannot be bound to ${what} here, only to a source (${opened.why})`);
};
