import { canonicalAddress, familyOf } from '../domain/address.ts';
import { decide, dueAt, slotAtOrAfter, type Cadence } from '../domain/cadence.ts';
import type { Clock } from '../domain/clock.ts';
import { MINUTE, SECOND, type Millis } from '../domain/time.ts';
import { childSignal } from '../net/child-signal.ts';
import type { Family, NetResult, Resolution } from '../net/net.ts';
import type { Aim, Context, Notice, Observation } from './probe.ts';

/** Asked again this often where the resolver told no TTL. */
const USUAL: Millis = MINUTE;
/** A TTL is followed within these bounds: not asking all the time, not missing a move for a day. */
const SHORTEST: Millis = 5 * SECOND;
const LONGEST: Millis = 10 * MINUTE;
/** When the probe doubts the address, it is asked again at once, but not more often than this. */
const DOUBTED: Millis = 10 * SECOND;

export interface Following {
  readonly aim: Aim;
  readonly family: Family | undefined;
  readonly cadence: Cadence;
  /** The field that a slot without an address is lost of. */
  readonly field: string;
}

/**
 * Probes the address behind a name for as long as it lasts: tells the first one it finds as `address-changed` from
 * nothing, re-resolves at its TTL, and when the address in use is no longer among the answers tells that too and starts
 * `probe` anew at the first one.
 * An address in use that stays among the answers is kept (round robin moves nothing), and so is one whose name does
 * not resolve for a while. As long as there is none at all, every slot of the cadence is lost as `no-address`.
 * What `probe` still waits for when the address changes is dropped, as when it is aborted. It calls `doubt` when the
 * address has stopped answering: the name may have moved before its TTL was over.
 */
export const followAddress = (following: Following, ctx: Context, probe: ProbeAddress): AsyncIterable<Observation> => {
  const { aim, family } = following;
  const fixed = canonicalAddress(aim.address);
  return fixed !== undefined && (family === undefined || familyOf(fixed) === family)
    ? probe(fixed, ctx.signal, () => undefined)
    : followName(following, ctx, probe);
};
/** Goes on until the signal aborts. `doubt`: the address has stopped answering. */
type ProbeAddress = (address: string, signal: AbortSignal, doubt: () => void) => AsyncIterable<Observation>;

async function* followName(following: Following, ctx: Context, probe: ProbeAddress): AsyncGenerator<Observation> {
  const { aim, family } = following;
  const resolve = (): Promise<NetResult<Resolution>> => ctx.net.resolve(aim.address, family, ctx.signal);
  const first = await resolve();
  let known = hasAddress(first) ? first : undefined;
  if (known !== undefined) yield addressChanged([], known.addresses);
  while (!ctx.signal.aborted) {
    const turn = new AbortController();
    const over = AbortSignal.any([ctx.signal, turn.signal]);
    let hurry = (): void => undefined;
    const wait = waiting(ctx.clock, over, (h) => (hurry = h));
    const moved = seekAddress(resolve, known, wait, over, () => turn.abort());
    try {
      yield* known === undefined
        ? loseSlots(following, ctx.clock, over)
        : probe(known.addresses[0], over, () => hurry());
    } finally {
      turn.abort();
    }
    const next = await moved;
    if (next === undefined) return; // aborted, or the probe ended by itself
    yield addressChanged(known?.addresses ?? [], next.addresses);
    known = next;
  }
}

interface Known extends Resolution {
  readonly ok: true;
  readonly addresses: readonly [string, ...string[]];
}
const hasAddress = (result: NetResult<Resolution>): result is Known => result.ok && result.addresses.length > 0;

const addressChanged = (from: readonly string[], to: Known['addresses']): Notice => ({
  notice: 'address-changed',
  severity: 'info',
  evidence: { from: listed(from), to: listed(to), using: to[0] },
});
const LISTED = 8;
const listed = (addresses: readonly string[]): string => addresses.slice(0, LISTED).toSorted().join(', ');

const untilNextTime = (ttl: number | undefined): Millis =>
  ttl === undefined ? USUAL : Math.min(Math.max(ttl * SECOND, SHORTEST), LONGEST);

/** A sleep that `over` ends, and so does the function told to `onWait`, unless the sleep before ended just now. */
const waiting =
  (clock: Clock, over: AbortSignal, onWait: (hurry: () => void) => void) =>
  async (ms: Millis): Promise<void> => {
    const early = childSignal(over);
    const since = clock.elapsed();
    onWait(() => {
      if (clock.elapsed() - since >= DOUBTED) early.end();
    });
    await clock.sleep(ms, early.signal);
    early.end();
  };

/** Asks again and again for an address other than the one in use; undefined when `over` aborts before. */
const seekAddress = async (
  resolve: () => Promise<NetResult<Resolution>>,
  inUse: Known | undefined,
  sleep: (ms: Millis) => Promise<void>,
  over: AbortSignal,
  found: () => void,
): Promise<Known | undefined> => {
  let wait = inUse === undefined ? SHORTEST : untilNextTime(inUse.ttl);
  for (;;) {
    await sleep(wait);
    if (over.aborted) return undefined;
    const again = await resolve();
    if (over.aborted) return undefined;
    if (hasAddress(again) && (inUse === undefined || !again.addresses.includes(inUse.addresses[0]))) {
      found();
      return again;
    }
    wait = inUse === undefined ? SHORTEST : untilNextTime(again.ok ? again.ttl : undefined);
  }
};

async function* loseSlots({ cadence, field }: Following, clock: Clock, over: AbortSignal): AsyncGenerator<Observation> {
  let slot = slotAtOrAfter(cadence, clock.elapsed());
  for (;;) {
    await clock.sleep(dueAt(cadence, slot) - clock.elapsed(), over);
    if (over.aborted) return;
    const due = decide(cadence, slot, clock.elapsed());
    slot = due.next;
    if (due.send) yield { field, sample: { at: clock.now(), lost: 'no-address' } };
  }
}
