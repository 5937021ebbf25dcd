import { Duplex } from 'node:stream';

/** A server's part of setting up TLS: 100 KiB of certificates are what OpenSSL takes, a staple and its extensions beside. */
const MOST_BYTES = 512 << 10;

/** A connection whose first bytes from the other side are kept, until they are asked for. */
export class Tap extends Duplex {
  readonly #under: Duplex;
  #kept: Buffer[] | undefined = [];
  #bytes = 0;

  constructor(under: Duplex) {
    super({ allowHalfOpen: true });
    this.#under = under;
    under.on('data', (piece: Buffer) => {
      this.#keep(piece);
      if (!this.destroyed && !this.push(piece)) under.pause();
    });
    under.once('end', () => this.push(null));
    under.on('error', (error) => this.destroy(error));
    under.once('close', () => this.destroy());
  }
  /** More has come than setting up TLS can be; it was closed for that. */
  get isFlooded(): boolean {
    return this.#bytes > MOST_BYTES;
  }
  /** What came so far; from now on nothing is kept. */
  kept(): Uint8Array {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    return Buffer.concat(kept);
  }
  #keep(piece: Buffer): void {
    if (this.#kept === undefined) return;
    this.#kept.push(piece);
    this.#bytes += piece.length;
    if (!this.isFlooded) return;
    this.kept();
    this.destroy(new Error('far more is sent than setting up TLS takes'));
  }
  override _read(): void {
    this.#under.resume();
  }
  override _write(piece: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#under.write(piece, done);
  }
  override _final(done: (error?: Error | null) => void): void {
    this.#under.end(() => done());
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#under.destroy();
    done(error);
  }
}
