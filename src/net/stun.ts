import { randomBytes } from 'node:crypto';

import type { Clock } from '../domain/clock.ts';
import type { EpochMicros, Millis } from '../domain/time.ts';
import { bindingRequest, readStunAnswer, STUN_PORT, TRANSACTION_BYTES } from '../wire/stun.ts';
import { askAgain, type Tries } from './datagram/again.ts';
import type { Net, NetFailure, NetResult } from './net.ts';

export interface StunServer {
  /** A numeric address. */
  readonly address: string;
  /** 3478 when left out. */
  readonly port?: number;
}
/** From where a server saw us. */
export interface Mapped {
  readonly address: string;
  readonly port: number;
  /** From which address of this machine it was asked. */
  readonly source: string;
  readonly at: EpochMicros;
  /** Of the try that was answered. */
  readonly tookMicros: number;
  readonly software?: string;
}

/** After RTO, and twice RTO more (RFC 8489, 6.2.1). */
const TRIES: Tries = { at: [0, 500, 1_500], within: 3_000 };

/** Asks a STUN server from where it sees us (RFC 8489): three tries within three seconds, each on a socket of its own. */
export const askStun = (
  { net, clock }: { readonly net: Pick<Net, 'datagram'>; readonly clock: Clock },
  { address, port = STUN_PORT }: StunServer,
  signal: AbortSignal,
): Promise<NetResult<Mapped>> => {
  const once = async (timeout: Millis, within: AbortSignal): Promise<NetResult<Mapped>> => {
    const transaction = randomBytes(TRANSACTION_BYTES);
    const payload = bindingRequest(transaction);
    const isAnswer = (bytes: Uint8Array): boolean => readStunAnswer(bytes, transaction) !== undefined;
    const answered = await net.datagram({ address, port, payload, timeout, isAnswer }, within);
    if (!answered.ok) return answered;
    const said = readStunAnswer(answered.payload, transaction);
    if (said === undefined) throw new Error('an answer was let through that is none');
    if (said.kind === 'error')
      return { ok: false, reason: 'failed', detail: `the STUN server ${address} says ${said.code} ${said.reason}` };
    const { kind: _, ...mapped } = said;
    return { ok: true, ...mapped, source: answered.source, at: answered.at, tookMicros: answered.tookMicros };
  };
  const silent = (): NetFailure => ({
    ok: false,
    reason: 'timeout',
    detail: `no answer from the STUN server ${address} port ${port} to ${TRIES.at.length} tries within ${TRIES.within} ms`,
  });
  return askAgain(clock, TRIES, silent, signal, once);
};
