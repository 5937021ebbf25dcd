import type { Cadence } from '../domain/cadence.ts';
import { MINUTE, SECOND, type EpochMicros, type Millis } from '../domain/time.ts';
import type { AnyStream, Check, Observation } from '../probes/probe.ts';
import { checkFailed } from './bug.ts';
import { childOf, type Progress, type Shared } from './runner.ts';

const FIRST_RESTART: Millis = SECOND;
const LAST_RESTART: Millis = 5 * MINUTE;
/** A stream that ran this long before it failed starts over with the shortest wait. */
const HEALTHY: Millis = LAST_RESTART;

export type StreamCheck = Check & { readonly probe: AnyStream };

/** How long to wait before the restart after so many failures in a row: 1 s, 2 s, 4 s … 5 min. */
export const restartAfter = (failures: number): Millis =>
  Math.min(LAST_RESTART, FIRST_RESTART * 2 ** Math.min(failures - 1, 20));

/** A stamp further ahead than this was given before the clock was set back. */
const AHEAD: EpochMicros = 500_000;

/** Throws on what no probe may tell: it would poison the journal. */
const record = (check: StreamCheck, o: Observation, { box, clock }: Shared): void => {
  const { probe, aim } = check;
  const { subject } = aim;
  if ('notice' in o) {
    const { notice: type, severity, evidence } = o;
    box.put({ kind: 'event', at: clock.now(), type, severity, subject, probe: probe.name, evidence });
    return;
  }
  const { field, sample } = o;
  if (!Object.hasOwn(probe.values, field)) throw new TypeError(`field ${field}: not among the values of ${probe.name}`);
  if (!Number.isSafeInteger(sample.at)) throw new TypeError(`${field}.at: expected epoch µs, got ${sample.at}`);
  if ('value' in sample && !Number.isFinite(sample.value)) {
    throw new TypeError(`${field}.value: expected a finite number, got ${sample.value}`);
  }
  // Its time comes a second time now, and would be told from that one by nobody. A gap says that the clock was set back.
  if (sample.at > clock.now() + AHEAD) return;
  box.sample({ probe: probe.name, field, subject }, sample);
};

/** Follows until aborted or until the stream fails; the failure, or undefined. */
const attempt = async (
  check: StreamCheck,
  cadence: Cadence,
  shared: Shared,
  signal: AbortSignal,
  progress: Progress,
): Promise<unknown> => {
  // One of its own, so that nothing of a failed attempt lives on beside the next.
  const { controller, unlink } = childOf(signal);
  try {
    const { pace, binding } = check;
    const ctx = { clock: shared.clock, net: shared.net.via(binding), signal: controller.signal, cadence };
    for await (const observation of check.probe.follow(
      check.aim,
      check.options,
      pace === undefined ? ctx : { ...ctx, pace },
    )) {
      if (signal.aborted) return undefined;
      record(check, observation, shared);
      progress.lastAt = shared.clock.now();
    }
    return new Error(`${check.probe.name} ended by itself`);
  } catch (error) {
    return error;
  } finally {
    unlink();
    controller.abort();
  }
};

/** Keeps one stream going until aborted: a bug in it is told and it starts again after a while. Never rejects. */
export const keepFollowing = async (
  check: StreamCheck,
  cadence: Cadence,
  shared: Shared,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> => {
  const { clock, box, onBug } = shared;
  while (!signal.aborted) {
    const began = clock.elapsed();
    progress.state = 'running';
    const failure = await attempt(check, cadence, shared, signal, progress);
    if (signal.aborted) break;
    if (clock.elapsed() - began >= HEALTHY) progress.failures = 0;
    progress.failures += 1;
    progress.state = 'waiting';
    const wait = restartAfter(progress.failures);
    box.put(checkFailed(check, clock.now(), failure, { restartInSeconds: wait / SECOND }));
    onBug(failure, check);
    await clock.sleep(wait, signal);
  }
  progress.state = 'stopped';
};
