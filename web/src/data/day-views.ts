import { useLayoutEffect, useState } from 'hono/jsx/dom';

import type { Day } from '../model/wall-day.ts';
import { api } from './api.ts';
import { app } from './app.ts';

const DAY = 86_400_000_000;
/** A bucket of five minutes is whole then. */
const EVERY = 5 * 60_000;
/** 288 buckets of five minutes and the one that is cut. */
const POINTS = 289;

/** The last day of some targets, by name: read one after the other, every five minutes, and after a change of state. */
export const useDayViews = (names: readonly string[]): ReadonlyMap<string, Day> => {
  const [days, setDays] = useState<ReadonlyMap<string, Day>>(new Map());
  const key = names.join('\n');
  useLayoutEffect(() => {
    if (key === '') return undefined;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (name: string): Promise<void> => {
      const to = app.get().now;
      try {
        const { series, ...view } = await api.view(name, { from: to - DAY, to, points: POINTS }, stop.signal);
        if (stop.signal.aborted) return;
        const { widthMicros, buckets, outages, stats } = view;
        const day = { from: view.from, to: view.to, widthMicros, buckets, outages, stats, everyMs: series.everyMs };
        setDays((before) => new Map(before).set(name, day));
      } catch {
        // The row keeps what it has; the head says when there is no contact.
      }
    };
    const all = key.split('\n');
    // One after the other: what waits is read once, however often it changes meanwhile.
    const waiting = new Set(all);
    const words = new Map<string, string>();
    let isReading = false;
    const readWaiting = async (): Promise<void> => {
      if (isReading) return;
      isReading = true;
      for (const name of waiting) {
        waiting.delete(name);
        await read(name);
        if (stop.signal.aborted) return;
      }
      isReading = false;
    };
    let readAt = 0;
    const readAll = (): void => {
      clearTimeout(timer);
      timer = setTimeout(readAll, EVERY);
      readAt = app.get().now;
      for (const name of all) waiting.add(name);
      void readWaiting();
    };
    readAll();
    const unfollow = app.onLive((messages) => {
      for (const m of messages) {
        // The timer stands still while a tablet sleeps.
        if (m.kind === 'hello' && app.get().now - readAt > EVERY * 1_000) readAll();
        if (m.kind !== 'state') continue;
        const before = words.get(m.target);
        words.set(m.target, m.state.word);
        // All states are told with each connection, and most are as they were.
        if (before !== undefined && before !== m.state.word && all.includes(m.target)) waiting.add(m.target);
      }
      if (waiting.size > 0) void readWaiting();
    });
    return () => {
      stop.abort();
      unfollow();
      clearTimeout(timer);
    };
  }, [key]);
  return days;
};
