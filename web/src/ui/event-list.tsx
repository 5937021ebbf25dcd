import { leadsTo } from '../model/event-links.ts';
import { isoDay, yearOf } from '../model/time.ts';
import { namedIn, sentence, type Told } from '../model/words.ts';
import { EventMark } from './marks.tsx';
import { Time, Timed } from './figures.tsx';

/** How much room the moments want: none has a day, some have one, some have a year. */
const roomOf = (told: readonly Told[], now: number): string => {
  if (told.some((t) => yearOf(t.at) !== yearOf(now))) return ' events-years';
  return told.some((t) => isoDay(t.at) !== isoDay(now)) ? ' events-days' : '';
};

/** Events in plain words, newest first. */
export const EventList = ({ told, now, empty }: { told: readonly Told[]; now: number; empty: string }) =>
  told.length === 0 ? (
    <p class="muted">{empty}</p>
  ) : (
    <ol class={`events${roomOf(told, now)}`}>
      {told.map((t) => (
        <li key={`${t.at} ${sentence(t)}`}>
          <EventMark kind={t.severity} />
          <Time at={t.at} now={now} />
          <span>
            {t.target === undefined || t.who === '' ? t.who : <a href={leadsTo(t)}>{t.who}</a>}{' '}
            <Timed text={t.did} at={namedIn(t)} now={now} />
          </span>
        </li>
      ))}
    </ol>
  );
