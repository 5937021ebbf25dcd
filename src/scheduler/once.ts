import { decide, dueAt, slotAtOrAfter, type Cadence } from '../domain/cadence.ts';
import type { Outcome } from '../domain/outcome.ts';
import { MINUTE, SECOND, type Millis } from '../domain/time.ts';
import type { AnyOnce, Check } from '../probes/probe.ts';
import { checkFailed } from './bug.ts';
import { runId } from './run-id.ts';
import { childOf, settlesWithin, type Progress, type Shared } from './runner.ts';

/** No run takes longer, however seldom it is due. */
const LONGEST_RUN: Millis = 5 * MINUTE;
/** How long an aborted run may take to end. */
const GRACE: Millis = 10 * SECOND;

export type OnceCheck = Check & { readonly probe: AnyOnce };
export interface Stops {
  /** No new run from here on. */
  readonly stopping: AbortSignal;
  /** The run in flight ends too. */
  readonly killing: AbortSignal;
}

export const longestRun = (every: Millis): Millis => Math.min(2 * every, LONGEST_RUN);

const runOnce = async (
  check: OnceCheck,
  shared: Shared,
  killing: AbortSignal,
  progress: Progress,
  turn: number,
): Promise<void> => {
  const { probe, aim, options, binding, every } = check;
  const { clock, net, cache, box, onBug } = shared;
  const kept = cache === undefined ? {} : { cache };
  const { controller, unlink } = childOf(killing);
  const at = clock.now();
  const began = clock.elapsed();
  const told = (outcome: Outcome<unknown>): void => {
    progress.lastAt = clock.now();
    const { subject } = aim;
    box.put({ kind: 'run', id: runId(at), at, tookMs: clock.elapsed() - began, probe: probe.name, subject, outcome });
  };
  const failed = (error: unknown): void => {
    progress.failures += 1;
    box.put(checkFailed(check, clock.now(), error));
    onBug(error, check);
  };
  let late = false;
  const run = async (): Promise<void> => {
    try {
      const ctx = { clock, net: net.via(binding), signal: controller.signal, turn, ...kept };
      const outcome = await probe.run(aim, options, ctx);
      if (late || killing.aborted) return;
      progress.failures = 0;
      told(outcome);
    } catch (error) {
      if (!late && !killing.aborted) failed(error);
    }
  };
  const ended = run();
  const limit = longestRun(every);
  if (!(await settlesWithin(ended, limit, clock, killing)) && !killing.aborted) {
    late = true;
    controller.abort();
    const detail = `not done after ${limit / SECOND} s`;
    told({ status: 'failed', reason: 'timeout', detail, findings: [] });
    if (!(await settlesWithin(ended, GRACE, clock, killing)) && !killing.aborted) {
      failed(
        new Error(`${probe.name} goes on ${GRACE / SECOND} s after it was aborted; it is not run again before it ends`),
      );
    }
  }
  await ended;
  unlink();
};

/** Runs the check at every slot of its cadence until stopped: never two at once, none to make up for a missed one. */
export const keepRunning = async (
  check: OnceCheck,
  cadence: Cadence,
  shared: Shared,
  { stopping, killing }: Stops,
  progress: Progress,
): Promise<void> => {
  const { clock } = shared;
  for (let slot = 0, turn = 0; !stopping.aborted;) {
    progress.state = 'waiting';
    await clock.sleep(dueAt(cadence, slot) - clock.elapsed(), stopping);
    if (stopping.aborted) break;
    const due = decide(cadence, slot, clock.elapsed());
    slot = due.next;
    if (!due.send) continue;
    progress.state = 'running';
    await runOnce(check, shared, killing, progress, turn);
    turn += 1;
    slot = Math.max(slot, slotAtOrAfter(cadence, clock.elapsed())); // what the run itself covered is skipped
  }
  progress.state = 'stopped';
};
