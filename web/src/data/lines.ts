import { useLayoutEffect, useState } from 'hono/jsx/dom';

import type { IncidentDetail, IncidentList, LineHistory, Lines, LineUptime } from '../../../src/api/line-schema.ts';
import type { Live } from '../../../src/api/schema.ts';
import { api, TokenNeeded } from './api.ts';
import { app } from './app.ts';

const SECOND = 1_000;
const DAY = 86_400_000_000;

export interface Asked<T> {
  readonly value: T | undefined;
  readonly problem: string | undefined;
  /** The service's time (µs) when the value came: how old it is. */
  readonly asOf: number | undefined;
}
const isHappening = (m: Live): boolean => m.kind === 'event' || m.kind === 'state' || m.kind === 'gap';

/** What is asked for again and again: every so often (ms), and soon after `isNews` of what comes live. */
export const useAsked = <T>(
  key: string,
  every: number,
  ask: (now: number, signal: AbortSignal) => Promise<T>,
  isNews = isHappening,
): Asked<T> => {
  const [state, setState] = useState<Asked<T>>({ value: undefined, problem: undefined, asOf: undefined });
  useLayoutEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isSoon = false;
    const load = async (): Promise<void> => {
      clearTimeout(timer);
      isSoon = false;
      try {
        const value = await ask(app.get().now, stop.signal);
        // Whoever left would be drawn below the next page.
        if (stop.signal.aborted) return;
        setState({ value, problem: undefined, asOf: app.get().now });
      } catch (error) {
        if (stop.signal.aborted || error instanceof TokenNeeded) return;
        setState((s) => ({ ...s, problem: error instanceof Error ? error.message : 'It failed.' }));
      }
      if (!stop.signal.aborted && !isSoon) timer = setTimeout(() => void load(), every);
    };
    const unfollow = app.onLive((messages) => {
      // More news do not put it off.
      if (isSoon || !messages.some(isNews)) return;
      isSoon = true;
      clearTimeout(timer);
      timer = setTimeout(() => void load(), 1.5 * SECOND);
    });
    void load();
    return () => {
      stop.abort();
      unfollow();
      clearTimeout(timer);
    };
  }, [key]);
  return state;
};

export const useLines = () => useAsked<Lines>('lines', 10 * SECOND, (_, signal) => api.lines(signal));
/** The last day: bands and failovers. */
export const useLineDay = (wanted = true) =>
  useAsked<LineHistory | undefined>(wanted ? 'day' : '', 60 * SECOND, async (now, signal) =>
    wanted ? api.lineHistory({ from: now - DAY, to: now }, signal) : undefined,
  );
/** The last three months, for what happens seldom. */
export const useLineSeason = () =>
  useAsked<LineHistory>('season', 600 * SECOND, (now, signal) =>
    api.lineHistory({ from: now - 90 * DAY, to: now }, signal),
  );
export const useIncidents = () =>
  useAsked<IncidentList>('incidents', 60 * SECOND, (now, signal) =>
    api.incidents({ from: now - 90 * DAY, to: now + 60_000_000 }, signal),
  );
/** One of them, with its diagnosis, which may be running. */
export const useIncident = (id: string) =>
  useAsked<IncidentDetail>(`incident ${id}`, 15 * SECOND, (_, signal) => api.incident(id, signal));
export const useLineUptime = (name: string) =>
  useAsked<LineUptime>(name, 300 * SECOND, (_, signal) => api.lineUptime(name, signal));
