import type { EventTypeList } from '../../../src/api/codes/schema.ts';
import type { Event } from '../../../src/api/schema.ts';
import { useCode } from '../data/codes.ts';
import { plain } from '../model/countries.ts';
import { codeOf, linksOf } from '../model/event-links.ts';
import { factsOf } from '../model/evidence.ts';
import { clockSeconds, utc } from '../model/time.ts';
import { namedIn, sentence, type Told } from '../model/words.ts';
import { CodeLink } from '../ui/code-link.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Time, Timed } from '../ui/figures.tsx';
import { EventMark } from '../ui/marks.tsx';

const MOST_TOGETHER = 20;

const Explained = ({ code }: { code: string }) => {
  const { value, problem } = useCode(code);
  return (
    <div class="event-code">
      <p>
        <CodeLink code={code} />
        {value === undefined ? <> {problem}</> : <>: {value.meaning}</>}
      </p>
      {value !== undefined && (
        <p>
          <b>To do:</b> {value.remedy} <CopyButton text={value.remedy} what={`what to do about ${code}`} />
        </p>
      )}
    </div>
  );
};

interface Given {
  readonly types: EventTypeList['types'];
  readonly now: number;
  readonly isTarget: (name: string) => boolean;
  readonly label: (name: string) => string;
}

const Evidence = ({ event, types, now, isTarget }: Given & { event: Event }) => {
  const info = types.find((t) => t.type === event.type);
  const code = codeOf(event);
  const via = event.subject?.via;
  const facts = factsOf(event.evidence, info?.evidence, ['code']);
  return (
    <>
      {info !== undefined && (
        <p class="event-what">
          <b>{info.title}.</b> {info.meaning}
          {code === '' && info.remedy !== 'Nothing to do.' && <> {info.remedy}</>}
        </p>
      )}
      <table class="event-evidence">
        <tbody>
          <tr>
            <th scope="row">at</th>
            <td>
              <Time at={event.at} now={now} /> <small class="muted event-utc">{utc(event.at)}</small>
            </td>
          </tr>
          {via !== undefined && via !== event.subject?.target && (
            <tr>
              <th scope="row">over</th>
              <td>{via}</td>
            </tr>
          )}
          {facts.map((f) => (
            <tr key={f.key}>
              <th scope="row">{plain(f.label)}</th>
              <td>{f.at === undefined ? <bdi>{plain(f.text)}</bdi> : <Time at={f.at} now={now} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {code !== '' && <Explained key={code} code={code} />}
      <p class="event-links">
        {linksOf(event, isTarget).map((l) => (
          <a key={l.words} href={l.href}>
            {l.words}
          </a>
        ))}
      </p>
    </>
  );
};

/** One line of what happened, which opens to what it rests on. */
export const EventLine = ({
  told,
  id,
  isOpen,
  onToggle,
  ...given
}: Given & { told: Told; id: string; isOpen: boolean; onToggle: () => void }) => {
  const events = told.events ?? [];
  const words = plain(sentence(told));
  if (events.length === 0)
    return (
      <li class="event-line event-gap-line">
        <EventMark kind={told.severity} />
        <Time at={told.at} now={given.now} text={clockSeconds(told.at)} />
        <span>{words}</span>
      </li>
    );
  return (
    <li class={`event-line${isOpen ? ' event-open' : ''}`} data-event={events[0]?.type}>
      <button type="button" aria-expanded={isOpen ? 'true' : 'false'} aria-controls={id} onClick={onToggle}>
        <EventMark kind={told.severity} />
        <Time at={told.at} now={given.now} text={clockSeconds(told.at)} />
        <span>
          <Timed text={words} at={namedIn(told)} now={given.now} />
        </span>
        <svg class="event-arrow" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <path d="M5 3l5 5-5 5" fill="none" stroke="currentColor" stroke-width="2" />
        </svg>
      </button>
      <div id={id} class="event-detail" hidden={!isOpen}>
        {isOpen &&
          events.slice(0, MOST_TOGETHER).map((event) => (
            <section key={`${event.at} ${event.subject?.target ?? ''}`} class="event-one">
              {events.length > 1 && <h3>{given.label(event.subject?.target ?? '')}</h3>}
              <Evidence event={event} {...given} />
            </section>
          ))}
        {isOpen && events.length > MOST_TOGETHER && <p class="muted">{events.length - MOST_TOGETHER} more alike.</p>}
      </div>
    </li>
  );
};
