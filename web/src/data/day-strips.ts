import { useLayoutEffect, useState } from 'hono/jsx/dom';

import type { Bucket, TargetSummary } from '../../../src/api/schema.ts';
import { api } from './api.ts';
import { app } from './app.ts';

/** A target's last day in some hundred buckets. */
export interface DayStrip {
  readonly to: number;
  readonly widthMicros: number;
  readonly buckets: readonly Bucket[];
  readonly usual: number | undefined;
}

const DAY = 86_400_000_000;
const EVERY = 5 * 60_000;
/** 96 buckets of 15 minutes and the one that is cut. */
const POINTS = 97;

/** The strips by target name: read one after the other, every five minutes, and again after a change of state. */
export const useDayStrips = (targets: readonly TargetSummary[] | undefined): ReadonlyMap<string, DayStrip> => {
  const [strips, setStrips] = useState<ReadonlyMap<string, DayStrip>>(new Map());
  const names = (targets ?? []).filter((t) => t.series.length > 0).map((t) => t.name);
  const key = names.join('\n');
  useLayoutEffect(() => {
    if (key === '') return undefined;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (name: string): Promise<void> => {
      const to = app.get().now;
      try {
        const view = await api.view(name, { from: to - DAY, to, points: POINTS }, stop.signal);
        const { widthMicros, buckets, stats } = view;
        setStrips((before) => new Map(before).set(name, { to: view.to, widthMicros, buckets, usual: stats.p50 }));
      } catch {
        // The strip keeps what it has; the header says when there is no contact.
      }
    };
    const readAll = async (): Promise<void> => {
      clearTimeout(timer);
      for (const name of key.split('\n')) {
        if (stop.signal.aborted) return;
        await read(name);
      }
      timer = setTimeout(() => void readAll(), EVERY);
    };
    void readAll();
    const unfollow = app.onLive((messages) => {
      for (const m of messages) if (m.kind === 'state') void read(m.target);
    });
    return () => {
      stop.abort();
      unfollow();
      clearTimeout(timer);
    };
  }, [key]);
  return strips;
};
