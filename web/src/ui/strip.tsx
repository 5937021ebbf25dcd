import { memo, useRef, useState } from 'hono/jsx/dom';

import { stripSummary, type Cell } from '../model/cells.ts';
import { formatMicros, formatShare, plural } from '../model/format.ts';
import { CELL_WIDTH, STRIP_HEIGHT, stripLines } from '../model/strip-lines.ts';
import { clockMinutes, dayMonth, utc } from '../model/time.ts';

const CELL_WORDS = { none: 'no data', gap: 'not watched', answered: '', lossy: '', lost: '' } as const;

/** A cell in words: `14:02: median 12.3 ms, 2 of 60 lost (3.3 %)`. */
const cellText = (cell: Cell, days: boolean): string => {
  const time = `${days ? `${dayMonth(cell.at)} ` : ''}${clockMinutes(cell.at)}`;
  const b = cell.bucket;
  if (b === undefined) return `${time}: ${CELL_WORDS[cell.kind]}`;
  const median = b.p50 === undefined ? '' : `median ${formatMicros(b.p50)}`;
  const spread = b.max === undefined ? '' : `, up to ${formatMicros(b.max)}`;
  const lost =
    b.lost === 0
      ? `${plural(b.n, 'echo', 'echoes')}, none lost`
      : `${b.lost} of ${b.n} lost (${formatShare(b.lost / b.n)})`;
  return `${time}: ${median === '' ? '' : `${median}${spread}; `}${lost}`;
};

/** The bars alone; drawn anew only when the cells are other ones. One drawing, since a node a bar costs each frame. */
const Bars = memo(({ cells }: { cells: readonly Cell[] }) => (
  <svg
    class="bars"
    viewBox={`0 0 ${cells.length * CELL_WIDTH} ${STRIP_HEIGHT}`}
    preserveAspectRatio="none"
    aria-hidden="true"
    focusable="false"
  >
    {stripLines(cells).map(({ look, d }) => (
      <path key={look} class={`bars-${look}`} d={d} />
    ))}
  </svg>
));

/** A strip to look at, to point at, and to walk through with the arrow keys, a cell at a time. */
export const Strip = ({ cells, label, unit }: { cells: readonly Cell[]; label: string; unit: string }) => {
  const [at, setAt] = useState<number | undefined>(undefined);
  const box = useRef<HTMLElement>(null);
  const last = cells.length - 1;
  const pointed = (event: PointerEvent): void => {
    const r = box.current?.getBoundingClientRect();
    if (r === undefined || r.width === 0) return;
    setAt(Math.min(last, Math.max(0, Math.floor(((event.clientX - r.left) / r.width) * cells.length))));
  };
  const pressed = (event: KeyboardEvent): void => {
    const from = at ?? last;
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last, Escape: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setAt(event.key === 'Escape' ? undefined : Math.min(last, Math.max(0, to)));
  };
  const cell = at === undefined ? undefined : cells[at];
  const summary = stripSummary(cells, unit);
  return (
    <span
      ref={box}
      class="strip"
      role="slider"
      tabindex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at ?? last}
      aria-valuetext={cell === undefined ? summary : cellText(cell, false)}
      onPointerMove={pointed}
      onPointerDown={pointed}
      onPointerLeave={() => setAt(undefined)}
      onBlur={() => setAt(undefined)}
      onKeyDown={pressed}
    >
      <Bars cells={cells} />
      {cell !== undefined && at !== undefined && (
        <span
          class={`tip${at > cells.length / 2 ? ' tip-left' : ''}`}
          style={{ '--x': `${((at + 0.5) / cells.length) * 100}%` }}
          title={utc(cell.at)}
        >
          {cellText(cell, false)}
        </span>
      )}
    </span>
  );
};
