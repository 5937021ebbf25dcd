import { parseAddress } from '../../domain/address.ts';
import { dueAt, decide, slotAtOrAfter, type Cadence } from '../../domain/cadence.ts';
import { MINUTE, SECOND } from '../../domain/time.ts';
import { notOneHost } from '../../wire/ip.ts';
import type { EchoEngine, EchoEvent, Family } from '../net.ts';
import { monotonicMillis, systemClock } from '../system-clock.ts';
import { COOKIE_BYTES } from './packet.ts';

export type EchoesRequest = Parameters<EchoEngine['echoes']>[0];

/** As ping sends. */
export const DEFAULT_SIZE = 56;
/** An IPv4 packet of 65,535 bytes without its two headers. */
const MOST_BYTES = 65_507;
const SHORTEST_INTERVAL = 0.1;

const within = (what: string, value: number, from: number, to: number): void => {
  if (!(value >= from && value <= to)) throw new RangeError(`${what} of an echo: ${value}, not in ${from} to ${to}`);
};

/** Throws a RangeError for what no config lets through: a mistake in the code. */
export const checkRequest = (r: EchoesRequest): void => {
  within('size (bytes)', r.size ?? DEFAULT_SIZE, COOKIE_BYTES, MOST_BYTES);
  within('ttl', r.ttl ?? 1, 1, 255);
  within('timeout (ms)', r.timeout, 1, 5 * MINUTE);
  within('interval (ms)', r.cadence.every, SHORTEST_INTERVAL, 24 * 60 * MINUTE);
  within('count', r.count ?? 1, 1, 2 ** 32);
  within('linger (ms)', r.linger ?? 0, 0, 5 * MINUTE);
};

/** Why no echo can go to this address; undefined: one can. */
export const refusal = (address: string, families: readonly Family[]): string | undefined => {
  const parsed = parseAddress(address);
  if (parsed === undefined) return `${address} is no numeric address`;
  const group = notOneHost(parsed);
  if (group !== undefined) return `${address} is a ${group} address: echoes go to single hosts only`;
  return families.includes(parsed.family) ? undefined : `this system has no IPv${parsed.family} ICMP sockets`;
};

/** Every slot of the cadence as an echo that was not sent, for the same reason each time. */
export async function* unsendable(
  { cadence, count = Number.POSITIVE_INFINITY }: { readonly cadence: Cadence; readonly count?: number },
  detail: string,
  signal: AbortSignal,
): AsyncGenerator<EchoEvent> {
  const clock = systemClock();
  let slot = slotAtOrAfter(cadence, monotonicMillis());
  for (let seq = 0; seq < count;) {
    await clock.sleep(Math.min(dueAt(cadence, slot) - clock.elapsed(), 3_600 * SECOND), signal);
    if (signal.aborted) return;
    const due = decide(cadence, slot, clock.elapsed());
    slot = due.next;
    if (!due.send) continue;
    yield { seq, sentAt: clock.now(), kind: 'not-sent', detail };
    seq += 1;
  }
}
