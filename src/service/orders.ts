import type { ApiDeps } from '../api/deps.ts';
import type { Cache } from '../domain/cache.ts';
import type { Clock } from '../domain/clock.ts';
import type { Run } from '../domain/entry.ts';
import type { Outcome } from '../domain/outcome.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import type { Net } from '../net/net.ts';
import { runId } from '../scheduler/run-id.ts';
import type { Journal } from '../store/journal.ts';

const LONGEST = 2 * MINUTE;

/** Runs what was ordered through the api, bounded in time; the run is in the journal before it is answered. */
export const orders =
  (net: Net, clock: Clock, journal: Pick<Journal, 'append'>, cache?: Cache): ApiDeps['startCheck'] =>
  async ({ probe, aim, options, binding }, asked) => {
    const over = new AbortController();
    const signal = AbortSignal.any([asked, over.signal]);
    const at = clock.now();
    const began = clock.elapsed();
    const limit = clock.sleep(LONGEST, signal).then((): Outcome<unknown> => {
      const reason = asked.aborted ? 'cancelled' : 'timeout';
      const detail = asked.aborted ? 'whoever asked has gone' : `not done after ${LONGEST / SECOND} s`;
      return { status: 'failed', reason, detail, findings: [] };
    });
    const ctx = { clock, net: net.via(binding), signal, ...(cache === undefined ? {} : { cache }) };
    const ran = probe.run(aim, options, ctx) as Promise<Outcome<unknown>>;
    const outcome = await Promise.race([ran, limit]).finally(() => over.abort());
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
