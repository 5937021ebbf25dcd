const LENGTH = 2;

/** A message as it goes over a connection: its length before it (RFC 1035, 4.2.2). */
export const frameDns = (message: Uint8Array): Uint8Array => {
  const out = new Uint8Array(LENGTH + message.length);
  new DataView(out.buffer).setUint16(0, message.length);
  out.set(message, LENGTH);
  return out;
};

/** Messages out of what comes over a connection, however it is cut. What waits is one message at most, 64 KiB. */
export class DnsFrames {
  #parts: Uint8Array[] = [];
  #bytes = 0;
  /** What is worth putting together: the length, then the whole first message. */
  #wanted = LENGTH;

  /** The messages that are whole by now. */
  take(chunk: Uint8Array): readonly Uint8Array[] {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#wanted) return [];
    const bytes = Uint8Array.from(Buffer.concat(this.#parts));
    const view = new DataView(bytes.buffer);
    const messages: Uint8Array[] = [];
    let at = 0;
    for (;;) {
      this.#wanted = LENGTH + (at + LENGTH <= bytes.length ? view.getUint16(at) : 0);
      if (at + this.#wanted > bytes.length) break;
      messages.push(bytes.slice(at + LENGTH, at + this.#wanted));
      at += this.#wanted;
    }
    this.#parts = [bytes.slice(at)];
    this.#bytes = bytes.length - at;
    return messages;
  }
}
