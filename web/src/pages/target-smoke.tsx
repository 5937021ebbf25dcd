import { useLayoutEffect, useRef, useState } from 'hono/jsx/dom';

import { loadCharts } from '../chart/load.ts';
import type { ChartModel, YScale } from '../chart/model.ts';
import { readPalette } from '../chart/palette.ts';
import type { createSmokeChart, SmokeChart } from '../chart/smoke.ts';
import { app } from '../data/app.ts';
import { createStore, type Store } from '../data/store.ts';
import type { LiveTail, Loaded } from '../data/target-view.ts';
import { theme } from '../data/theme.ts';
import { formatMicros, formatShare, plural } from '../model/format.ts';
import { fixed, keyed, MIN_SPAN, windowOf, type ViewRange, type Window } from '../model/range.ts';
import { smokeOf, topOf } from '../model/series.ts';
import { Legend, Overlay, Readout, type Pointing } from './target-readout.tsx';

const TWO_DAYS = 2 * 86_400_000_000;

export interface SmokeProps {
  readonly label: string;
  readonly range: ViewRange;
  readonly scale: YScale;
  readonly loaded: Loaded | undefined;
  readonly live: Store<LiveTail>;
  readonly loading: boolean;
  readonly move: (next: ViewRange, by: 'key' | 'pointer') => void;
  readonly empty: string | undefined;
  /** How old it is, where that is too old. */
  readonly age: string;
}

const buildModel = (p: SmokeProps, before: ChartModel | undefined): ChartModel | undefined => {
  const { loaded } = p;
  if (loaded === undefined) return undefined;
  const { view } = loaded;
  const { now } = app.get();
  const buckets = (p.range.live ? p.live.get().tail?.buckets : undefined) ?? view.buckets;
  const w = windowOf(p.range, now);
  const same =
    before !== undefined && before.buckets === buckets && before.scale === p.scale && before.outages === view.outages;
  return {
    from: w.from,
    to: w.to,
    now,
    scale: p.scale,
    top: same ? before.top : topOf(buckets, p.scale === 'body') * (p.scale === 'body' ? 1 : 1.06),
    smoke: same ? before.smoke : smokeOf(buckets, view.widthMicros, view.series.everyMs),
    buckets,
    widthMicros: view.widthMicros,
    gaps: view.gaps,
    outages: view.outages,
    events: view.events,
  };
};

/** The chart in a sentence. */
const summaryOf = (label: string, loaded: Loaded | undefined): string => {
  if (loaded === undefined) return `${label}: loading.`;
  const { stats, outages, gaps } = loaded.view;
  if (stats.n === 0) return `${label}: nothing measured in this time.`;
  const speed =
    stats.p50 === undefined
      ? 'nothing was answered'
      : `median ${formatMicros(stats.p50)}, nine in ten up to ${formatMicros(stats.p90 ?? 0)}, 99 in 100 up to ${formatMicros(stats.p99 ?? 0)}`;
  const extra = [
    outages.length > 0 ? plural(outages.length, 'outage') : '',
    gaps.length > 0 ? `${plural(gaps.length, 'spell')} not watched` : '',
  ].filter(Boolean);
  return `${label}: ${speed}, ${formatShare(stats.lost / stats.n)} of ${plural(stats.n, 'sample')} lost${extra.length > 0 ? `, ${extra.join(', ')}` : ''}.`;
};

interface Held {
  props: SmokeProps;
  /** Missing until it is loaded. */
  create: Create | undefined;
  chart: SmokeChart | undefined;
  model: ChartModel | undefined;
}
type Create = typeof createSmokeChart;

export const SmokePanel = (props: SmokeProps) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLElement>(null);
  const held = useRef<Held>({ props, create: undefined, chart: undefined, model: undefined });
  const [pointing] = useState(() => createStore<Pointing>({ at: undefined, drag: undefined }));
  const now = held.current;
  if (now === null) return null;
  now.props = props;

  const draw = (): void => {
    const model = buildModel(now.props, now.model);
    if (model === undefined || canvas.current === null) return;
    if (now.chart === undefined) {
      if (canvas.current.clientWidth === 0 || now.create === undefined) return;
      now.chart = now.create(canvas.current, model, readPalette());
    } else now.chart.draw(model);
    now.model = model;
  };
  useLayoutEffect(draw, [props.loaded, props.range.live, props.scale]);
  useLayoutEffect(() => {
    let left = false;
    const begin = async (): Promise<void> => {
      try {
        now.create = (await loadCharts()).createSmokeChart;
      } catch {
        return; // The numbers below say the same; the next page that is opened asks again.
      }
      if (!left) draw();
    };
    void begin();
    let due = 0;
    const soon = (): void => {
      if (due === 0)
        due = requestAnimationFrame(() => {
          due = 0;
          draw();
        });
    };
    // Live, the chart moves on when it would move by half a pixel: every second or so in a quarter of an hour, every
    // ten seconds in a day, every minute in what is longer.
    const stops = [
      app.subscribe(() => {
        const { model } = now;
        const width = canvas.current?.clientWidth ?? 0;
        if (model === undefined || !now.props.range.live || width === 0) return;
        const span = model.to - model.from;
        const pace = Math.min(span > TWO_DAYS ? 60_000_000 : 10_000_000, Math.max(900_000, span / width / 2));
        if (app.get().now - model.to >= pace) soon();
      }),
      theme.subscribe(() => now.chart?.paint(readPalette())),
    ];
    return () => {
      left = true;
      for (const stop of stops) stop();
      cancelAnimationFrame(due);
      now.chart?.destroy();
      now.chart = undefined;
    };
  }, []);

  const timeAt = (clientX: number): number | undefined => {
    const r = canvas.current?.getBoundingClientRect();
    if (r === undefined || now.chart === undefined || now.model === undefined) return undefined;
    const { left, right } = now.chart.extent();
    const share = Math.min(1, Math.max(0, (clientX - r.left - left) / (right - left)));
    return now.model.from + share * (now.model.to - now.model.from);
  };
  const start = useRef<{ x: number; at: number } | null>(null);
  const dragOf = (event: PointerEvent): Window | undefined => {
    const at = timeAt(event.clientX);
    const s = start.current;
    if (s === null || at === undefined || Math.abs(event.clientX - s.x) < 6) return undefined;
    return { from: Math.min(s.at, at), to: Math.max(s.at, at) };
  };
  const down = (event: PointerEvent): void => {
    const at = timeAt(event.clientX);
    if (event.button !== 0 || at === undefined) return;
    start.current = { x: event.clientX, at };
    box.current?.setPointerCapture(event.pointerId);
  };
  const moved = (event: PointerEvent): void => pointing.set({ at: timeAt(event.clientX), drag: dragOf(event) });
  const stopDrag = (): void => {
    start.current = null;
    pointing.set({ drag: undefined });
  };
  const up = (event: PointerEvent): void => {
    const w = dragOf(event);
    stopDrag();
    if (w !== undefined && w.to - w.from >= MIN_SPAN / 20) props.move(fixed(w), 'pointer');
  };
  const readValues = (by: number): void => {
    const m = now.model;
    if (m === undefined) return;
    const at = (pointing.get().at ?? m.to) + (by * (m.to - m.from)) / 100;
    pointing.set({ at: Math.min(m.to, Math.max(m.from, at)) });
  };
  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      stopDrag();
      pointing.set({ at: undefined });
      return;
    }
    if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      readValues(event.key === 'ArrowLeft' ? -1 : 1);
      event.preventDefault();
      return;
    }
    const next = keyed(props.range, event.key, app.get().now);
    if (next === undefined) return;
    event.preventDefault();
    props.move(next, 'key');
  };
  return (
    <section class={`panel chart-panel${props.loading ? ' chart-loading' : ''}`} aria-label="Chart">
      <Readout pointing={pointing} model={() => now.model} label={props.label} />
      <div
        ref={box}
        class="chart-box"
        tabindex={0}
        role="application"
        aria-roledescription="chart"
        aria-label={summaryOf(props.label, props.loaded)}
        aria-busy={props.loading ? 'true' : 'false'}
        onPointerDown={down}
        onPointerMove={moved}
        onPointerUp={up}
        onPointerCancel={stopDrag}
        onPointerLeave={() => pointing.set({ at: undefined })}
        onBlur={() => pointing.set({ at: undefined })}
        onKeyDown={key}
      >
        <canvas ref={canvas} class={props.age === '' ? undefined : 'old'} aria-hidden="true" />
        <Overlay pointing={pointing} held={now} />
        {props.age !== '' && <p class="chart-age stale">{props.age}</p>}
        {props.empty !== undefined && <p class="chart-empty">{props.empty}</p>}
        {props.loaded === undefined && <p class="chart-empty">Reading…</p>}
      </div>
      <Legend />
    </section>
  );
};
