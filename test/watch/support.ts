import type { Entry, Event, Samples } from '../../src/domain/entry.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { targetState, type TargetState } from '../../src/watch/target-state.ts';

export const T0 = 1_780_000_000_000_000;
export const at = (seconds: number): number => T0 + Math.round(seconds * 1e6);
export const watcher = targetState((probe) => (probe === 'ping' ? 'rtt' : undefined));

/** mulberry32: a seeded source of numbers in [0, 1). */
export const seeded = (seed: number): (() => number) => {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

export interface Echo {
  /** Seconds after T0 that it was sent. */
  readonly sent: number;
  /** Milliseconds; undefined: lost, known 2 s later. */
  readonly rtt: number | undefined;
}
export const samples = (target: string, ...of: readonly Sample[]): Samples => ({
  kind: 'samples',
  probe: 'ping',
  field: 'rtt',
  subject: { target, vantage: 'home' },
  samples: of,
});
const TIMEOUT = 2;
/** Echoes as samples in the order in which they settle, one entry each. */
export const settledInOrder = (target: string, echoes: readonly Echo[]): readonly Samples[] =>
  echoes
    .map(({ sent, rtt }) => ({
      when: sent + (rtt === undefined ? TIMEOUT : rtt / 1_000),
      sample: (rtt === undefined
        ? { at: at(sent), lost: 'timeout' }
        : { at: at(sent), value: Math.round(rtt * 1_000) }) satisfies Sample,
    }))
    .toSorted((a, b) => a.when - b.when)
    .map(({ sample }) => samples(target, sample));
/** One echo every `every` seconds from `from` to before `to`. */
export const echoes = (
  from: number,
  to: number,
  rtt: (sent: number) => number | undefined,
  every = 1,
): readonly Echo[] =>
  Array.from({ length: Math.ceil((to - from) / every) }, (_, i) => {
    const sent = from + i * every;
    return { sent, rtt: rtt(sent) };
  });

/** What the watcher says to these entries, and where it ends. */
export const play = (
  entries: readonly Entry[],
  from: TargetState = watcher.init,
): { readonly state: TargetState; readonly events: readonly Event[] } => {
  const [state, events] = watcher.step(from, entries);
  return { state, events };
};
/** `word@seconds` of each change. */
export const words = (events: readonly Event[]): readonly string[] =>
  events.map((e) => `${String(e.evidence['to'])}@${((e.at - T0) / 1e6).toFixed(0)}`);
