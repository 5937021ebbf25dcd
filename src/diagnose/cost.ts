import type { Ask } from '../domain/ask.ts';
import type { Millis } from '../domain/time.ts';

/** What asking may send and fetch, at most. */
export interface Cost {
  /** TCP connections. */
  readonly connections: number;
  /** Single packets beside those: echoes, UDP, SYNs of a walk, questions to resolvers. */
  readonly packets: number;
  /** Both ways together, headers of TCP left out. */
  readonly bytes: number;
}
export const NOTHING: Cost = { connections: 0, packets: 0, bytes: 0 };

/** What one diagnosis may cost in all. */
export const MOST: Cost & { readonly millis: Millis } = {
  connections: 120,
  packets: 200,
  bytes: 2_000_000,
  millis: 90_000,
};

/** A handshake with a long chain of certificates; the head of a request and of its answer. */
const TLS_BYTES = 8_000;
const HTTP_BYTES = 1_000;
const SYN_BYTES = 60;
/** A question (A and AAAA) to one resolver, asked twice at most, and its answer. */
const DNS = { packets: 4, bytes: 2_400 };
const SERVER_TTL_CONNECTS = 16;

export const add = (a: Cost, b: Cost): Cost => ({
  connections: a.connections + b.connections,
  packets: a.packets + b.packets,
  bytes: a.bytes + b.bytes,
});
/** The greater one of each. */
export const worse = (a: Cost, b: Cost): Cost => ({
  connections: Math.max(a.connections, b.connections),
  packets: Math.max(a.packets, b.packets),
  bytes: Math.max(a.bytes, b.bytes),
});

export const costOf = (ask: Ask): Cost => {
  switch (ask.kind) {
    case 'together':
      return ask.asks.map(costOf).reduce(add, NOTHING);
    case 'route':
      return NOTHING;
    case 'resolve': {
      const servers = 1 + ask.also.length;
      return { connections: 0, packets: servers * DNS.packets, bytes: servers * DNS.bytes };
    }
    case 'exchange': {
      const said = (ask.tls === undefined ? 0 : TLS_BYTES) + (ask.http === undefined ? 0 : HTTP_BYTES);
      const body = ask.http === undefined ? 0 : ask.mostBytes + (ask.http.bodyBytes ?? 0);
      return { connections: 1, packets: 0, bytes: said + body };
    }
    case 'packets':
      // What arrives comes back: an echo as large as it went.
      return {
        connections: 0,
        packets: ask.sizes.length,
        bytes: ask.sizes.reduce((sum, n) => sum + n, 0) * (ask.protocol === 'echo' ? 2 : 1),
      };
    case 'walk':
      return { connections: 0, packets: ask.mostHops, bytes: ask.mostHops * SYN_BYTES };
    case 'server-ttl':
    default:
      return { connections: SERVER_TTL_CONNECTS, packets: 0, bytes: 0 };
  }
};
