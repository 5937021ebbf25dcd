import { useLayoutEffect, useRef, useState } from 'hono/jsx/dom';

import { app } from '../data/app.ts';
import { useStore } from '../data/store.ts';
import { formatDuration } from '../model/format.ts';
import { inputText, typedRange } from '../model/inputs.ts';
import {
  isGrowing,
  PICKS,
  shownPick,
  SPAN_WORDS,
  spanAtLeast,
  step,
  windowOf,
  type ViewRange,
} from '../model/range.ts';
import { stretchShort, viewerOffset } from '../model/time.ts';

interface RangeProps {
  readonly range: ViewRange;
  readonly go: (range: ViewRange) => void;
}

const pressed = (on: boolean): 'true' | 'false' => (on ? 'true' : 'false');

const Picks = ({ range, go }: RangeProps) => {
  const shown = useStore(app, (s) => shownPick(range, s.now));
  return (
    <div class="segments picks" role="group" aria-label="Time shown">
      {PICKS.map((span) => (
        <button
          type="button"
          key={span}
          aria-pressed={pressed(shown === span)}
          title={`The last ${SPAN_WORDS[span]}`}
          onClick={() => go({ live: true, span })}
        >
          {span}
        </button>
      ))}
    </div>
  );
};

/** From and to by the viewer's clock. Filled with what is shown when it opens; Escape closes it. */
const Between = ({ range, go, close }: RangeProps & { readonly close: () => void }) => {
  const form = useRef<HTMLFormElement>(null);
  const now = app.get().now;
  const [start] = useState(() => windowOf(range, now));
  const [problem, setProblem] = useState<{ readonly wrong: 'from' | 'to'; readonly why: string } | undefined>(
    undefined,
  );
  const field = (name: 'from' | 'to'): HTMLInputElement | null =>
    form.current?.querySelector<HTMLInputElement>(`[name=${name}]`) ?? null;
  useLayoutEffect(() => {
    field('from')?.focus();
    const outside = (event: PointerEvent): void => {
      const box = form.current?.parentElement;
      if (event.target instanceof Node && box?.contains(event.target) !== true) close();
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);
  const submit = (event: Event): void => {
    event.preventDefault();
    const typed = typedRange(field('from')?.value ?? '', field('to')?.value ?? '', app.get().now, viewerOffset);
    if ('wrong' in typed) {
      setProblem(typed);
      field(typed.wrong)?.focus();
      return;
    }
    close();
    go(typed);
  };
  const input = (name: 'from' | 'to', label: string, at: number) => (
    <label>
      {label}
      <input
        type="datetime-local"
        name={name}
        required
        max={inputText(now, viewerOffset)}
        value={inputText(at, viewerOffset)}
        aria-invalid={problem?.wrong === name ? 'true' : undefined}
        aria-describedby={problem?.wrong === name ? 'between-problem' : undefined}
      />
    </label>
  );
  return (
    <form
      ref={form}
      class="between"
      aria-label="From and to"
      noValidate
      onSubmit={submit}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Escape') close();
      }}
    >
      {input('from', 'From', start.from)}
      {input('to', 'To', start.to)}
      <button type="submit" class="button button-main">
        Show
      </button>
      <p id="between-problem" class={problem === undefined ? 'muted' : 'problem'} role="status">
        {problem?.why ?? Intl.DateTimeFormat().resolvedOptions().timeZone}
      </p>
    </form>
  );
};

const Custom = ({ range, go }: RangeProps) => {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const now = app.get().now;
  return (
    <div class="custom">
      <button
        ref={button}
        type="button"
        class={`button${range.live ? '' : ' button-on'}`}
        aria-expanded={open ? 'true' : 'false'}
        title="Choose from and to"
        onClick={() => setOpen((o) => !o)}
      >
        {range.live ? 'From – to' : stretchShort(range.from, range.to, now)}
      </button>
      {open && (
        <Between
          range={range}
          go={go}
          close={() => {
            // The focus would be lost with the form.
            if (document.activeElement?.closest('.between') !== null) button.current?.focus();
            setOpen(false);
          }}
        />
      )}
    </div>
  );
};

const Arrow = ({ to }: { to: 'left' | 'right' }) => (
  <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path
      d={to === 'left' ? 'M10.5 3 5.5 8l5 5' : 'M5.5 3l5 5-5 5'}
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);

/** Whether the chart follows now, or how to make it. */
const Following = ({ range, go }: RangeProps) => {
  const growing = useStore(app, (s) => {
    if (!isGrowing(range, s.now) || !range.live || range.since === undefined) return '';
    return formatDuration(Math.max(60_000, Math.floor((s.now - range.since) / 60_000_000) * 60_000));
  });
  if (range.live) {
    return <span class="live-note">{growing === '' ? 'Following now' : `Following now, all ${growing} so far`}</span>;
  }
  return (
    <button
      type="button"
      class="button button-main"
      onClick={() => go({ live: true, span: spanAtLeast(range.to - range.from) })}
    >
      Go live
    </button>
  );
};

/** What part of time is shown: a span up to now, any other stretch, and the ones before and after it. */
export const RangePicker = ({ range, go }: RangeProps) => (
  <div class="range" role="group" aria-label="Time">
    <Picks range={range} go={go} />
    <div class="steps">
      <button
        type="button"
        class="button button-icon"
        aria-label="Earlier"
        title="The time before this"
        onClick={() => go(step(range, -1, app.get().now))}
      >
        <Arrow to="left" />
      </button>
      <Custom range={range} go={go} />
      <button
        type="button"
        class="button button-icon"
        aria-label="Later"
        title="The time after this"
        disabled={range.live}
        onClick={() => go(step(range, 1, app.get().now))}
      >
        <Arrow to="right" />
      </button>
    </div>
    <Following range={range} go={go} />
  </div>
);
