import { memo, useLayoutEffect, useMemo, useRef, useState } from 'hono/jsx/dom';

import type { Overview, Run, TargetSummary } from '../../../src/api/schema.ts';
import type { YScale } from '../chart/model.ts';
import { SCALES } from '../chart/model.ts';
import { api } from '../data/api.ts';
import { app } from '../data/app.ts';
import { navigate, router } from '../data/router.ts';
import { useStore } from '../data/store.ts';
import { useTargetView, type Loaded } from '../data/target-view.ts';
import { CALENDAR_POINTS, hasCalendar, isNarrow } from '../model/days.ts';
import { formatDuration } from '../model/format.ts';
import { STATE_LABELS } from '../model/order.ts';
import { beginningOf, parseRange, rangeParams, sameRange, windowOf, type ViewRange } from '../model/range.ts';
import { blameFor, placeWords, sameElsewhere } from '../model/places.ts';
import type { PathSeen } from '../model/paths.ts';
import { checkPath, sitePath, targetPath, type Route } from '../model/route.ts';
import { momentSpan } from '../model/time.ts';
import { viewAge } from '../model/view-age.ts';
import { tellAll } from '../model/words.ts';
import { EventList } from '../ui/event-list.tsx';
import { Time } from '../ui/figures.tsx';
import { BlameLine } from '../ui/blame-line.tsx';
import { StateBadge, StateMark } from '../ui/marks.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { Days } from './target-days.tsx';
import { HistogramPanel } from './target-histogram.tsx';
import { Hops } from './target-hops.tsx';
import { Numbers } from './target-numbers.tsx';
import { Outages } from './target-outages.tsx';
import { Paths, usePaths } from './target-paths.tsx';
import { SmokePanel } from './target-smoke.tsx';
import { Toolbar } from './target-toolbar.tsx';
import { Now } from './target-table.tsx';

const isScale = (text: string | null): text is YScale => SCALES.some((s) => s === text);

/** The view as the address bar says it. */
const useAddress = (name: string, since: number | undefined) => {
  const search = useStore(router, (l) => l.search);
  const query = new URLSearchParams(search);
  const range = parseRange(query, since);
  const asked = query.get('y');
  const scale: YScale = isScale(asked) ? asked : 'all';
  const series = { probe: query.get('probe') ?? undefined, field: query.get('field') ?? undefined };
  const go = (change: { range?: ViewRange; scale?: YScale; series?: typeof series }, replace = false): void => {
    const nextRange = change.range ?? range;
    const nextScale = change.scale ?? scale;
    const nextSeries = change.series ?? series;
    const next = new URLSearchParams(rangeParams(nextRange));
    if (nextScale !== 'all') next.set('y', nextScale);
    if (nextSeries.probe !== undefined) next.set('probe', nextSeries.probe);
    if (nextSeries.field !== undefined) next.set('field', nextSeries.field);
    const said = next.toString().replaceAll('%3A', ':');
    const to = `${targetPath(name)}${said === '' ? '' : `?${said}`}`;
    if (to !== location.pathname + location.search) navigate(to, { replace, keepScroll: true });
  };
  return { range, scale, series, go };
};

/** Where a first view begins on a young service, as it was when the page opened: an hour mostly empty says nothing. */
const useBeginning = (target: TargetSummary | undefined): number | undefined => {
  const held = useRef<{ readonly since: number | undefined } | null>(null);
  if (held.current === null && target !== undefined) held.current = { since: beginningOf(target.strip, app.get().now) };
  return held.current?.since;
};

/** The latest `route` run, where the target has that check. */
const useRoute = (name: string, has: boolean): Run | undefined => {
  const [run, setRun] = useState<Run | undefined>(undefined);
  useLayoutEffect(() => {
    if (!has) return undefined;
    const stop = new AbortController();
    api.runs(name, { probe: 'route', limit: 1 }, stop.signal).then(
      ({ runs }) => setRun(runs[0]),
      () => undefined, // Without it the page lacks a table that it says nothing of.
    );
    const unfollow = app.onLive((messages) => {
      for (const m of messages) if (m.kind === 'run' && m.probe === 'route' && m.subject.target === name) setRun(m);
    });
    return () => {
      stop.abort();
      unfollow();
    };
  }, [name, has]);
  return run;
};

const Head = ({ target, overview }: { target: TargetSummary; overview: Overview }) => (
  <div class={`target-head row-${target.state.word}`}>
    <div>
      <h1 tabindex={-1}>{target.label}</h1>
      <p class="muted">
        {target.address === '' ? '–' : target.address}
        {target.resolved !== undefined && ` · ${target.resolved}`}
        {overview.sites?.sites.some((s) => s.name === target.name) === true && (
          <>
            {' · '}
            <a href={sitePath(target.name)}>headers, HSTS and certificate</a>
          </>
        )}
        {target.series[0]?.standIn === true && ' · TCP connect time, for no echo may be sent'}
      </p>
    </div>
    <div class="target-now">
      <Now target={target} />
    </div>
    <div class="target-state">
      <StateBadge word={target.state.word} />
      {target.state.since > 0 && target.state.word !== 'unknown' && (
        <span>
          {target.state.word === 'down' ? 'no answer since ' : 'since '}
          <Time at={target.state.since} now={overview.now} />
        </span>
      )}
      {target.state.reason !== undefined && <span>{target.state.reason}</span>}
    </div>
    {overview.readOnly === undefined && (
      <a class="button run-now" href={checkPath({ target: target.name })}>
        Run a check
      </a>
    )}
  </div>
);

/** The same target as other places see it, and whose fault it is that it fares badly. */
const Places = ({ target, overview }: { target: TargetSummary; overview: Overview }) => {
  const search = useStore(router, (l) => l.search);
  const places = sameElsewhere(overview.targets, target);
  const blame = blameFor(overview.blames, target);
  if (places.length === 0 && blame === undefined) return null;
  return (
    <div class="places-of">
      {places.length > 0 && (
        <nav class="places" aria-label="Seen from">
          <span class="muted">Seen from</span>
          {places.map((t) => (
            <a
              key={t.name}
              class={`place place-${t.state.word}`}
              href={`${targetPath(t.name)}${search}`}
              aria-current={t.name === target.name ? 'page' : undefined}
            >
              <StateMark word={t.state.word} />
              {t.place === undefined ? t.label : placeWords(t.place)}
              <span class="sr">: {STATE_LABELS[t.state.word]}</span>
            </a>
          ))}
        </nav>
      )}
      {blame !== undefined && <BlameLine blame={blame} />}
    </div>
  );
};

const emptyText = ({ view }: Loaded): string | undefined => {
  if (view.stats.n > 0) return undefined;
  const watched = view.gaps.reduce((sum, g) => sum + Math.min(g.to, view.to) - Math.max(g.from, view.from), 0);
  if (watched >= (view.to - view.from) * 0.9) return 'plumbline was not watching in this time.';
  return `Nothing was measured in this time. A sample is due every ${formatDuration(view.series.everyMs)}.`;
};

const TargetPage = ({ name }: { name: string }) => {
  const overview = useStore(app, (s) => s.frame);
  const target = overview?.targets.find((t) => t.name === name);
  const { range, scale, series, go } = useAddress(name, useBeginning(target));
  const [points, setPoints] = useState(0);
  usePageTitle(target?.label ?? name);
  useLayoutEffect(() => {
    // A bucket every two pixels is what an eye can tell; the number is kept when the window changes a little.
    setPoints(Math.min(800, Math.max(120, Math.ceil(document.documentElement.clientWidth / 2 / 100) * 100)));
  }, []);
  // One name of a target that a single place sees: `router` for `router@home`.
  const places = target === undefined ? (overview?.targets.filter((t) => t.place?.target === name) ?? []) : [];
  const only = places.length === 1 ? places[0]?.name : undefined;
  useLayoutEffect(() => {
    if (only !== undefined) navigate(targetPath(only) + location.search, { replace: true });
  }, [only]);
  if (overview !== undefined && target === undefined && only === undefined)
    return <Missing name={name} overview={overview} />;
  return (
    <>
      {target === undefined || overview === undefined ? (
        <h1 tabindex={-1}>{name}</h1>
      ) : (
        <>
          <Head target={target} overview={overview} />
          <Places target={target} overview={overview} />
        </>
      )}
      {/* Not before it is known that there is such a target: an unknown one is not asked about. */}
      {points > 0 && target !== undefined && (
        <Body name={name} target={target} range={range} scale={scale} series={series} go={go} points={points} />
      )}
    </>
  );
};

const Missing = ({ name, overview }: { name: string; overview: Overview }) => (
  <section class="panel">
    <h1 tabindex={-1}>No target “{name}”</h1>
    <p>
      These are watched:{' '}
      {overview.targets.map((t, i) => (
        <>
          {i > 0 && ', '}
          <a href={targetPath(t.name)}>{t.label}</a>
        </>
      ))}
      .
    </p>
  </section>
);

interface PanelsProps {
  readonly name: string;
  readonly loaded: Loaded;
  readonly label: string;
  readonly route: Run | undefined;
  readonly paths: readonly PathSeen[];
  readonly age: string;
  /** Always the same function, so that a sample does not draw all of this anew. */
  readonly show: (range: ViewRange) => void;
}

/** Everything below the chart. */
const Panels = memo(({ name, loaded, label, route, paths, age, show }: PanelsProps) => {
  const { view, histogram } = loaded;
  const days = hasCalendar(view.from, view.to) && <Days view={view} label={label} move={show} />;
  const narrow = isNarrow(view.from, view.to);
  return (
    <>
      {!narrow && days}
      <div class="target-grid">
        <Numbers view={view} age={age} />
        <div class="target-column">
          {narrow && days}
          <HistogramPanel histogram={histogram} stats={view.stats} />
          <Paths target={name} paths={paths} now={view.now} />
          {route !== undefined && <Hops run={route} now={view.now} />}
        </div>
        <div class="target-column">
          <Outages view={view} move={show} />
          <section class="panel" aria-labelledby="events-title">
            <h2 id="events-title">Events</h2>
            <div class="scroll events-scroll" tabindex={0} role="region" aria-label="Events of this time">
              <EventList
                told={tellAll(view.events.slice(0, 100), [], { label: () => label, now: view.now })}
                now={view.now}
                empty={`Nothing happened ${momentSpan(view.from, view.to, view.now)}.`}
              />
            </div>
          </section>
        </div>
      </div>
    </>
  );
});

type Address = ReturnType<typeof useAddress>;

const Body = ({
  name,
  target,
  points,
  range,
  scale,
  series,
  go,
}: { name: string; target: TargetSummary | undefined; points: number } & Address) => {
  const asked = windowOf(range, app.get().now);
  const enough = hasCalendar(asked.from, asked.to) ? Math.max(points, CALENDAR_POINTS) : points;
  const [state, live] = useTargetView(name, range, series, enough);
  const route = useRoute(name, target?.checks.includes('route') ?? false);
  const paths = usePaths(name, target?.checks.includes('mtu') ?? false);
  const { loaded } = state;
  const age = useStore(app, ({ overview, now }) =>
    loaded === undefined
      ? ''
      : viewAge(
          { ...loaded.view, buckets: live.get().tail?.buckets ?? loaded.view.buckets },
          overview?.targets.find((t) => t.name === name),
          range,
          now,
        ),
  );
  const [keyAt, setKeyAt] = useState(0);
  const move = (next: ViewRange, by: 'key' | 'pointer' | 'button'): void => {
    if (sameRange(next, range)) return;
    // A row of key presses is one step back, not twenty.
    const now = performance.now();
    go({ range: next }, by === 'key' && now - keyAt < 1_000);
    setKeyAt(by === 'key' ? now : 0);
  };
  const mover = useRef(move);
  mover.current = move;
  const show = useMemo(() => (next: ViewRange) => mover.current?.(next, 'button'), []);
  const label = target?.label ?? name;
  return (
    <>
      <Toolbar
        name={name}
        label={label}
        target={target}
        range={range}
        scale={scale}
        series={series}
        go={go}
        loaded={loaded}
      />
      {state.problem !== undefined && (
        <p class="banner banner-fail" role="alert">
          {state.problem}{' '}
          {loaded === undefined
            ? 'Trying again by itself.'
            : 'The chart shows what was read before; trying again by itself.'}
        </p>
      )}
      <SmokePanel
        label={label}
        range={range}
        scale={scale}
        loaded={loaded}
        live={live}
        loading={state.loading}
        move={move}
        empty={loaded === undefined ? undefined : emptyText(loaded)}
        age={age}
      />
      {loaded !== undefined && (
        <Panels loaded={loaded} label={label} route={route} paths={paths} age={age} show={show} name={name} />
      )}
    </>
  );
};

export const TargetRoute = ({ route }: { route: Route }) =>
  route.page === 'target' ? <TargetPage name={route.name} /> : null;
