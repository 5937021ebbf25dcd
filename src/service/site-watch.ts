import type { ApiDeps } from '../api/deps.ts';
import { sitesAsked } from '../api/sites/asked.ts';
import type { Config } from '../config/config.ts';
import type { Clock } from '../domain/clock.ts';
import { HOUR, MINUTE, microsOf, type Millis } from '../domain/time.ts';
import { isOnce } from '../probes/probe.ts';
import type { Journal } from '../store/journal.ts';
import { runWatcher } from '../watch/run.ts';
import { sitesState, unsure, type Unsure } from '../watch/sites/sites-state.ts';
import { inTurn } from './in-turn.ts';

/** What was so longer ago is found while the record is read again: its time has passed. */
const FRESH = microsOf(2 * MINUTE);
/** What is not sure yet is looked at once more, when whatever was being deployed is there. */
const SOON: Millis = 5 * MINUTE;
/** A site of which something is never sure is asked no more often for it. */
const NOT_AGAIN: Millis = HOUR;
const MOST_WAITING = 200;
/** As many are watched. */
const MOST_SITES = 256;

export interface SiteWatchParts {
  readonly config: Pick<Config, 'sites' | 'targets' | 'uplinks' | 'vantage'>;
  readonly journal: Pick<Journal, 'append' | 'tail' | 'head' | 'bookmark'>;
  readonly clock: Clock;
  /** As for the api: runs it, and has the run in the journal. */
  readonly startCheck: ApiDeps['startCheck'];
  /** Ends the reading. */
  readonly signal: AbortSignal;
  readonly onBug: (error: unknown) => void;
}

/**
 * Watches the sites (watch/sites/). What would be sure by another look, a grade that fell or a certificate that is not trusted all at
 * once, is looked at again after some minutes, and not only with the next run; not where all lines are metered.
 */
export const watchSites = (parts: SiteWatchParts): { readonly done: readonly Promise<void>[] } => {
  const { config, journal, clock, startCheck, signal, onBug } = parts;
  const watched = sitesAsked(config).slice(0, MOST_SITES);
  if (watched.length === 0) return { done: [] };
  const metered = config.uplinks.length > 0 && config.uplinks.every((u) => u.metered);
  const asking = inTurn(startCheck, MOST_WAITING, signal, onBug);
  const begunAt = new Map<string, Millis>();
  const again = async ({ site, probe }: Unsure): Promise<void> => {
    await clock.sleep(SOON, signal);
    const checks = config.targets.find((t) => t.name === site)?.checks ?? [];
    for (const { probe: own, aim, options, binding } of checks)
      if (own.name === probe && isOnce(own) && !signal.aborted) asking.add([{ probe: own, aim, options, binding }]);
  };
  const seen = (open: readonly Unsure[]): void => {
    for (const one of open) {
      const key = JSON.stringify([one.site, one.probe]);
      const begun = begunAt.get(key);
      if (one.at < clock.now() - FRESH || (begun !== undefined && clock.elapsed() - begun < NOT_AGAIN)) continue;
      begunAt.set(key, clock.elapsed());
      void again(one);
    }
  };
  const watching = runWatcher(sitesState(watched, config.vantage), journal, signal, onBug, (state) => {
    if (!metered) seen(unsure(state));
  });
  return { done: [watching.done, asking.done()] };
};
