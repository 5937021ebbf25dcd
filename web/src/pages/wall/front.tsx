import { memo, useLayoutEffect, useRef, useState } from 'hono/jsx/dom';

import { app } from '../../data/app.ts';
import { useStore } from '../../data/store.ts';
import { contactOf, isGone } from '../../model/contact.ts';
import { formatCount, formatDuration } from '../../model/format.ts';
import { wallMoment } from '../../model/wall-events.ts';
import { EMPTY_FRONT, stepFront, troublesOf, type Front, type Shown } from '../../model/wall-front.ts';
import { Time } from '../../ui/figures.tsx';
import { StateMark } from '../../ui/marks.tsx';

/** What is at the front; the same list while nothing of it changes. Nothing changes while there is nobody to ask. */
export const useFront = (): readonly Shown[] => {
  const look = (before: Front): Front => {
    const state = app.get();
    const { overview, now } = state;
    if (overview === undefined || isGone(contactOf(state))) return before;
    return stepFront(before, troublesOf(overview, now), now);
  };
  const [first] = useState(() => look(EMPTY_FRONT));
  const front = useRef(first);
  const [shown, setShown] = useState(first.shown);
  useLayoutEffect(
    () =>
      app.subscribe(() => {
        front.current = look(front.current ?? EMPTY_FRONT);
        setShown(front.current.shown);
      }),
    [],
  );
  return shown;
};

const WORDS = { down: 'Down', degraded: 'Not well', stale: 'No news' } as const;
const MARKS = { down: 'down', degraded: 'degraded', stale: 'unknown' } as const;

/** How long it has been so, to the second while that is news. */
const Lasting = ({ since }: { since: number }) => {
  const text = useStore(app, (s) => {
    const ms = Math.max(0, s.now - since) / 1_000;
    return formatDuration(ms < 3_600_000 ? Math.floor(ms / 1_000) * 1_000 : Math.floor(ms / 60_000) * 60_000);
  });
  return <>{text}</>;
};

const Card = memo(({ shown }: { shown: Shown }) => {
  const { cured, word, label, why, since, key } = shown;
  const look = cured ? 'cured' : word;
  return (
    <li class={`front-card front-${look}`} data-front={key} data-look={look}>
      <h2>
        <StateMark word={cured ? 'up' : MARKS[word]} />
        <span>{label}</span>
      </h2>
      <p class="front-word">{cured ? 'Well again' : WORDS[word]}</p>
      {cured ? (
        <p class="front-why">it answers, or is what it should be</p>
      ) : (
        <p class="front-why">
          {why}
          {since > 0 && (
            <>
              {' · '}
              <Lasting since={since} />
              {', since '}
              <Time at={since} now={app.get().now} text={wallMoment(since, app.get().now)} />
            </>
          )}
        </p>
      )}
    </li>
  );
});

/** What fails, large; beyond what there is room for it is counted. */
export const FrontCards = ({ shown, room, roomy }: { shown: readonly Shown[]; room: number; roomy: boolean }) => {
  const more = shown.length - room;
  return (
    <>
      <ul class={`front${roomy ? ' front-roomy' : ''}`} aria-label="What fails">
        {shown.slice(0, room).map((s) => (
          <Card key={s.key} shown={s} />
        ))}
      </ul>
      {more > 0 && <p class="front-more">{`and ${formatCount(more)} more`}</p>}
    </>
  );
};
