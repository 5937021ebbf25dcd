import { readQuote, type Quote } from '../../wire/icmp-quote.ts';
import { Inbox } from '../libc/inbox.ts';
import type { Libc } from '../libc/libc.ts';
import { ICMP_FILTER, IPPROTO_ICMP, SOCK_RAW, SOL_RAW } from '../libc/linux.ts';
import { Socket } from '../libc/socket.ts';
import type { Binding } from '../net.ts';

/** Both headers with options, that of ICMP, and the first eight bytes that are quoted. */
const BYTES = 60 + 8 + 60 + 8;
const KEPT = 256;
/** All but "unreachable" and "time exceeded". */
const FILTER = Uint8Array.of(0xff & ~(1 << 3), 0xff & ~(1 << 3), 0xff, 0xff);

/**
 * The headers that ICMP errors quote, which an error queue leaves out: to be seen on a raw socket alone, where this
 * process may have one. It is given all of the machine's; a packet looks for its own.
 */
export class Quotes {
  readonly #socket: Socket | undefined;
  readonly #inbox: Inbox;
  readonly #kept: Quote[] = [];

  constructor(libc: Libc, binding: Binding) {
    const socket = Socket.open(libc, { family: 4, type: SOCK_RAW, protocol: IPPROTO_ICMP, binding });
    this.#socket = 'error' in socket ? undefined : socket;
    this.#socket?.setBytes(SOL_RAW, ICMP_FILTER, FILTER);
    this.#inbox = new Inbox(libc, BYTES);
  }
  /** Reads what has come: a raw socket has its copy before the error is told to the socket that it is about. */
  read(): void {
    if (this.#socket === undefined) return;
    this.#inbox.read(this.#socket, 'messages', ({ bytes }) => {
      const quote = readQuote(bytes);
      if (quote !== undefined && this.#kept.push(quote) > KEPT) this.#kept.shift();
    });
  }
  /** Whether DF was still set in the packet of ours that was quoted last; undefined: none was. */
  dfOf(isOurs: (quote: Quote) => boolean): boolean | undefined {
    return this.#kept.findLast(isOurs)?.df;
  }
  close(): void {
    this.#socket?.close();
  }
}
