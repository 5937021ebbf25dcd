import { memo } from 'hono/jsx/dom';

import { app } from '../../data/app.ts';
import { useStore } from '../../data/store.ts';
import { labelOf } from '../../model/places.ts';
import { utc } from '../../model/time.ts';
import { wallEvents, wallMoment } from '../../model/wall-events.ts';
import { mtuFact } from '../../model/wall-facts.ts';
import { glanceWords } from '../../model/where.ts';
import { namedIn, sentence } from '../../model/words.ts';
import { Timed } from '../../ui/figures.tsx';
import { EventMark, StateMark } from '../../ui/marks.tsx';

const LatestEvents = () => {
  const events = useStore(app, (s) => s.events);
  const gaps = useStore(app, (s) => s.gaps);
  // Labels alone: a sample changes none of them.
  const labels = useStore(app, (s) => s.overview?.targets.map((t) => t.label).join('\n') ?? '');
  const { now, overview } = app.get();
  const label = (name: string): string => (labels === '' ? name : labelOf(overview?.targets ?? [], name));
  const told = wallEvents(events, gaps, { label, now });
  if (told.length === 0)
    return <p class="wall-events wall-quiet">{overview !== undefined && 'Nothing has happened yet.'}</p>;
  return (
    <ol class="wall-events" aria-label="Last events">
      {told.map((t) => (
        <li key={`${t.at} ${sentence(t)}`}>
          <EventMark kind={t.severity} />
          <time title={utc(t.at)}>{wallMoment(t.at, now)}</time>
          <span>
            <Timed text={sentence(t)} at={namedIn(t)} now={now} />
          </span>
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
    <p
      class={`wall-fact fact-${where.wrong ? 'degraded' : 'up'} wall-where`}
      data-where={where.wrong ? 'wrong' : 'right'}
    >
      <StateMark word={where.wrong ? 'degraded' : 'up'} />
      <span>{where.text}</span>
    </p>
  );
};

/** The largest packet that passes, and what is wrong with that. */
const PathMtu = () => {
  const paths = useStore(app, (s) => s.overview?.paths);
  const lines = useStore(app, (s) => s.overview?.lines);
  const fact = mtuFact({ lines, paths });
  if (fact === undefined) return null;
  return (
    <p class={`wall-fact fact-${fact.look} wall-mtu`} data-mtu={fact.look}>
      <StateMark word={fact.look} />
      <span>{fact.text}</span>
    </p>
  );
};

/** What happened last, and what seldom changes. */
export const WallFoot = memo(({ notes }: { notes: string }) => (
  <footer class="wall-foot">
    <LatestEvents />
    <div class="wall-facts">
      <Where />
      <PathMtu />
    </div>
    {notes !== '' && <p class="wall-notes">{notes}</p>}
    <a href="/" class="wall-exit">
      Overview
    </a>
  </footer>
));
