import { targetPath } from '../model/route.ts';
import { isoDay } from '../model/time.ts';
import { sentence, type Told } from '../model/words.ts';
import { EventMark } from './marks.tsx';
import { Time } from './figures.tsx';

/** Events in plain words, newest first. */
export const EventList = ({ told, now, empty }: { told: readonly Told[]; now: number; empty: string }) =>
  told.length === 0 ? (
    <p class="muted">{empty}</p>
  ) : (
    <ol class={`events${told.some((t) => isoDay(t.at) !== isoDay(now)) ? ' events-days' : ''}`}>
      {told.map((t) => (
        <li key={`${t.at} ${sentence(t)}`}>
          <EventMark kind={t.severity} />
          <Time at={t.at} now={now} />
          <span>
            {t.target === undefined ? t.who : <a href={targetPath(t.target)}>{t.who}</a>} {t.did}
          </span>
        </li>
      ))}
    </ol>
  );
