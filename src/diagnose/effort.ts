import type { Packets } from '../domain/ask.ts';
import { SMALL_PACKET } from './target.ts';

/** How much one way may ask: two ways share what one diagnosis may send. */
export interface Effort {
  /** Small echoes that loss is measured with, and of those that go beside the first download. */
  readonly lossEchoes: number;
  readonly loadEchoes: number;
  /** Sizes that are tried at once. */
  readonly width: number;
  /** Connections of a size that fails, beyond two, before it is said that it never passes. */
  readonly doubts: number;
  /** Connections that tell loss where echoes do not. */
  readonly connects: number;
  readonly downloadBytes: number;
  /** Large packets, and as many small ones, that are compared. */
  readonly pairs: number;
}
export const ALONE: Effort = {
  lossEchoes: 50,
  loadEchoes: 14,
  width: 9,
  doubts: 8,
  connects: 12,
  downloadBytes: 524_288,
  pairs: 16,
};
export const BESIDE: Effort = {
  lossEchoes: 32,
  loadEchoes: 10,
  width: 5,
  doubts: 6,
  connects: 6,
  downloadBytes: 196_608,
  pairs: 8,
};

/** Small packets, one after the other. */
export const echoes = (to: string, count: number, apart: number, timeout: number): Packets => ({
  kind: 'packets',
  protocol: 'echo',
  to,
  sizes: Array.from({ length: count }, () => SMALL_PACKET),
  apart,
  timeout,
  df: 'clear',
});
