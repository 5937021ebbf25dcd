import type { Socket } from 'node:net';

import type { Exchange, ExchangeSeen, IcmpSaid } from '../../domain/ask.ts';
import type { Millis } from '../../domain/time.ts';
import type { TcpInfo } from '../../wire/tcp-info.ts';
import type { Binding } from '../net.ts';

/** A TCP connection that stands. */
export interface Transport {
  readonly stream: Socket;
  readonly connectMs: Millis;
  /** Undefined where the system does not tell. */
  info(): TcpInfo | undefined;
  /** Closes it, whatever was done to the stream before. `reset`: what is under way no longer matters. */
  close(how: 'reset' | 'finish'): void;
}
/** What came of connecting. */
export type Connecting =
  | { readonly ok: true; readonly transport: Transport }
  | {
      readonly ok: false;
      readonly end: ExchangeSeen['end'];
      readonly detail: string;
      readonly icmp?: IcmpSaid;
    };
/** Where to, and how. */
export type ConnectTo = Pick<Exchange, 'to' | 'port' | 'mss' | 'onlyResetsOfTtl' | 'mostBytes'>;
/** Connects within so many milliseconds, or until the signal. */
export type Connect = (ask: ConnectTo, binding: Binding, within: Millis, signal: AbortSignal) => Promise<Connecting>;
