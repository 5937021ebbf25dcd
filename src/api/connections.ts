import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { SECOND, type Millis } from '../domain/time.ts';
import { clientKey } from './client-key.ts';

export interface ConnectionLimits {
  /** Connections in all, more than the live clients, so that others still get in beside them. */
  readonly all: number;
  /** No one address may take all of them. */
  readonly each: number;
  /** How many more may stay to be told so; those beyond are closed without a word. */
  readonly told: number;
  /** How long they may take to ask. */
  readonly toldWithin: Millis;
  /** Bytes of answers that clients have not taken yet; whoever leaves most lying is cut off. */
  readonly untaken: number;
  /** From a connection, or the answer before, to the end of the next request's headers. */
  readonly headersWithin: Millis;
  /** The same to the end of its body. */
  readonly requestWithin: Millis;
  /** A connection between two requests. */
  readonly idle: Millis;
  /** A connection on which no byte moves either way. A live stream is never silent for that long: it ticks. */
  readonly silent: Millis;
  /** How often it is looked whether a time is over. */
  readonly look: Millis;
}
export const LIMITS: ConnectionLimits = {
  all: 512,
  each: 256,
  told: 256,
  toldWithin: 2 * SECOND,
  untaken: 64 * 1024 * 1024,
  headersWithin: 10 * SECOND,
  requestWithin: 30 * SECOND,
  idle: 5 * SECOND,
  silent: 60 * SECOND,
  look: 5 * SECOND,
};

const TOO_MANY = JSON.stringify({
  error: { what: 'Too many connections are open.', expected: 'fewer, or a later try' },
});
const refuse = (response: ServerResponse): void => {
  response.writeHead(503, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(TOO_MANY),
    'Retry-After': '2',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  response.end(TOO_MANY);
};

/** One place: taken by a connection, and by what it asked for until that is done, even after it has gone. */
interface Place {
  readonly from: string;
  readonly socket: Socket;
  asking: ServerResponse | undefined;
  gone: boolean;
}

/**
 * Bounds what clients can hold of the server: connections, in all and for each address; one request at a time on each
 * (HTTP pipelining closes the connection: no browser does it); and the bytes of answers that nobody takes.
 */
export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #places = new Map<Socket, Place>();
  readonly #counts = new Map<string, number>();

  constructor(limits: ConnectionLimits = LIMITS) {
    this.#limits = limits;
  }
  get open(): number {
    return this.#places.size;
  }
  /** Counts the connections of this server from now on. */
  watch(server: Server): void {
    const { all, each, told, toldWithin } = this.#limits;
    server.maxConnections = all + told;
    server.on('connection', (socket: Socket) => {
      const from = clientKey(socket.remoteAddress ?? 'unknown');
      const count = this.#counts.get(from) ?? 0;
      if (this.#places.size >= all || count >= each) {
        // It stays a while without a place, to be told why. Idle ones make room for who comes next.
        server.closeIdleConnections();
        setTimeout(() => socket.destroy(), toldWithin).unref();
        return;
      }
      const place = { from, socket, asking: undefined, gone: false };
      this.#places.set(socket, place);
      this.#counts.set(from, count + 1);
      socket.once('close', () => {
        place.gone = true;
        this.#leave(place);
      });
    });
  }
  /** The listener, asked only for those who have a place. */
  guard(listener: RequestListener): RequestListener {
    return (request, response) => {
      const place = this.#places.get(request.socket);
      if (place === undefined) return refuse(response);
      if (place.asking !== undefined && !place.asking.writableEnded) {
        place.socket.destroy();
        return undefined;
      }
      this.#cutOff();
      place.asking = response;
      // node-server's listener resolves when the answer is written, or nobody waits for it any more.
      void Promise.resolve(listener(request, response) as unknown).finally(() => {
        if (place.asking === response) place.asking = undefined;
        this.#leave(place);
      });
      return undefined;
    };
  }
  #leave(place: Place): void {
    if (!place.gone || place.asking !== undefined || !this.#places.delete(place.socket)) return;
    const left = (this.#counts.get(place.from) ?? 1) - 1;
    if (left === 0) this.#counts.delete(place.from);
    else this.#counts.set(place.from, left);
  }
  #cutOff(): void {
    let sum = 0;
    let most: Socket | undefined;
    for (const socket of this.#places.keys()) {
      sum += socket.writableLength;
      if (socket.writableLength > (most?.writableLength ?? 0)) most = socket;
    }
    if (sum > this.#limits.untaken) most?.destroy();
  }
}
