import { memo, useLayoutEffect, useMemo, useState } from 'hono/jsx/dom';

import type { Gap, TargetSummary } from '../../../src/api/schema.ts';
import { app } from '../data/app.ts';
import { isCutOff } from '../data/service.ts';
import { useStore } from '../data/store.ts';
import { useDayStrips, type DayStrip } from '../data/day-strips.ts';
import { cellsOf, stripSummary } from '../model/cells.ts';
import { formatDuration, splitUnit } from '../model/format.ts';
import { byUrgency, STATE_LABELS, verdictOf, type Verdict } from '../model/order.ts';
import { gapsFor, labelOf } from '../model/places.ts';
import { clockMinutes, clockSeconds, dayMonth, moment, utc } from '../model/time.ts';
import { faceOf } from '../model/wall.ts';
import { glanceWords } from '../model/where.ts';
import { columnsFor, pixelShift } from '../model/wall-grid.ts';
import { sentence, tellAll, tellTogether } from '../model/words.ts';
import { EventMark, StateMark } from '../ui/marks.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { Bars } from '../ui/strip.tsx';
import { linesHeight, WallLines } from './wall-lines.tsx';

const DAY = 86_400_000_000;

const DayBars = memo(({ strip, gaps, label }: { strip: DayStrip | undefined; gaps: readonly Gap[]; label: string }) => {
  const cells = useMemo(
    () =>
      strip === undefined
        ? []
        : cellsOf(strip.buckets, gaps, strip.to, strip.widthMicros, Math.ceil(DAY / strip.widthMicros), strip.usual),
    [strip, gaps],
  );
  return (
    <span class="wall-strip" role="img" aria-label={`${label}, last 24 hours: ${stripSummary(cells, 'spells')}`}>
      <Bars cells={cells} />
    </span>
  );
});

/** What has more letters does not fit beside the word, large as it is. */
const LONG_REASON = 8;

const Tile = ({
  target,
  strip,
  gaps,
}: {
  target: TargetSummary;
  strip: DayStrip | undefined;
  gaps: readonly Gap[];
}) => {
  const look = useStore(app, (s) => faceOf(target, s.now).look);
  const word = useStore(app, (s) => faceOf(target, s.now).word);
  const { big } = faceOf(target, app.get().now);
  const figure = splitUnit(big);
  // A new style object would be set anew, and all below it laid out again, with every sample.
  const style = useMemo(() => ({ '--len': String(Math.max(8, target.label.length)) }), [target.label]);
  const own = useMemo(() => gapsFor(gaps, target), [gaps, target.name]);
  const isWord = figure.unit === '' && /[a-z]/.test(big);
  const words = isWord ? ` tile-words${big.length > LONG_REASON ? ' tile-reason' : ''}` : '';
  return (
    <li
      class={`tile tile-${look}${target.label.length > 26 ? ' tile-long' : ''}`}
      data-target={target.name}
      data-look={look}
      style={style}
    >
      <h2>
        <StateMark word={look === 'stale' ? 'unknown' : look} />
        <span>{target.label}</span>
      </h2>
      <div class="tile-row">
        <p class={`tile-big${words}`}>
          {isWord ? big : figure.figure}
          {!isWord && <small>{` ${figure.unit}`}</small>}
        </p>
        <p class="tile-word">{word}</p>
      </div>
      <DayBars strip={strip} gaps={own} label={target.label} />
    </li>
  );
};

const Clock = () => {
  // Not the service's time rounded to its own zone: the wall's own zone, moved on by the page.
  const minute = useStore(app, (s) => clockMinutes(s.now));
  const now = app.get().now;
  const vantage = useStore(app, (s) => s.overview?.vantage ?? '');
  return (
    <p class="wall-clock">
      <time title={utc(now)}>{minute}</time>
      <small>
        {dayMonth(now)}
        {vantage === '' ? '' : ` · ${vantage}`}
      </small>
    </p>
  );
};

const LatestEvents = () => {
  const events = useStore(app, (s) => s.events);
  const gaps = useStore(app, (s) => s.gaps);
  const targets = useStore(app, (s) => s.overview?.targets);
  const now = app.get().now;
  const label = (name: string): string => labelOf(targets ?? [], name);
  const told = tellTogether(tellAll(events, gaps, { label, now })).slice(0, 3);
  return (
    <ol class="wall-events" aria-label="Last events">
      {told.map((t) => (
        <li key={`${t.at} ${sentence(t)}`}>
          <EventMark kind={t.severity} />
          <time title={utc(t.at)}>{moment(t.at, now)}</time>
          <span>{sentence(t)}</span>
        </li>
      ))}
    </ol>
  );
};

/** Where the world thinks that this is, where that is known. */
const Where = () => {
  const addresses = useStore(app, (s) => s.overview?.addresses);
  const where = addresses === undefined ? undefined : glanceWords(addresses);
  if (where === undefined) return null;
  return (
    <p class={`wall-where${where.wrong ? ' wall-where-wrong' : ''}`} data-where={where.wrong ? 'wrong' : 'right'}>
      <StateMark word={where.wrong ? 'degraded' : 'up'} />
      <span>{where.text}</span>
    </p>
  );
};

/** The window's size, for sizes that CSS alone cannot tell on an old tablet. */
const useScreen = (): { readonly width: number; readonly height: number } => {
  const read = () => ({ width: window.innerWidth, height: window.innerHeight });
  const [size, setSize] = useState(read);
  useLayoutEffect(() => {
    const resized = (): void => setSize(read());
    window.addEventListener('resize', resized);
    return () => window.removeEventListener('resize', resized);
  }, []);
  return size;
};

/** Nobody touches a wall: it stays awake, and loads itself anew when plumbline was updated. */
const useUnattended = (): void => {
  const outdated = useStore(app, (s) => s.outdated);
  useLayoutEffect(() => {
    if (outdated) location.reload();
  }, [outdated]);
  useLayoutEffect(() => {
    let lock: WakeLockSentinel | undefined;
    const stayAwake = (): void => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      // Refused on battery or without https; a kiosk has its own way then.
      navigator.wakeLock.request('screen').then(
        (l) => (lock = l),
        () => (lock = undefined),
      );
    };
    stayAwake();
    document.addEventListener('visibilitychange', stayAwake);
    return () => {
      document.removeEventListener('visibilitychange', stayAwake);
      void lock?.release();
    };
  }, []);
};

/** A tile's size in its own unit, see wall.css. */
const TILE_WIDTH = 10.6;
const TILE_HEIGHT = 4.5;
const NO_CONTACT = 'No contact';
const NO_INFLUX = 'No contact with InfluxDB';

/** What the whole screen says: the verdict, or that there is nobody to ask. */
const useVerdict = (): Verdict & { readonly gone: boolean } => {
  const overview = useStore(app, (s) => s.overview);
  const problem = useStore(app, (s) => s.problem);
  const cutOff = useStore(app, isCutOff);
  const gone = useStore(app, (s) => s.link === 'lost' || (s.overview === undefined && s.problem !== undefined));
  const silent = useStore(app, (s) =>
    s.link === 'lost' && s.sync !== undefined ? Math.floor((s.now - s.sync.server) / 1_000_000) : 0,
  );
  const heard = app.get().sync?.server;
  if (cutOff) return { word: 'unknown', title: NO_INFLUX, detail: problem ?? '', gone: true };
  if (gone) {
    const since =
      heard === undefined
        ? (problem ?? '')
        : `with plumbline for ${formatDuration(silent * 1_000)}, since ${clockSeconds(heard)}`;
    return { word: 'unknown', title: NO_CONTACT, detail: since, gone };
  }
  if (overview === undefined) return { word: 'unknown', title: 'Reading the line…', detail: '', gone };
  return { ...verdictOf(overview), gone };
};

/** Sizes that follow from the screen, the number of tiles and lines and the title's length; moved a little each minute. */
const useWallStyle = (count: number, title: number, lines: number): Readonly<Record<string, string>> => {
  const screen = useScreen();
  const minute = useStore(app, (s) => Math.floor(s.now / 60_000_000));
  return useMemo(() => {
    const portrait = screen.height > screen.width;
    // A hundredth of a 16:9 screen's width; upright, its head must still be read from afar.
    const unit = portrait ? screen.width / 72 : Math.min(screen.width / 100, screen.height / 56);
    const above = lines === 0 ? 0 : linesHeight(lines, portrait);
    const rest = above === 0 ? 19.2 : 20.2 + above;
    const tiles = { width: screen.width - unit * 4, height: screen.height - unit * rest };
    const columns = columnsFor(count, tiles.width, tiles.height, TILE_WIDTH / TILE_HEIGHT);
    const rows = Math.max(1, Math.ceil(count / columns));
    const tileWidth = tiles.width / columns - unit;
    const tileHeight = tiles.height / rows - unit;
    const shift = pixelShift(minute, 3);
    return {
      '--u': `${unit}px`,
      '--t': `${Math.min(tileWidth / TILE_WIDTH, tileHeight / TILE_HEIGHT, unit * 5)}px`,
      '--tw': `${tileWidth}px`,
      '--title': String(title),
      '--lines-height': String(above),
      '--columns': String(columns),
      '--rows': String(rows),
      transform: `translate(${shift.x}px, ${shift.y}px)`,
    };
  }, [count, title, lines, screen, minute]);
};

export const WallPage = () => {
  usePageTitle('Wall');
  useUnattended();
  const overview = useStore(app, (s) => s.overview);
  const gaps = useStore(app, (s) => s.gaps);
  const strips = useDayStrips(overview?.targets);
  const verdict = useVerdict();
  const targets = byUrgency(overview?.targets ?? []);
  const lines = overview?.lines;
  const style = useWallStyle(targets.length, verdict.title.length, lines?.lines.length ?? 0);
  return (
    <main
      class={`wall wall-${verdict.word}${verdict.gone ? ' wall-gone' : ''}${window.innerHeight > window.innerWidth ? ' wall-upright' : ''}`}
      data-verdict={verdict.title}
      style={style}
    >
      <header class="wall-head">
        <StateMark word={verdict.gone ? 'down' : verdict.word} />
        <div class="wall-verdict">
          <h1>{verdict.title}</h1>
          <p>{verdict.detail}</p>
        </div>
        <Clock />
      </header>
      {lines !== undefined && <WallLines lines={lines} />}
      <ul class="tiles" aria-label="Targets">
        {targets.map((t) => (
          <Tile key={t.name} target={t} strip={strips.get(t.name)} gaps={gaps} />
        ))}
      </ul>
      <footer class="wall-foot">
        <LatestEvents />
        <div class="wall-span">
          <Where />
          <p>Strips: last 24 h</p>
        </div>
        <a href="/" class="wall-exit">
          Overview
        </a>
      </footer>
      <p class="sr" aria-live="polite">
        {verdict.gone
          ? verdict.title
          : `${verdict.title}${verdict.word === 'up' ? '' : `: ${STATE_LABELS[verdict.word]}`}`}
      </p>
    </main>
  );
};
