import { addressText, parseAddress, type Address } from '../../domain/address.ts';
import type { Walk, WalkSeen } from '../../domain/ask.ts';
import type { Millis } from '../../domain/time.ts';
import { icmpReason } from '../../wire/icmp.ts';
import { readSynMss } from '../../wire/tcp-header.ts';
import type { Binding } from '../net.ts';
import { pollPause, type KernelParts } from './parts.ts';
import { lookAt, TcpSocket } from './tcp-socket.ts';

type Hop = WalkSeen['hops'][number];
/** SYNs under way at once. */
const AT_ONCE = 5;
/** So many silent ones in a row, and there is nobody more to hear. */
const MOST_SILENT = 6;
const TRIES = 2;

interface Try {
  readonly ttl: number;
  readonly number: number;
  readonly tcp: TcpSocket;
  readonly begun: Millis;
}

/** SYNs with rising TTL: every router on the way quotes the one that it drops. */
export const askWalk = async (
  { libc, clock }: KernelParts,
  ask: Walk,
  binding: Binding,
  signal: AbortSignal,
): Promise<WalkSeen> => {
  const to = parseAddress(ask.to);
  if (to === undefined) throw new TypeError(`not a numeric address: ${ask.to}`);
  const found = new Map<number, Hop>();
  let tries: Try[] = [];
  let last = ask.mostHops;
  let next = 1;
  let offeredMss: number | undefined;
  let unsupported: string | undefined;
  const begin = (ttl: number, number: number): void => {
    const tcp = TcpSocket.connect(libc, { to, port: ask.port, binding, ttl });
    if ('error' in tcp) {
      unsupported = tcp.error.detail;
      last = 0;
      return;
    }
    offeredMss ??= tcp.info()?.figures.advMss;
    tries.push({ ttl, number, tcp, begun: clock.elapsed() });
  };
  const settle = (one: Try, hop: Hop, isEnd: boolean): void => {
    one.tcp.close();
    tries = tries.filter((t) => t !== one);
    found.set(hop.ttl, hop);
    if (isEnd) last = Math.min(last, hop.ttl);
    else if (silentBefore(found, hop.ttl) >= MOST_SILENT) last = Math.min(last, hop.ttl);
  };
  const look = (one: Try): void => {
    const heard = hear(one, to);
    if (heard !== undefined) settle(one, heard.hop, heard.isEnd);
    else if (clock.elapsed() - one.begun < ask.timeout) return;
    else if (one.number < TRIES && one.ttl <= last) {
      one.tcp.close();
      tries = tries.filter((t) => t !== one);
      begin(one.ttl, one.number + 1);
    } else settle(one, { ttl: one.ttl }, false);
  };
  while (!signal.aborted) {
    while (tries.length < AT_ONCE && next <= last) {
      begin(next, 1);
      next += 1;
    }
    for (const one of tries) look(one);
    if (tries.every((t) => t.ttl > last) && next > last) break;
    await clock.sleep(pollPause(clock.elapsed() - (tries.at(-1)?.begun ?? 0)), signal);
  }
  for (const { tcp } of tries) tcp.close();
  const hops = [...found.values()].filter((h) => h.ttl <= last).toSorted((a, b) => a.ttl - b.ttl);
  return {
    kind: 'walk',
    hops: withoutSilentEnd(hops),
    ...(offeredMss === undefined ? {} : { offeredMss }),
    ...(unsupported === undefined ? {} : { unsupported }),
  };
};

/** What came of one SYN; undefined: nothing yet. `isEnd`: it went no further, and none will. */
const hear = ({ ttl, tcp }: Try, to: Address): { readonly hop: Hop; readonly isEnd: boolean } | undefined => {
  const { state, error, said } = lookAt(tcp);
  const target = addressText({ family: to.family, bytes: to.bytes });
  if (said !== undefined) {
    const { from, type, code } = said.icmp;
    const quotedMss = readSynMss(said.quote);
    const isTarget = from === target;
    const hop = { ttl, from, ...(quotedMss === undefined ? {} : { quotedMss }), ...(isTarget ? { isTarget } : {}) };
    return { hop, isEnd: icmpReason(to.family, type, code) !== 'time-exceeded' };
  }
  // Accepted, or refused by an RST.
  if (state === 'connected' || error?.code === 'ECONNREFUSED' || error?.code === 'ECONNRESET')
    return { hop: { ttl, from: target, isTarget: true }, isEnd: true };
  return error === undefined ? undefined : { hop: { ttl }, isEnd: false };
};

/** How many in a row, up to this one, are known to be silent. */
const silentBefore = (found: ReadonlyMap<number, Hop>, ttl: number): number => {
  let at = ttl;
  while (found.has(at) && found.get(at)?.from === undefined) at -= 1;
  return ttl - at;
};
const withoutSilentEnd = (hops: readonly Hop[]): readonly Hop[] => {
  const end = hops.findLastIndex((h) => h.from !== undefined);
  return hops.slice(0, end + 1);
};
