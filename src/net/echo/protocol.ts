import type { MessagePort } from 'node:worker_threads';

import type { Cadence } from '../../domain/cadence.ts';
import type { Millis } from '../../domain/time.ts';
import type { Binding, Family } from '../net.ts';

/** Which kind of socket a family gets; absent: the system has or allows none. */
export type Modes = Readonly<Partial<Record<Family, 'datagram' | 'raw'>>>;

/** What the worker is started with. */
export interface WorkerStart {
  readonly port: MessagePort;
  /** An eventfd: written after every message, so that a worker that sleeps in ppoll wakes. */
  readonly wake: number;
  readonly secret: Uint8Array;
  /** Echo identifier of the first raw socket; the next ones count on. */
  readonly firstId: number;
  readonly modes: Modes;
  /** One shared counter: records that the engine's thread has read, as 32 bits that wrap. */
  readonly read: Int32Array;
}

export interface OpenStream {
  readonly kind: 'open';
  readonly stream: number;
  /** Numeric, checked. */
  readonly address: string;
  readonly binding: Binding;
  readonly cadence: Cadence;
  /** When the stream was asked for: slots from then on are sent. */
  readonly from: Millis;
  readonly timeout: Millis;
  readonly size: number;
  readonly ttl: number | undefined;
  readonly df: boolean | undefined;
  readonly count: number | undefined;
  readonly linger: Millis;
}
/** From the engine to its worker. */
export type ToWorker =
  | OpenStream
  | { readonly kind: 'close' | 'pause' | 'resume'; readonly stream: number }
  | { readonly kind: 'count' }
  | { readonly kind: 'shut' };

/** What no echo asked for, counted since the worker started. */
export interface Counters {
  /** Replies to our identifier whose cookie, sequence or sender was wrong. */
  readonly forged: number;
  /** Replies to other programs (a raw socket sees them all), and to echoes no longer remembered. */
  readonly foreign: number;
  /** Packets that the kernel threw away because we read too slowly. */
  readonly dropped: number;
  /** Slots not sent because whoever asked did not read what came of the ones before. */
  readonly skippedUnread: number;
}
/** From the worker: results (see results.ts), or its counters. */
export type FromWorker =
  | { readonly kind: 'results'; readonly records: Float64Array; readonly extras: readonly Extra[] }
  | { readonly kind: 'counters'; readonly counters: Counters };

/** What does not fit into numbers: of an error or a failed send. */
export interface Extra {
  readonly from?: string;
  readonly mtu?: number;
  readonly code?: string;
  readonly detail?: string;
}
