import { memo } from 'hono/jsx/dom';

import { app } from '../../data/app.ts';
import { useStore, useStoreAs } from '../../data/store.ts';
import { leadsTo } from '../../model/event-links.ts';
import { labelOf } from '../../model/places.ts';
import { ageWords } from '../../model/stale.ts';
import { utc } from '../../model/time.ts';
import { wallEvents, wallMoment } from '../../model/wall-events.ts';
import { factsOf, type Fact } from '../../model/wall-facts.ts';
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
          <a href={leadsTo(t)}>
            <Timed text={sentence(t)} at={namedIn(t)} now={now} />
          </a>
        </li>
      ))}
    </ol>
  );
};

/** One of them, and how old it is where that is too old. */
const FactLine = ({ fact }: { fact: Fact }) => {
  const age = useStore(app, (s) => ageWords(fact.at, fact.every ?? 0, s.now));
  const look = age === '' ? fact.look : 'unknown';
  return (
    <p class={`wall-fact fact-${look}`} data-fact={fact.name} data-look={look}>
      <StateMark word={look} />
      <span>{fact.text}</span>
      {age !== '' && <b>{age}</b>}
    </p>
  );
};

const NO_FACTS: readonly Fact[] = [];
/** Where the world thinks that this is, and the largest packet that passes, where that is known. */
const Facts = () => {
  const facts = useStoreAs(app, ({ overview }) => (overview === undefined ? NO_FACTS : factsOf(overview)));
  return (
    <div class="wall-facts">
      {facts.map((fact) => (
        <FactLine key={fact.name} fact={fact} />
      ))}
    </div>
  );
};

/** What happened last, and what seldom changes. */
export const WallFoot = memo(({ notes }: { notes: string }) => (
  <footer class="wall-foot">
    <LatestEvents />
    <Facts />
    {notes !== '' && <p class="wall-notes">{notes}</p>}
    <a href="/" class="wall-exit">
      Overview
    </a>
  </footer>
));
