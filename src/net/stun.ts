import { randomBytes } from 'node:crypto';

import type { Clock } from '../domain/clock.ts';
import type { EpochMicros, Millis } from '../domain/time.ts';
import { bindingRequest, readStunAnswer, STUN_PORT, TRANSACTION_BYTES } from '../wire/stun.ts';
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

/** When it is tried, from the first try on: after RTO, and twice RTO more (RFC 8489, 6.2.1). */
const TRIES: readonly Millis[] = [0, 500, 1_500];
const CANCELLED: NetFailure = { ok: false, reason: 'cancelled', detail: 'cancelled' };
/** Until the last try is given up, counted from the first. */
const LIMIT: Millis = 3_000;

/**
 * Asks a STUN server from where it sees us (RFC 8489): three tries within three seconds, each on a socket of its own, and
 * the first answer to any of them. So a slow line is not taken for a silent one, and its time is that of the try answered.
 * Anything but silence ends it at once.
 */
export const askStun = async (
  { net, clock }: { readonly net: Net; readonly clock: Clock },
  { address, port = STUN_PORT }: StunServer,
  signal: AbortSignal,
): Promise<NetResult<Mapped>> => {
  const over = new AbortController();
  const within = AbortSignal.any([signal, over.signal]);
  const once = async (after: Millis): Promise<NetResult<Mapped>> => {
    if (after > 0) await clock.sleep(after, within);
    if (within.aborted) return CANCELLED;
    const transaction = randomBytes(TRANSACTION_BYTES);
    const request = {
      address,
      port,
      payload: bindingRequest(transaction),
      timeout: LIMIT - after,
      isAnswer: (bytes: Uint8Array) => readStunAnswer(bytes, transaction) !== undefined,
    };
    const answered = await net.datagram(request, within);
    if (!answered.ok) return answered;
    const said = readStunAnswer(answered.payload, transaction);
    if (said === undefined) throw new Error('an answer was let through that is none');
    if (said.kind === 'error')
      return { ok: false, reason: 'failed', detail: `the STUN server ${address} says ${said.code} ${said.reason}` };
    const { kind: _, ...mapped } = said;
    return { ok: true, ...mapped, source: answered.source, at: answered.at, tookMicros: answered.tookMicros };
  };
  const silent: NetFailure = {
    ok: false,
    reason: 'timeout',
    detail: `no answer from the STUN server ${address} port ${port} to ${TRIES.length} tries within ${LIMIT} ms`,
  };
  try {
    return await firstHeard(TRIES.map(once), silent);
  } finally {
    over.abort();
  }
};

/** The first that is no silence; where all are silent, that. */
const firstHeard = <T>(asked: readonly Promise<NetResult<T>>[], silent: NetFailure): Promise<NetResult<T>> =>
  new Promise((resolve, reject) => {
    const hear = async (one: Promise<NetResult<T>>): Promise<void> => {
      const result = await one;
      if (result.ok || result.reason !== 'timeout') resolve(result);
    };
    Promise.all(asked.map(hear)).then(() => resolve(silent), reject);
  });
