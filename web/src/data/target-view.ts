import { useLayoutEffect, useState } from 'hono/jsx/dom';

import type { Histogram, Sample, View } from '../../../src/api/schema.ts';
import { fold, tailOf, type Tail } from '../model/fold.ts';
import { SPANS, windowOf, type ViewRange } from '../model/range.ts';
import { refreshEvery } from '../model/view-age.ts';
import { api, ApiFailure, TokenNeeded, type SeriesChoice } from './api.ts';
import { app } from './app.ts';
import { createStore, type Store } from './store.ts';

export interface Loaded {
  readonly view: View;
  readonly histogram: Histogram;
}
export interface TargetView {
  /** What is shown; kept while the next one loads. */
  readonly loaded: Loaded | undefined;
  readonly loading: boolean;
  readonly problem: string | undefined;
  readonly missing: boolean;
}
/** Buckets carried on live. A store of its own, so that the chart alone follows each sample. */
export interface LiveTail {
  readonly tail: Tail | undefined;
}

const START: TargetView = { loaded: undefined, loading: true, problem: undefined, missing: false };

/** A view of one series, loaded for its range, and kept up to date while it follows now. */
export const useTargetView = (
  name: string,
  range: ViewRange,
  series: SeriesChoice,
  points: number,
): readonly [TargetView, Store<LiveTail>] => {
  const [state, setState] = useState<TargetView>(START);
  const [live] = useState(() => createStore<LiveTail>({ tail: undefined }));
  const key = range.live ? `${range.span} ${range.since ?? ''}` : `${range.from} ${range.to}`;
  useLayoutEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let recent: Sample[] = [];
    let main: { readonly probe: string; readonly field: string } | undefined;
    setState((s) => ({ ...s, loading: true }));

    const load = async (): Promise<void> => {
      clearTimeout(timer);
      const { from, to } = windowOf(range, app.get().now);
      try {
        const [view, histogram] = await Promise.all([
          api.view(name, { from, to, points, ...series }, stop.signal),
          api.histogram(name, { from, to, ...series }, stop.signal),
        ]);
        if (stop.signal.aborted) return;
        main = view.series;
        // What arrived while the question was out may or may not be in the answer.
        const newest = (view.buckets.at(-1)?.at ?? 0) + view.widthMicros;
        recent = recent.filter((s) => s.at >= newest);
        live.set({ tail: recent.reduce(fold, tailOf(view.buckets, view.widthMicros)) });
        setState({ loaded: { view, histogram }, loading: false, problem: undefined, missing: false });
      } catch (error) {
        if (stop.signal.aborted || error instanceof TokenNeeded) return;
        const missing = error instanceof ApiFailure && error.status === 404;
        setState((s) => ({
          ...s,
          loading: false,
          missing,
          problem: error instanceof Error ? error.message : 'It failed.',
        }));
        if (missing) return;
        timer = setTimeout(() => void load(), 5_000);
        return;
      }
      if (range.live) timer = setTimeout(() => void load(), refreshEvery(SPANS[range.span]));
    };

    const unfollow = app.onLive((messages) => {
      if (!range.live) return;
      let { tail } = live.get();
      const before = tail;
      for (const m of messages) {
        if (m.kind === 'hello') void load();
        if (m.kind === 'samples' && m.target === name && m.probe === main?.probe && m.field === main.field) {
          recent.push(...m.samples);
          if (tail !== undefined) tail = m.samples.reduce(fold, tail);
        }
        if ((m.kind === 'state' && m.target === name) || m.kind === 'gap') {
          clearTimeout(timer);
          timer = setTimeout(() => void load(), 1_500);
        }
      }
      if (tail !== before) live.set({ tail });
    });
    void load();
    return () => {
      stop.abort();
      unfollow();
      clearTimeout(timer);
    };
  }, [name, key, series.probe, series.field, points]);
  return [state, live];
};
