import { parseAddress, type Address } from '../../domain/address.ts';
import type { Binding, DatagramRequest, GroupRequest, NetFailure } from '../net.ts';

/** A request whose address is read and whose bounds are checked. */
export interface Sending<R = DatagramRequest> {
  readonly request: R;
  readonly to: Address;
  readonly binding: Binding;
  readonly signal: AbortSignal;
}

/** What is sent, and what is taken for an answer (an Ethernet frame's payload): more fits no packet of most lines. */
export const MOST_BYTES = 1_500;
/** Of what is no answer; whoever sends more is in the way of the answer, and is told so. */
export const MOST_UNRELATED = 64;

/** Throws where the request is a mistake in the code. */
export const sendingOf = <R extends DatagramRequest | GroupRequest>(
  request: R,
  binding: Binding,
  signal: AbortSignal,
): Sending<R> => {
  const to = parseAddress(request.address);
  if (to === undefined) throw new TypeError(`not a numeric address: ${request.address}`);
  if (request.payload.length > MOST_BYTES)
    throw new RangeError(`a datagram of ${request.payload.length} bytes, not ${MOST_BYTES} at most`);
  return { request, to, binding, signal };
};
export const failure = (reason: NetFailure['reason'], detail: string): NetFailure => ({ ok: false, reason, detail });
export const CANCELLED = failure('cancelled', 'cancelled');
/** "192.0.2.1 port 53" */
const placeOf = ({ address, port }: DatagramRequest): string => `${address} port ${port}`;
export const noAnswer = (request: DatagramRequest): NetFailure =>
  failure('timeout', `no answer from ${placeOf(request)} within ${Math.round(request.timeout)} ms`);
export const tooManyUnrelated = (request: DatagramRequest): NetFailure =>
  failure('failed', `${placeOf(request)} sent ${MOST_UNRELATED} datagrams that are no answer`);
