import type { Fetched, NetFailure } from '../net.ts';

/** Of all lines together. */
export const MOST_HEADER_BYTES = 64 << 10;
export const MOST_HEADER_LINES = 1_000;
/** 100 Continue, 103 Early Hints (RFC 9110, 15.2). */
export const MOST_INFORMATIONAL = 16;

/** An answer that has begun: its headers are there. Whoever asks reads its body or destroys it. */
export interface Begun extends Pick<Fetched, 'status' | 'http' | 'headers'> {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Why the body is not whole, where reading it does not tell. */
  readonly whyCut: () => NetFailure | undefined;
}

export const pairs = (raw: readonly string[]): Fetched['headers'] =>
  Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? '', raw[2 * i + 1] ?? ''] as const);
