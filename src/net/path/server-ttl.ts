import { parseAddress } from '../../domain/address.ts';
import type { ServerTtl, ServerTtlSeen } from '../../domain/ask.ts';
import type { Millis } from '../../domain/time.ts';
import { ttlBitFilter } from '../../wire/socket-filter.ts';
import type { Binding } from '../net.ts';
import { pollPause, type KernelParts } from './parts.ts';
import { lookAt, NO_FILTER, TcpSocket, type TcpOptions } from './tcp-socket.ts';

const BITS = [0, 1, 2, 3, 4, 5, 6, 7] as const;
/** Of the thresholds in a round. */
const STEPS = 16;
/** The kernel sends a lost SYN again after a second; what is not there a bit later was not let in. */
const SECOND_SYN: Millis = 1_300;

/** The TTL of what a server answers to SYNs, which no socket option tells a client: told by what is let in. */
export const askServerTtl = async (
  parts: KernelParts,
  { to: text, port, timeout }: ServerTtl,
  binding: Binding,
  signal: AbortSignal,
): Promise<ServerTtlSeen> => {
  const to = parseAddress(text);
  if (to === undefined) throw new TypeError(`not a numeric address: ${text}`);
  const options = { to, port, binding };
  const within = { timeout, signal };
  const byBits = await askBits(parts, options, within);
  return byBits === NO_FILTER ? askThresholds(parts, options, within) : byBits;
};

interface Within {
  readonly timeout: Millis;
  readonly signal: AbortSignal;
}

/**
 * For each bit one connection that lets in only what has it, and one only what has it not. One of the two comes about;
 * where neither does, packets were lost.
 */
const askBits = async (
  parts: KernelParts,
  options: TcpOptions,
  within: Within,
): Promise<ServerTtlSeen | typeof NO_FILTER> => {
  const { family } = options.to;
  const wanted = BITS.flatMap((bit) => [true, false].map((isSet) => ({ bit, isSet })));
  const all = wanted.map(({ bit, isSet }) => ({ ...options, filter: ttlBitFilter(family, bit, isSet) }));
  let ttl = 0;
  const known = new Set<number>();
  let isTwo = false;
  const refusal = await race(parts, all, within, (i) => {
    const { bit = 0, isSet = false } = wanted[i] ?? {};
    isTwo ||= known.has(bit);
    known.add(bit);
    if (isSet) ttl |= 1 << bit;
    return known.size === BITS.length;
  });
  if (refusal?.code === NO_FILTER) return NO_FILTER;
  if (refusal !== undefined) return { kind: 'server-ttl', unsupported: refusal.detail };
  if (isTwo) return { kind: 'server-ttl', unsupported: 'its answers differ in their TTL' };
  return { kind: 'server-ttl', ...(known.size < BITS.length ? {} : { ttl }) };
};

/**
 * Without filters: connections that let in a TTL from ever higher thresholds on, first far apart, then between the last
 * that came about and the first that did not. It takes longer, for what is not let in has to be waited for.
 */
const askThresholds = async (parts: KernelParts, options: TcpOptions, within: Within): Promise<ServerTtlSeen> => {
  let least = 0;
  for (const step of [STEPS, 1]) {
    const thresholds = Array.from({ length: STEPS }, (_, i) => least + i * step);
    const all = thresholds.map((t) => (t === 0 ? options : { ...options, leastTtl: Math.min(t, 255) }));
    const come = new Set<number>();
    const wait = { ...within, timeout: Math.min(SECOND_SYN, within.timeout / 2) };
    const refusal = await race(parts, all, wait, (i) => come.add(i).size === all.length);
    if (refusal !== undefined) return { kind: 'server-ttl', unsupported: refusal.detail };
    // All up to one: with a gap among them packets were lost, and the last of them may have been as well.
    const highest = Math.max(...come);
    if (come.size === 0 || highest !== come.size - 1) return { kind: 'server-ttl' };
    least = thresholds[highest] ?? 0;
  }
  return { kind: 'server-ttl', ttl: least };
};

/** Connects all; tells each that is answered, until enough are or the time is over. Or why there was no socket. */
const race = async (
  { libc, clock }: KernelParts,
  all: readonly TcpOptions[],
  { timeout, signal }: Within,
  answered: (i: number) => boolean,
): Promise<{ readonly code: string; readonly detail: string } | undefined> => {
  const begun = clock.elapsed();
  const sockets: TcpSocket[] = [];
  const close = (): void => sockets.forEach((tcp) => tcp.close());
  for (const options of all) {
    const tcp = TcpSocket.connect(libc, options);
    if ('error' in tcp) {
      close();
      return tcp.error;
    }
    sockets.push(tcp);
  }
  let isEnough = false;
  while (!isEnough && !signal.aborted && clock.elapsed() - begun < timeout && sockets.some((s) => !s.isClosed)) {
    for (const [i, tcp] of sockets.entries()) {
      if (tcp.isClosed) continue;
      const { state, error, said } = lookAt(tcp);
      if (state === 'connecting') continue;
      tcp.close();
      // A refusal was let in as well; what ICMP says is nobody's answer.
      if (said === undefined && (state === 'connected' || error?.code === 'ECONNREFUSED')) isEnough ||= answered(i);
    }
    if (!isEnough) await clock.sleep(pollPause(clock.elapsed() - begun), signal);
  }
  close();
  return undefined;
};
