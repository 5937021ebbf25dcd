import { memo, useLayoutEffect, useMemo, useRef, useState } from 'hono/jsx/dom';

import type { View } from '../../../src/api/schema.ts';
import { calendarOf, type Calendar, type DayCell } from '../model/days.ts';
import { formatDuration, formatShare, plural } from '../model/format.ts';
import { fixed, type ViewRange } from '../model/range.ts';
import { bucketSpan, monthOnly } from '../model/time.ts';

const DAY = 86_400_000_000;

/** `Tue 3 Mar: 86,400 echoes, 0.3 % lost; 2 h 10 min without an answer`. */
const dayText = (d: DayCell, now: number): string => {
  const day = bucketSpan(d.at, DAY, now);
  if (d.n === 0) return `${day}: ${d.kind === 'gap' ? 'not watched' : 'no data'}`;
  const lost = d.lost === 0 ? 'none lost' : `${formatShare(d.lost / d.n)} lost`;
  const dark = d.dark === 0 ? '' : `; ${formatDuration(d.dark / 1_000)} without an answer`;
  return `${day}: ${plural(d.n, 'echo', 'echoes')}, ${lost}${dark}`;
};

/** How long it was dark, in minutes, or in hours: `<1`, `14`, `3h`. */
const mark = (d: DayCell): string => {
  if (d.kind !== 'dark') return '';
  const minutes = Math.round(d.dark / 60_000_000);
  if (minutes === 0) return '<1';
  return minutes < 60 ? String(minutes) : `${Math.round(minutes / 60)}h`;
};

const Cells = memo(({ calendar }: { calendar: Calendar }) => (
  <span class="days-grid" aria-hidden="true" style={{ '--weeks': String(calendar.columns) }}>
    {calendar.months.map((m) => (
      <b key={`m${m.at}`} style={{ gridColumn: `${m.column + 1} / span 3` }}>
        {monthOnly(m.at, 'UTC')}
      </b>
    ))}
    {calendar.days.map((d, i) => (
      <i
        key={String(d.at)}
        data-day={String(i)}
        class={`day day-${d.kind}${d.level > 0 ? ` loss-${d.level}` : ''}`}
        style={{ gridColumn: String(d.column + 1), gridRow: String(d.row + 2) }}
      >
        {mark(d)}
      </i>
    ))}
  </span>
));

const KEYS: Readonly<Record<string, number>> = { ArrowLeft: -7, ArrowRight: 7, ArrowUp: -1, ArrowDown: 1 };

const LEGEND = [
  ['day-answered', 'under 0.1 % lost'],
  ['day-lossy loss-1', 'up to 2 %'],
  ['day-lossy loss-2', 'up to 10 %'],
  ['day-lossy loss-3', 'more'],
  ['day-dark', 'an outage: minutes, or hours (h)'],
  ['day-gap', 'not watched'],
  ['day-none', 'no data'],
] as const;

/** The view's days, a column a week: to look at, to point at, and to walk through with the arrow keys. */
export const Days = ({ view, label, move }: { view: View; label: string; move: (range: ViewRange) => void }) => {
  const calendar = useMemo(() => calendarOf(view), [view]);
  const [at, setAt] = useState<number | undefined>(undefined);
  const box = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // Where there is no room for all, the newest are seen first.
    if (scroller.current !== null) scroller.current.scrollLeft = scroller.current.scrollWidth;
  }, [calendar.columns]);
  const { days } = calendar;
  const last = days.length - 1;
  const dayOf = (event: Event): number | undefined => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-day]') : null;
    return cell === null ? undefined : Number(cell.dataset['day']);
  };
  const show = (index: number | undefined): void => {
    const d = index === undefined ? undefined : days[index];
    if (d !== undefined) move(fixed({ from: d.at, to: Math.min(d.at + DAY, view.now) }));
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') return show(at);
    const by = KEYS[event.key];
    if (by !== undefined) {
      event.preventDefault();
      setAt(Math.min(last, Math.max(0, at === undefined ? last : at + by)));
    } else if (event.key === 'Escape') setAt(undefined);
  };
  const day = at === undefined ? undefined : days[at];
  const dark = days.filter((d) => d.kind === 'dark').length;
  const summary = `${plural(days.length, 'day')}, ${dark === 0 ? 'none' : String(dark)} with an outage`;
  return (
    <section class="panel days" aria-labelledby="days-title">
      <div class="panel-head">
        <h2 id="days-title">Days</h2>
        <p class="days-said">
          {day === undefined ? 'Days are those of UTC. Click one, or press Enter, to see it.' : dayText(day, view.now)}
        </p>
      </div>
      <div ref={scroller} class="days-scroll">
        <span class="days-week" aria-hidden="true">
          <b>Mon</b>
          <b>Wed</b>
          <b>Fri</b>
        </span>
        <span
          ref={box}
          class="days-box"
          role="slider"
          tabindex={0}
          aria-label={`${label} by days`}
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={at ?? last}
          aria-valuetext={day === undefined ? summary : dayText(day, view.now)}
          onPointerMove={(event: PointerEvent) => setAt(dayOf(event))}
          onPointerLeave={() => setAt(undefined)}
          onClick={(event: Event) => show(dayOf(event))}
          onBlur={() => setAt(undefined)}
          onKeyDown={pressed}
        >
          <Cells calendar={calendar} />
        </span>
      </div>
      <ul class="legend" aria-label="Legend of the days">
        {LEGEND.map(([look, word]) => (
          <li key={word}>
            <i class={`day ${look}`} />
            {word}
          </li>
        ))}
      </ul>
    </section>
  );
};
