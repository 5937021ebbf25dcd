import type { Output } from './deps.ts';

/** What is needed of process.stdout and process.stderr. */
export interface Stream {
  write(text: string): boolean;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  /** Bytes that its reader has not taken yet. */
  readonly writableLength?: number;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * A process's stream as an output. When its reader goes away (`| head`) the rest is dropped; when it cannot be written
 * for another reason (a full disk, a terminal that is gone) that text is, and so is what comes while its reader leaves
 * `most` bytes lying. `failed` is told of the first two.
 */
export const outputOf = (
  stream: Stream,
  failed: (error: NodeJS.ErrnoException) => void,
  most = Number.POSITIVE_INFINITY,
): Output => {
  let open = true;
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') open = false;
    failed(error);
  });
  return {
    write: (text) => {
      if (open && (stream.writableLength ?? 0) < most) stream.write(text);
    },
    get isOpen() {
      return open;
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 80;
    },
  };
};
