import type { EpochMicros } from './time.ts';

/** Something that was fetched, as it was kept. */
export interface Kept {
  readonly bytes: Uint8Array;
  /** When it was last known to be right. */
  readonly at: EpochMicros;
  /** The server's name of this version: ETag (RFC 9110, 8.8.3). */
  readonly tag?: string;
  /** When the server says that it was changed, as it wrote it: Last-Modified (RFC 9110, 8.8.2). */
  readonly modified?: string;
}
/**
 * Keeps what others publish (registries, geofeeds, lists), so that they are asked seldom. It may lose anything at any time; what does not
 * fit is not kept. Never throws: what cannot be read is not there.
 */
export interface Cache {
  get(key: string): Promise<Kept | undefined>;
  put(key: string, kept: Kept): Promise<void>;
}
