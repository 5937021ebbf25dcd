import type { Exchange } from '../domain/ask.ts';
import type { Millis } from '../domain/time.ts';
import type { Goal } from './diagnosis.ts';
import type { Effort } from './effort.ts';

/** One address of the goal, and how it is spoken to. */
export interface Target {
  readonly goal: Goal;
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
  readonly tls: boolean;
  readonly effort: Effort;
}

/** Headers of IP and TCP without options: what an MTU has over its MSS (RFC 9293, 3.7.1). */
export const headerOf = (family: 4 | 6): number => (family === 4 ? 40 : 60);
/** An MSS so small that nothing that minds large packets minds it. */
export const SMALL_MSS = 536;
/** An MSS that every path has to carry (RFC 1122, 4.2.2.6; RFC 8200, 5: 1280 less the headers). */
export const floorOf = (family: 4 | 6): number => (family === 4 ? 536 : 1220);
/** A small packet; larger than 68 and 576 alike matter nothing to it. */
export const SMALL_PACKET = 84;

interface Manner {
  readonly mss?: number | undefined;
  readonly timeout: Millis;
  readonly silence?: Millis;
  readonly bytes: number;
  /** Another name than the goal's, in SNI and Host; null for none. */
  readonly name?: string | null;
  /** Without TLS, whatever the target speaks. */
  readonly plain?: boolean;
  readonly port?: number;
  readonly onlyResetsOfTtl?: number | undefined;
}

/** A request for the object, of which `bytes` are read. */
export const getOf = (target: Target, manner: Manner): Exchange => ({
  ...connection(target, manner),
  http: { method: 'GET', host: hostOf(target, manner), path: pathOf(target, manner) },
  mostBytes: manner.bytes,
});

/** A request with a body of `bytes`; what the server makes of it does not matter. */
export const postOf = (target: Target, manner: Manner): Exchange => ({
  ...connection(target, manner),
  http: { method: 'POST', host: hostOf(target, manner), path: pathOf(target, manner), bodyBytes: manner.bytes },
  mostBytes: 1,
});

/** Nothing but a connection. */
export const connectOf = (target: Target, timeout: Millis): Exchange => ({
  kind: 'exchange',
  to: target.address,
  port: target.port,
  mostBytes: 0,
  timeout,
});

const connection = (
  { goal, address, port, tls }: Target,
  { mss, timeout, silence, name, plain, port: other, onlyResetsOfTtl }: Manner,
): Omit<Exchange, 'http' | 'mostBytes'> => ({
  kind: 'exchange',
  to: address,
  port: other ?? port,
  timeout,
  ...(mss === undefined ? {} : { mss }),
  ...(silence === undefined ? {} : { silence }),
  ...(onlyResetsOfTtl === undefined ? {} : { onlyResetsOfTtl }),
  ...(tls && plain !== true ? { tls: { name: name === undefined ? nameOf(goal) : name } } : {}),
});

/** A number is no name: SNI has none then (RFC 6066, 3). */
export const nameOf = ({ host }: Goal): string | null => (/^[\d.]+$|:/.test(host) ? null : host);

/** What TLS was to keep to itself does not go in the clear: a path may hold a secret. */
const pathOf = ({ goal, tls }: Target, { plain }: Manner): string => (tls && plain === true ? '/' : goal.path);

const hostOf = ({ goal, address, port, tls }: Target, { name }: Manner): string => {
  const host = name === undefined ? goal.host : (name ?? address);
  const written = host.includes(':') ? `[${host}]` : host;
  return port === (tls ? 443 : 80) ? written : `${written}:${port}`;
};
