import type { Ask, Seen } from '../domain/ask.ts';
import type { Clock } from '../domain/clock.ts';
import type { Millis } from '../domain/time.ts';
import { MOST } from './cost.ts';
import { inWords } from './describe.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnosis, Goal, Step } from './diagnosis.ts';
import { drive } from './plan.ts';
import { toldOf } from './told.ts';

export interface Asking {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly ask: (ask: Ask, signal: AbortSignal) => Promise<Seen>;
  /** What is being asked now, in words. */
  readonly progress?: (text: string) => void;
  /** Of all of it. */
  readonly most?: Millis;
}

/** Thrown through a plan that is not asked any further. */
class Cut extends Error {}

/**
 * Drives the plan for a goal to its verdict, in 90 s at most: what is not settled by then is `inconclusive`, with what
 * was seen. Undefined when the signal ended it.
 */
export const runDiagnosis = async (goal: Goal, asking: Asking): Promise<Diagnosis | undefined> => {
  const { clock, signal, ask, progress, most = MOST.millis } = asking;
  const ended = new AbortController();
  const over = AbortSignal.any([signal, ended.signal]);
  const steps: Step[] = [];
  const waiting = new Set<string>();
  const answer = async (asked: Ask): Promise<Seen> => {
    if (over.aborted) throw new Cut();
    const words = inWords(asked);
    waiting.add(words);
    progress?.(words);
    const seen = await ask(asked, over);
    // What was cut short says nothing of the way.
    if (over.aborted) throw new Cut();
    waiting.delete(words);
    steps.push(...toldOf(asked, seen));
    return seen;
  };
  const late = clock.sleep(most, over).then(() => ended.abort());
  try {
    return await drive(diagnose(goal), answer);
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
    return signal.aborted ? undefined : unsettled([...waiting], steps, most);
  } finally {
    ended.abort();
    await late;
  }
};

const unsettled = (waiting: readonly string[], steps: readonly Step[], most: Millis): Diagnosis => {
  const seconds = Math.round(most / 1_000);
  const last = waiting.at(-1);
  return {
    verdict: {
      code: 'inconclusive',
      severity: 'warn',
      summary: `Not settled within ${seconds} s${last === undefined ? '' : `; the last thing asked was: ${last}`}.`,
      evidence: {
        seconds,
        asked: steps.length,
        settle: 'the same again, for one family alone (--family 4 or --family 6): it takes half the time',
      },
    },
    findings: [],
    ways: [],
    steps,
  };
};
