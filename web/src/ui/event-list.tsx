import type { Told } from '../model/words.ts';
import { targetPath } from '../model/route.ts';
import { EventMark } from './marks.tsx';
import { Time } from './figures.tsx';

/** Events in plain words, newest first. */
export const EventList = ({ told, now, empty }: { told: readonly Told[]; now: number; empty: string }) =>
  told.length === 0 ? (
    <p class="muted">{empty}</p>
  ) : (
    <ol class="events">
      {told.map((t) => (
        <li key={`${t.at} ${t.text}`}>
          <EventMark kind={t.severity} />
          <Time at={t.at} now={now} />
          {t.target === undefined ? <span>{t.text}</span> : <a href={targetPath(t.target)}>{t.text}</a>}
        </li>
      ))}
    </ol>
  );
