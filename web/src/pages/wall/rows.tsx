import { memo, useLayoutEffect, useMemo, useRef } from 'hono/jsx/dom';

import type { Gap, LinesGlance } from '../../../../src/api/schema.ts';
import { drawDay, type DayPicture } from '../../chart/day-smoke.ts';
import { readPalette } from '../../chart/palette.ts';
import { app } from '../../data/app.ts';
import { useDayViews } from '../../data/day-views.ts';
import { useLineDay } from '../../data/lines.ts';
import { useStore } from '../../data/store.ts';
import { theme } from '../../data/theme.ts';
import { STANDING_WORDS } from '../../model/lines.ts';
import { ageWords } from '../../model/stale.ts';
import { clockMinutes, viewerOffset } from '../../model/time.ts';
import { daySpan, dayTicks, rowWords } from '../../model/wall-day.ts';
import { failoverWords } from '../../model/wall-events.ts';
import { shortNow } from '../../model/wall-hero.ts';
import { AXIS } from '../../model/wall-layout.ts';
import type { Place } from '../../model/wall-rows.ts';
import { faceOf } from '../../model/wall.ts';
import { StateMark } from '../../ui/marks.tsx';
import { LiveText } from '../../ui/live-text.tsx';
import { StandingMark } from '../../ui/standing.tsx';
import { targetIn } from './hero.tsx';
import { Waiting } from './waiting.tsx';

/** How long an answer takes now. */
export const Figure = ({ name }: { name: string }) => <LiveText text={(s) => shortNow(targetIn(s, name))} />;

/** A name of more letters is set smaller. */
const LONG = 12;

const Label = memo(({ place }: { place: Place }) => {
  const { name, label, kind } = place;
  const look = useStore(app, (s) => {
    const target = targetIn(s, name);
    return target === undefined ? 'unknown' : faceOf(target, s.now).look;
  });
  const word = useStore(app, (s) => {
    const target = targetIn(s, name);
    return target === undefined ? '' : faceOf(target, s.now).word;
  });
  const standing = useStore(app, (s) => s.overview?.lines?.lines.find((l) => l.name === name)?.standing);
  const isLine = kind === 'line' && standing !== undefined;
  return (
    <li
      class={`day-label day-${isLine ? standing : look}${label.length > LONG ? ' day-long' : ''}`}
      data-target={name}
      data-look={look}
      data-standing={isLine ? standing : undefined}
    >
      <h2>
        {isLine ? <StandingMark standing={standing} /> : <StateMark word={look === 'stale' ? 'unknown' : look} />}
        <span>{label}</span>
      </h2>
      <p>
        <b>{isLine && look !== 'stale' ? STANDING_WORDS[standing] : word}</b>
        <span class="day-now">{(look === 'up' || look === 'degraded') && <Figure name={name} />}</span>
      </p>
    </li>
  );
});

/** Drawn when what it shows, its size or the theme is another, and never with a sample. */
const Smoke = memo(({ picture, unit }: { picture: DayPicture; unit: number }) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef({ picture, unit });
  latest.current = { picture, unit };
  const draw = (): void => {
    const [c, now] = [canvas.current, latest.current];
    const ctx = c?.getContext('2d');
    if (c === null || now === null || ctx === null || ctx === undefined) return;
    const { clientWidth: width, clientHeight: height } = c;
    if (width === 0 || height === 0) return;
    const density = window.devicePixelRatio;
    c.width = Math.round(width * density);
    c.height = Math.round(height * density);
    ctx.scale(density, density);
    drawDay(ctx, now.picture, { width, height, axis: now.unit * AXIS, unit: now.unit }, readPalette());
  };
  useLayoutEffect(draw, [picture, unit]);
  useLayoutEffect(() => {
    const sized = new ResizeObserver(draw);
    if (canvas.current !== null) sized.observe(canvas.current);
    const unfollow = theme.subscribe(draw);
    return () => {
      sized.disconnect();
      unfollow();
    };
  }, []);
  return (
    <>
      <canvas ref={canvas} aria-hidden="true" />
      {picture.rows.map((row) => (
        <p key={row.name} class="sr" role="img" aria-label={rowWords(row)} data-day={row.name} />
      ))}
    </>
  );
});

/** What the last failover cost, and what it left behind. */
const Failover = ({ last }: { last: LinesGlance['lastFailover'] }) => (
  <p class="wall-failover">
    {failoverWords(last, app.get().now).map((line) => (
      <span key={line}>{line}</span>
    ))}
  </p>
);

/** A day is read every five minutes (ms). */
const DAY_EVERY = 300_000;
/** How old the picture is, where that is too old. */
const DayAge = ({ to }: { to: number }) => {
  const age = useStore(app, (s) => ageWords(to, DAY_EVERY, s.now));
  if (age === '') return null;
  return (
    <p class="day-old">
      <StateMark word="unknown" />
      <span>{age}</span>
    </p>
  );
};

const NO_GAPS: readonly Gap[] = [];

/** The last day of lines or targets, one above the other over one time axis. */
export const WallRows = memo(
  ({ places, lines, unit }: { places: readonly Place[]; lines: LinesGlance | undefined; unit: number }) => {
    const history = useLineDay(lines !== undefined).value;
    const hasTarget = useStore(app, (s) =>
      places
        .filter((p) => targetIn(s, p.name)?.series[0] !== undefined)
        .map((p) => p.name)
        .join('\n'),
    );
    const days = useDayViews(hasTarget === '' ? [] : hasTarget.split('\n'));
    const gaps = useStore(app, (s) => s.gaps);
    const picture = useMemo((): DayPicture => {
      const rows = places.map(({ name, label }) => ({
        name,
        label,
        day: days.get(name),
        stretches: history?.bands.find((b) => b.name === name)?.stretches ?? [],
      }));
      const span = daySpan(rows, history, app.get().now);
      // Oldest first, as labels find their room from the left; what was not known before is no failover.
      const failovers = [...(history?.failovers ?? [])]
        .filter((f) => f.at >= span.from)
        .map((f) => ({ at: f.at, label: clockMinutes(f.at) }))
        .reverse(); // oxlint-disable-line unicorn/no-array-reverse
      const whole = gaps.filter((g) => g.subject?.target === undefined);
      const ticks = dayTicks(span.from, span.to, viewerOffset);
      return { ...span, rows, failovers, ticks, gaps: whole.length === 0 ? NO_GAPS : whole };
    }, [places, days, history, gaps]);
    const live = lines?.lines.find((l) => l.live)?.name ?? '';
    return (
      <section class="wall-lines" aria-label="The last 24 hours" data-live={live}>
        <ul class="day-labels">
          {places.map((p) => (
            <Label key={p.name} place={p} />
          ))}
        </ul>
        <div class="day-smoke">
          <Smoke picture={picture} unit={unit} />
          <Waiting places={places} />
          <DayAge to={Math.min(picture.to, ...picture.rows.flatMap((r) => r.day?.to ?? []))} />
        </div>
        {lines !== undefined && <Failover last={lines.lastFailover} />}
      </section>
    );
  },
);
