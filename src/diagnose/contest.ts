import type { Exchange, PacketsSeen, Packets } from '../domain/ask.ts';
import type { Millis } from '../domain/time.ts';
import { ask, type Plan } from './plan.ts';
import { isThrough, trialOf, type Fate, type Trial } from './trial.ts';

/** How a transfer fares with packets of full size beside small ones. */
export interface Contest {
  readonly kind:
    | 'fine'
    | 'once' // slow the first time, fast ever after
    | 'size' // no full packet ever gets across, small ones always do
    | 'slow' // full ones are late each time, small ones never
    | 'partial' // some full ones get across, some not; small ones always do
    | 'always' // the same whatever the size
    | 'flaky'; // now so, now so
  /** What happens to most of the full ones. */
  readonly fate: Fate;
  readonly bigs: readonly Trial[];
  readonly smalls: readonly Trial[];
}

/** Makes the exchange; `mss` undefined is the system's own. */
export type Make = (mss: number | undefined, timeout: Millis, bytes?: number) => Exchange;

/**
 * A first try that was not fine: full and small ones again, at once, so that both see the same moment, and with all
 * the time that a sender needs to recover by itself (PLPMTUD: 3.2 s a server, 6.7 s an upload, longer where the round
 * trip is, since its timeouts are).
 */
export function* contest(
  first: Trial,
  make: Make,
  small: number,
  beside?: Packets,
): Plan<{ readonly contest: Contest; readonly beside?: PacketsSeen }> {
  const again = isNear(first) ? PATIENCE.near : PATIENCE.far;
  const far = stoppedAt(first);
  // Who stopped in the midst is asked for as much again: what stops there each time is the sender.
  const asks =
    far > 0
      ? [make(undefined, again, far), make(small, again, far)]
      : [make(undefined, again), make(undefined, again), make(small, again), make(small, again)];
  const { seen } = yield* ask({ kind: 'together', asks: beside === undefined ? asks : [...asks, beside] });
  const trials = seen.flatMap((s) => (s.kind === 'exchange' ? [trialOf(s)] : []));
  const packets = seen.find((s) => s.kind === 'packets');
  const told = packets === undefined ? {} : { beside: packets };
  const half = trials.length / 2;
  const contested = judge([first, ...trials.slice(0, half)], trials.slice(half));
  if (contested.kind !== 'flaky' || far > 0) return { contest: contested, ...told };
  const more = yield* ask({ kind: 'together', asks: [...asks.slice(0, 2), ...asks] });
  const further = more.seen.flatMap((s) => (s.kind === 'exchange' ? [trialOf(s)] : []));
  const bigs = [...contested.bigs, ...further.slice(0, 4)];
  return { contest: judge(bigs, [...contested.smalls, ...further.slice(4)]), ...told };
}

const PATIENCE = { near: 10_000, far: 15_000 } as const;
const NEAR_MICROS = 50_000;
const isNear = ({ seen: { info } }: Trial): boolean => info !== undefined && info.rttMicros < NEAR_MICROS;

/** Beyond where it stopped; 0: it did not come so far that the usual repetition would not reach it. */
const stoppedAt = ({ fate, seen }: Trial): number => {
  const at = seen.http?.bodyBytes ?? 0;
  return fate === 'stuck' && at >= 16_384 ? at + 16_384 : 0;
};

/** The first of `bigs` came before all others. */
const judge = (bigs: readonly Trial[], smalls: readonly Trial[]): Contest => {
  const told = bigs.filter(({ fate }) => fate !== 'untold');
  const later = told.slice(1);
  const fate = mostOf(told.map((t) => t.fate));
  const as = (kind: Contest['kind']): Contest => ({ kind, fate, bigs: told, smalls });
  const smallsThrough = smalls.every(isThrough);
  const smallsFast = smalls.every((s) => s.fate === 'fast');
  if (later.length === 0 || smalls.length === 0) return as(told.every((t) => t.fate === 'fast') ? 'fine' : 'flaky');
  if (told.every((t) => t.fate === 'fast') && smallsFast) return as('fine');
  if (told.every((t) => t.fate === fate) && smalls.every((s) => s.fate === fate)) return as('always');
  // The first had less time than it takes each time.
  if ([...later, ...smalls].every((t) => t.fate === 'slow') && told[0]?.fate === 'stuck') return as('always');
  if (later.every((t) => t.fate === 'fast') && smallsFast) return as('once');
  if (smallsThrough && told.every((t) => t.fate === 'stuck' && !isFull(t))) return as('size');
  if (!smallsFast) return as('flaky');
  if (later.every((t) => t.fate === 'slow') && !told.some(isFull)) return as('slow');
  return as('partial');
};

/** A full segment got across, in the direction in which it is stuck or late. */
const isFull = (trial: Trial): boolean =>
  trial.side === 'in' ? trial.fullIn : trial.fullOut && trial.fate === 'stuck';

const mostOf = (fates: readonly Fate[]): Fate => {
  const counts = new Map<Fate, number>();
  for (const fate of fates) counts.set(fate, (counts.get(fate) ?? 0) + 1);
  let most: Fate = 'untold';
  for (const [fate, count] of counts) if (count > (counts.get(most) ?? 0)) most = fate;
  return most;
};
