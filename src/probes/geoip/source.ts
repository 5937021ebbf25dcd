import type { EpochMicros, Millis } from '../../domain/time.ts';
import type { Family, NetResult } from '../../net/net.ts';
import type { GeoAnswer } from './report.ts';

/** An address that is asked about. */
export interface Asked {
  readonly family: Family;
  readonly address: string;
}
/** What a source says of one address: where it is, or why it does not say. */
export type Said = Omit<GeoAnswer, 'source' | 'kind'>;

export interface GetRequest {
  /** What is beyond is not read, and the answer is a failure: half a file says what the whole would not. */
  readonly mostBytes: number;
  /** Of all of it, redirects too. */
  readonly timeout: Millis;
  /** By which family it is asked; either where left out. */
  readonly family?: Family;
  readonly headers?: Readonly<Record<string, string>>;
  /** Somebody else than the owner named it: nobody in a private network is asked. */
  readonly publicOnly?: boolean;
  /** What was fetched less than this ago is taken instead. 0: whatever was kept, it is asked. */
  readonly maxAge: Millis;
}
export interface Got {
  readonly body: Uint8Array;
  /** When it was fetched, or last known to be right. */
  readonly at: EpochMicros;
}
/** Fetches a page whose status is 200; a failure tells the host, and neither path nor query. */
export type Get = (url: string, request: GetRequest) => Promise<NetResult<Got>>;

/** What a source may use. */
export interface Asking {
  readonly get: Get;
  readonly signal: AbortSignal;
  /** Bytes cost money: nothing large is fetched. */
  readonly metered: boolean;
}
/** Says of each address, in their order. Never throws for what may be expected: `why` tells. */
export type AskSource = (asked: readonly Asked[], asking: Asking) => Promise<readonly Said[]>;

export const isWeb = (from: string): boolean => /^https?:\/\//i.test(from);
