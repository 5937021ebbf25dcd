import { setMaxListeners } from 'node:events';

import { isPublic } from '../../domain/address.ts';
import type { Millis } from '../../domain/time.ts';
import type { EchoEvent } from '../../net/net.ts';
import type { Context } from '../probe.ts';

/** What answered at one distance. */
export interface Hop {
  readonly ttl: number;
  /** Several where the path has several (equal-cost routes). RTTs in whole microseconds, in the order they came. */
  readonly addresses: readonly { readonly address: string; readonly rttMicros: readonly number[] }[];
  /** Echoes that nothing came back for. */
  readonly lost: number;
  /** The path ends here: this hop says that it cannot go on (ICMP type and code). */
  readonly unreachable?: { readonly type: number; readonly code: number };
}
export interface Trace {
  /** From the nearest on, without holes; silent ones at the end are left out. */
  readonly hops: readonly Hop[];
  /** Whether the last hop is the target. */
  readonly reached: boolean;
  /** Why nothing could be sent, where that was so. */
  readonly notSent?: string;
}
export interface TraceOptions {
  readonly timeout: Millis;
  readonly maxHops: number;
  /** True: this hop is all that was wanted. */
  readonly enough?: (hop: Hop) => boolean;
}

const ECHOES = 3;
/** Between the echoes of one hop: routers limit how many errors they send (RFC 1812, 4.3.2.8). */
const APART: Millis = 100;
/** So many hops at a time, and after so many silent ones in a row there is nothing to be expected. */
const PARALLEL = 6;
const SILENT = 5;

interface Probed {
  readonly hop: Hop;
  readonly reached: boolean;
  readonly notSent?: string;
}

/**
 * The path to a numeric address by echoes of rising TTL. Stops at the target, at whoever says that it cannot be
 * reached, after five silent hops in a row, or when it is `enough`; when aborted, with what was found by then.
 */
export const trace = async (address: string, options: TraceOptions, ctx: Context): Promise<Trace> => {
  const stop = new AbortController();
  const over = AbortSignal.any([ctx.signal, stop.signal]);
  setMaxListeners(0, over); // as many as there are hops at a time
  const probed: (Probed | undefined)[] = [];
  let next = 1;
  const worker = async (): Promise<void> => {
    while (next <= options.maxHops && !over.aborted) {
      const ttl = next;
      next += 1;
      const result = await probeHop(address, ttl, options.timeout, ctx, over);
      if (over.aborted) return;
      probed[ttl - 1] = result;
      if (isOver(probed, options.enough)) stop.abort();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(PARALLEL, options.maxHops) }, worker));
  } finally {
    stop.abort();
  }
  return conclude(probed);
};

/** The hops known from the nearest on: what lies beyond a hole or the path's end does not count. */
const contiguous = (probed: readonly (Probed | undefined)[]): readonly Probed[] => {
  const known: Probed[] = [];
  for (const p of probed) {
    if (p === undefined) break;
    known.push(p);
    if (p.reached || p.hop.unreachable !== undefined) break;
  }
  return known;
};

const isSilent = ({ hop }: Probed): boolean => hop.addresses.length === 0;

const isOver = (probed: readonly (Probed | undefined)[], enough: TraceOptions['enough']): boolean => {
  const known = contiguous(probed);
  const last = known.at(-1);
  if (last === undefined) return false;
  if (last.reached || last.hop.unreachable !== undefined || last.notSent !== undefined) return true;
  if (enough !== undefined && known.some((p) => enough(p.hop))) return true;
  return known.length >= SILENT && known.slice(-SILENT).every(isSilent);
};

const conclude = (probed: readonly (Probed | undefined)[]): Trace => {
  const known = contiguous(probed);
  const heard = known.slice(0, known.findLastIndex((p) => !isSilent(p)) + 1);
  const notSent = known.find((p) => p.notSent !== undefined)?.notSent;
  return {
    hops: heard.map((p) => p.hop),
    reached: heard.at(-1)?.reached ?? false,
    ...(notSent === undefined || heard.length > 0 ? {} : { notSent }),
  };
};

const probeHop = async (
  address: string,
  ttl: number,
  timeout: Millis,
  { net, clock, progress }: Context,
  signal: AbortSignal,
): Promise<Probed> => {
  const cadence = { every: APART, phase: clock.elapsed() };
  const events: EchoEvent[] = [];
  for await (const event of net.echoes({ address, ttl, timeout, cadence, count: ECHOES }, signal)) events.push(event);
  const result = judgeHop(ttl, events);
  if (!signal.aborted) progress?.(lineOf(result.hop));
  return result;
};

const judgeHop = (ttl: number, events: readonly EchoEvent[]): Probed => {
  const answers = new Map<string, number[]>();
  let [lost, reached] = [0, false];
  let unreachable: Hop['unreachable'];
  let notSent: string | undefined;
  for (const event of events) {
    if (event.kind === 'lost') lost += 1;
    if (event.kind === 'not-sent') notSent = event.detail;
    if (event.kind !== 'reply' && event.kind !== 'error') continue;
    const from = event.kind === 'reply' ? event.from : event.icmp.from;
    answers.set(from, [...(answers.get(from) ?? []), Math.round(event.rttMicros)]);
    if (event.kind === 'reply') reached = true;
    else if (event.reason === 'unreachable') unreachable = { type: event.icmp.type, code: event.icmp.code };
  }
  const addresses = [...answers].map(([address, rttMicros]) => ({ address, rttMicros }));
  return {
    hop: { ttl, addresses, lost, ...(unreachable === undefined ? {} : { unreachable }) },
    reached,
    ...(notSent === undefined ? {} : { notSent }),
  };
};

const lineOf = ({ ttl, addresses, unreachable }: Hop): string => {
  const heard = addresses.map(({ address, rttMicros }) => `${address} ${Math.min(...rttMicros) / 1_000} ms`);
  return `${ttl}  ${heard.length === 0 ? '*' : heard.join(', ')}${unreachable === undefined ? '' : ' (unreachable)'}`;
};

/** The nearest hop with an address of the internet: where the line of one's provider begins, behind any CGNAT. */
export const firstPublicHop = (
  hops: readonly Hop[],
): { readonly ttl: number; readonly address: string } | undefined => {
  for (const { ttl, addresses } of hops) {
    const found = addresses.find(({ address }) => isPublic(address));
    if (found !== undefined) return { ttl, address: found.address };
  }
  return undefined;
};
