import type { ApiDeps } from '../api/deps.ts';
import type { Cache } from '../domain/cache.ts';
import type { Clock } from '../domain/clock.ts';
import type { Run } from '../domain/entry.ts';
import type { Outcome } from '../domain/outcome.ts';
import { SECOND, type Millis } from '../domain/time.ts';
import type { Net } from '../net/net.ts';
import { longestOf } from '../probes/probe.ts';
import { runId } from '../scheduler/run-id.ts';
import type { Journal } from '../store/journal.ts';

/** Why a check was ended that did not end by itself: its time was over, or nobody waits for it. */
const failedBy = (asked: AbortSignal, longest: Millis): Outcome<unknown> => {
  const said: unknown = asked.aborted ? asked.reason : undefined;
  const late = said instanceof DOMException && said.name === 'TimeoutError' ? said.message : undefined;
  if (asked.aborted && late === undefined)
    return { status: 'failed', reason: 'cancelled', detail: 'whoever asked has gone', findings: [] };
  return { status: 'failed', reason: 'timeout', detail: late ?? `not done after ${longest / SECOND} s`, findings: [] };
};

/** Runs what was ordered through the api or by a watch, in the time that the probe says it takes; the run is in the journal before it is answered. */
export const orders =
  (net: Net, clock: Clock, journal: Pick<Journal, 'append'>, cache?: Cache): ApiDeps['startCheck'] =>
  async ({ probe, aim, options, binding }, asked, progress) => {
    const over = new AbortController();
    const signal = AbortSignal.any([asked, over.signal]);
    const at = clock.now();
    const began = clock.elapsed();
    const longest = longestOf(probe);
    const limit = clock.sleep(longest, signal).then((): Outcome<unknown> => failedBy(asked, longest));
    const ctx = {
      clock,
      net: net.via(binding),
      signal,
      ...(cache === undefined ? {} : { cache }),
      ...(progress === undefined ? {} : { progress }),
    };
    const ran = probe.run(aim, options, ctx) as Promise<Outcome<unknown>>;
    const first = await Promise.race([ran, limit]).finally(() => over.abort());
    // What a probe says of its own end is less than who ended it.
    const outcome = asked.aborted && first.status === 'failed' ? failedBy(asked, longest) : first;
    const { subject } = aim;
    const run: Run = {
      kind: 'run',
      id: runId(at),
      at,
      tookMs: clock.elapsed() - began,
      probe: probe.name,
      subject,
      outcome,
    };
    await journal.append([run]);
    return run;
  };
