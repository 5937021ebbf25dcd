import type { Output } from './deps.ts';

/** What is needed of process.stdout and process.stderr. */
export interface Stream {
  write(text: string): boolean;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A process's stream as an output. When its reader goes away (`| head`) the rest is dropped and `closed` is told. */
export const outputOf = (stream: Stream, closed: () => void): Output => {
  let open = true;
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    open = false;
    closed();
  });
  return {
    write: (text) => {
      if (open) stream.write(text);
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
