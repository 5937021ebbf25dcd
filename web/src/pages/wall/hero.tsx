import { memo, useRef } from 'hono/jsx/dom';

import type { TargetSummary } from '../../../../src/api/schema.ts';
import { app } from '../../data/app.ts';
import type { ServiceState } from '../../data/service.ts';
import { useStore, useStoreAs } from '../../data/store.ts';
import { heroHour, heroNow, heroOf } from '../../model/wall-hero.ts';
import { wallMoment } from '../../model/wall-events.ts';
import { ageWords } from '../../model/stale.ts';
import { utc } from '../../model/time.ts';
import { StateMark } from '../../ui/marks.tsx';

export const targetIn = (s: ServiceState, name: string | undefined): TargetSummary | undefined =>
  s.overview?.targets.find((t) => t.name === name);

/** How old the newest number is, where that is too old; otherwise nothing. */
const ageIn = (s: ServiceState, name: string | undefined): string => {
  const target = targetIn(s, name);
  const [main] = target?.series ?? [];
  return main === undefined ? '' : ageWords(target?.latest?.at, main.everyMs, s.now);
};

const Number = memo(({ name }: { name: string | undefined }) => {
  const figure = useStore(app, (s) => (name === undefined ? '' : heroNow(targetIn(s, name)).figure));
  const unit = useStore(app, (s) => heroNow(targetIn(s, name)).unit);
  const old = useStore(app, (s) => ageIn(s, name) !== '');
  return (
    <p class={`hero-now${old ? ' hero-old' : ''}${figure === '–' ? ' hero-why' : ''}`} data-hero={name}>
      <b>{figure}</b>
      <span>{unit}</span>
    </p>
  );
});

const Hour = memo(({ name }: { name: string | undefined }) => {
  const hour = useStore(app, (s) => heroHour(targetIn(s, name)));
  const age = useStore(app, (s) => ageIn(s, name));
  return <p class="hero-hour">{age === '' ? hour : age}</p>;
});

/** The live line, or the internet: how it fares, and how long an answer takes now. */
export const WallHero = ({ compact }: { compact: boolean }) => {
  const last = useRef<string | undefined>(undefined);
  const hero = useStoreAs(app, ({ overview }) =>
    overview === undefined
      ? { title: 'Internet', look: 'unknown' as const, word: '' }
      : heroOf(overview, last.current ?? undefined),
  );
  last.current = hero.target;
  const { now } = app.get();
  return (
    <section class={`hero hero-${hero.look}${compact ? ' hero-compact' : ''}`} aria-label="Now">
      <h2>
        <StateMark word={hero.look} />
        <span class="hero-name">{hero.title}</span>
        <span class="hero-word">{hero.word}</span>
      </h2>
      <Number name={hero.target} />
      <Hour name={hero.target} />
      <p class="hero-since">
        {hero.by !== undefined && `answers of ${hero.by}`}
        {hero.since !== undefined && (
          <>
            live since <time title={utc(hero.since)}>{wallMoment(hero.since, now)}</time>
          </>
        )}
      </p>
    </section>
  );
};
