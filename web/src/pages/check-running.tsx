import { useLayoutEffect, useRef, useState } from 'hono/jsx/dom';

import { stopCheck, type Running } from '../data/checks.ts';
import { formatDuration, plural } from '../model/format.ts';
import { plain } from '../model/countries.ts';
import { takeLostFocus } from '../ui/focus.ts';

/** Read aloud so often at most. */
const SAID_EVERY = 10;

/** How far it is: the lines as they come, the newest in sight, and how long it has taken. */
export const CheckRunning = ({ running }: { running: Running }) => {
  const { began, longestMs, lines, more, title, label } = running;
  const [seconds, setSeconds] = useState(0);
  const [said, say] = useState(`Running: ${title}, ${label}.`);
  const newest = useRef('');
  newest.current = lines.at(-1) ?? '';
  const box = useRef<HTMLElement>(null);
  const head = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    takeLostFocus(head.current);
    // On a phone it is below the form.
    head.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  useLayoutEffect(() => {
    const timer = setInterval(() => {
      const now = Math.floor((performance.now() - began) / 1_000);
      setSeconds(now);
      if (now % SAID_EVERY === 0 && newest.current !== '') say(plain(newest.current ?? ''));
    }, 1_000);
    return () => clearInterval(timer);
  }, [began]);
  useLayoutEffect(() => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.length]);
  return (
    <section class="panel check-running" aria-labelledby="check-running" data-check="running">
      <h2 id="check-running" ref={head} tabindex={-1}>
        {title}: {label}
      </h2>
      <p class="check-elapsed">
        <span class="check-seconds" data-stat="elapsed">
          {formatDuration(seconds * 1_000)}
        </span>{' '}
        <span class="muted">{longestMs === undefined ? 'asking' : `of ${formatDuration(longestMs)} at most`}</span>
        <button type="button" class="button" onClick={stopCheck}>
          Stop<span class="sr"> this check</span>
        </button>
      </p>
      <div ref={box} class="scroll check-lines" tabindex={0} role="region" aria-label="How far it is">
        <ol>
          {lines.map((line, i) => (
            <li key={String(i)}>{plain(line)}</li>
          ))}
          {more > 0 && <li class="muted">{plural(more, 'more line')}</li>}
        </ol>
        {lines.length === 0 && <p class="muted">Nothing to tell yet.</p>}
      </div>
      <p class="sr" role="status" aria-live="polite">
        {said}
      </p>
    </section>
  );
};
