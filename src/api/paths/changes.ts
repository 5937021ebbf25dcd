import type { Event } from '../../domain/entry.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { PathRow, PathSeen } from './schema.ts';

type Steps = PathRow['steps'];
const MTUS = ['mtu4', 'mtu6'] as const;
const mtuIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) ? value : undefined;

/** Since when a way is judged as it is, by the newest change; undefined where that led elsewhere, or there is none. */
export const sinceOf = (events: readonly Event[], seen: PathSeen | undefined): EpochMicros | undefined => {
  const [last] = events;
  return last !== undefined && last.evidence['to'] === seen?.code ? last.at : undefined;
};

/**
 * The path MTU from `from` on, out of its changes (`path-changed`, newest first) and what it is now: backwards, for each
 * change says what was before it.
 */
export const stepsOf = (events: readonly Event[], seen: PathSeen | undefined, from: EpochMicros): Steps => {
  if (seen === undefined) return [];
  let { mtu4, mtu6 } = seen;
  const step = (at: EpochMicros): Steps[number] =>
    Object.assign({ at }, mtu4 === undefined ? {} : { mtu4 }, mtu6 === undefined ? {} : { mtu6 });
  const steps: Steps[number][] = [];
  for (const { at, evidence } of events) {
    if (at <= from) break;
    const [was4, was6] = MTUS.map((m) => mtuIn(evidence[`${m}From`]));
    if (was4 === undefined && was6 === undefined) continue;
    steps.push(step(at));
    [mtu4, mtu6] = [was4 ?? mtu4, was6 ?? mtu6];
  }
  steps.push(step(from));
  return steps.toReversed();
};
