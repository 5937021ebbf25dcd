import { memo } from 'hono/jsx/dom';

import { app } from '../../data/app.ts';
import { useStore } from '../../data/store.ts';
import { STATE_LABELS } from '../../model/order.ts';
import { clockMinutes, dayMonth, utc } from '../../model/time.ts';
import { StateMark } from '../../ui/marks.tsx';
import type { WallVerdict } from './verdict.ts';

const Clock = memo(() => {
  // Not the service's time rounded to its own zone: the wall's own zone, moved on by the page.
  const minute = useStore(app, (s) => clockMinutes(s.now));
  const { now } = app.get();
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
});

/** The whole in a shape and a few words, and the clock. */
export const WallHead = ({ verdict }: { verdict: WallVerdict }) => {
  const { word, title, detail, gone } = verdict;
  return (
    <>
      <header class="wall-head">
        <StateMark word={gone ? 'down' : word} />
        <div class="wall-verdict">
          <h1>{title}</h1>
          <p>{detail}</p>
        </div>
        <Clock />
      </header>
      <p class="sr" aria-live="polite">
        {gone || word === 'up' ? title : `${title}: ${STATE_LABELS[word]}`}
      </p>
    </>
  );
};
