import { useMemo, useRef, useState } from 'hono/jsx/dom';

import { app } from '../data/app.ts';
import { useEventTypes } from '../data/codes.ts';
import { useEvents } from '../data/events.ts';
import { router } from '../data/router.ts';
import { useStore } from '../data/store.ts';
import { contactOf, isGone } from '../model/contact.ts';
import { eventKey } from '../model/event-feed.ts';
import { eventsPath, isFound, parseFilter } from '../model/event-filter.ts';
import { gapsFor, labelOf } from '../model/places.ts';
import { SPAN_WORDS } from '../model/range.ts';
import { bucketSpan, isoDay } from '../model/time.ts';
import { tellAll, tellTogether, type Told } from '../model/words.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { EventFilters } from './events-filters.tsx';
import { EventLine } from './events-line.tsx';

const DAY = 86_400_000_000;
/** Scrolled so far (px), one reads: nothing may move. */
const READS = 80;
const keyOf = (t: Told): string => (t.events?.[0] === undefined ? `gap ${t.at} ${t.who}` : eventKey(t.events[0]));
const dayWords = (at: number, now: number): string => {
  const day = isoDay(at);
  if (day === isoDay(now)) return 'Today';
  if (day === isoDay(now - DAY)) return 'Yesterday';
  return bucketSpan(new Date(`${day}T00:00:00`).getTime() * 1_000, DAY, now).replace(/ by UTC$/, '');
};

/** By the viewer's days, newest first. */
const daysOf = (told: readonly Told[]): readonly { readonly day: string; readonly lines: readonly Told[] }[] => {
  const days: { day: string; lines: Told[] }[] = [];
  for (const t of told) {
    const day = isoDay(t.at);
    const last = days.at(-1);
    if (last?.day === day) last.lines.push(t);
    else days.push({ day, lines: [t] });
  }
  return days;
};

export const EventsPage = () => {
  usePageTitle('Events');
  const search = useStore(router, (l) => l.search);
  const filter = parseFilter(search);
  const { target, text } = filter;
  // Not the targets themselves: those change with each sample.
  const named = useStore(app, (s) =>
    JSON.stringify(s.overview?.targets.map(({ name, label }) => ({ name, label })) ?? []),
  );
  const targets = useMemo(() => JSON.parse(named) as readonly { name: string; label: string }[], [named]);
  const types = useEventTypes();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const reads = useRef(false);
  reads.current = open.size > 0;
  const { gaps, problem, waiting, loading, more, show, ...read } = useEvents(
    filter,
    () => window.scrollY > READS || reads.current,
  );
  // Labels come with the overview; told by names first, lines would change their height.
  const isNamed = useStore(app, (s) => s.overview !== undefined || isGone(contactOf(s)));
  const feed = isNamed ? read.feed : undefined;
  const { now } = app.get();
  const all = app.get().overview?.targets ?? [];
  const label = (name: string): string => {
    const line = app.get().overview?.lines?.lines.find((l) => l.name === name);
    return line?.label ?? labelOf(all, name);
  };
  const days = useMemo(() => {
    if (feed === undefined) return [];
    // A gap before the oldest event that is loaded comes with its page.
    const oldest = feed.truncated ? (feed.events.at(-1)?.at ?? 0) : 0;
    const near = filter.severity === '' && filter.type === '' ? gaps.filter((g) => g.to >= oldest) : [];
    const own = target === '' ? near : gapsFor(near, all.find((t) => t.name === target) ?? { name: target });
    const told = tellTogether(tellAll(feed.events, own, { label, now }), 100);
    return daysOf(text.trim() === '' ? told : told.filter((t) => isFound(text.trim(), t)));
  }, [feed, gaps, search, named, isoDay(now)]);
  const toggle = (key: string): void => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  const isTarget = (name: string): boolean => targets.some((t) => t.name === name);
  const showNew = (): void => {
    setOpen(new Set());
    show();
    window.scrollTo({ top: 0 });
  };
  const isFiltered = search !== '';
  const span = filter.range.live ? `in the last ${SPAN_WORDS[filter.range.span]}` : 'in that time';
  return (
    <>
      <div class="title-row">
        <h1 tabindex={-1}>Events</h1>
        <a href="/codes">What the codes mean</a>
      </div>
      <EventFilters filter={filter} targets={targets} types={types} now={now} />
      <div class="events-new" role="status">
        {waiting.length > 0 && (
          <button type="button" class="button button-main" onClick={showNew}>
            {waiting.length} new
          </button>
        )}
      </div>
      <section
        class="panel event-days"
        aria-label="Events, newest first"
        aria-busy={feed === undefined && problem === '' ? 'true' : 'false'}
      >
        {feed === undefined && problem === '' && <p class="muted">Reading…</p>}
        {problem !== '' && <p class="problem">{problem}</p>}
        {days.map(({ day, lines }) => (
          <section key={day} aria-labelledby={`day-${day}`}>
            <h2 id={`day-${day}`}>{dayWords(lines[0]?.at ?? 0, now)}</h2>
            <ol>
              {lines.map((t) => {
                const key = keyOf(t);
                return (
                  <EventLine
                    key={key}
                    id={`event-${t.at}-${lines.indexOf(t)}`}
                    told={t}
                    isOpen={open.has(key)}
                    onToggle={() => toggle(key)}
                    {...{ types, now, isTarget, label }}
                  />
                );
              })}
            </ol>
          </section>
        ))}
        {feed !== undefined && days.length === 0 && (
          <p class="muted" data-empty>
            {text !== '' && feed.events.length > 0
              ? `Nothing of the ${feed.events.length} events that are loaded has “${text}” in it.`
              : `Nothing happened${target === '' ? '' : ` to ${label(target)}`} ${span}${isFiltered ? ' that this filter shows' : ''}.`}{' '}
            {isFiltered && <a href={eventsPath({})}>Show all</a>}
          </p>
        )}
        {feed?.truncated === true && (
          <button type="button" class="button" onClick={more} disabled={loading}>
            Load more
          </button>
        )}
      </section>
    </>
  );
};
