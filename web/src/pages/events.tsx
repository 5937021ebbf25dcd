import { useLayoutEffect, useState } from 'hono/jsx/dom';

import type { Event, Gap } from '../../../src/api/schema.ts';
import { api } from '../data/api.ts';
import { app } from '../data/app.ts';
import { navigate, router } from '../data/router.ts';
import { useStore } from '../data/store.ts';
import { gapsFor, labelOf } from '../model/places.ts';
import { tellAll, tellTogether } from '../model/words.ts';
import { EventList } from '../ui/event-list.tsx';
import { usePageTitle } from '../ui/page-title.ts';

const PAGE = 200;
const YEAR = 365 * 86_400_000_000;

type Loaded =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly problem: string }
  | {
      readonly status: 'loaded';
      readonly events: readonly Event[];
      readonly gaps: readonly Gap[];
      readonly truncated: boolean;
    };

/** Events and gaps of the last year, kept up to date by what arrives live. */
const useEvents = (target: string): readonly [Loaded, () => void] => {
  const [loaded, setLoaded] = useState<Loaded>({ status: 'loading' });
  const [limit, setLimit] = useState(PAGE);
  useLayoutEffect(() => {
    const stop = new AbortController();
    const load = async (): Promise<void> => {
      const now = app.get().now;
      try {
        const [events, gaps] = await Promise.all([
          api.events(
            { limit, target: target === '' ? undefined : target, from: now - YEAR, to: now + 60_000_000 },
            stop.signal,
          ),
          api.gaps({ from: now - YEAR, to: now + 60_000_000 }, stop.signal),
        ]);
        // Gaps from before the oldest event that is listed come with it.
        const oldest = events.truncated ? (events.events.at(-1)?.at ?? 0) : 0;
        setLoaded({
          status: 'loaded',
          events: events.events,
          gaps: gaps.gaps.filter((g) => g.to >= oldest),
          truncated: events.truncated,
        });
      } catch (error) {
        if (!stop.signal.aborted) setLoaded({ status: 'failed', problem: error instanceof Error ? error.message : '' });
      }
    };
    void load();
    const unfollow = app.onLive((messages) => {
      if (messages.some((m) => m.kind === 'event' || m.kind === 'gap' || m.kind === 'hello')) void load();
    });
    return () => {
      unfollow();
      stop.abort();
    };
  }, [target, limit]);
  return [loaded, () => setLimit((n) => Math.min(1_000, n + PAGE))];
};

export const EventsPage = () => {
  usePageTitle('Events');
  const search = useStore(router, (l) => l.search);
  const targets = useStore(app, (s) => s.overview?.targets);
  const chosen = new URLSearchParams(search).get('target') ?? '';
  const [loaded, more] = useEvents(chosen);
  const now = app.get().now;
  const label = (name: string): string => labelOf(targets ?? [], name);
  const choose = (event: Event | globalThis.Event): void => {
    const value = ((event as globalThis.Event).target as HTMLSelectElement).value;
    navigate(value === '' ? '/events' : `/events?target=${encodeURIComponent(value)}`, { keepScroll: true });
  };
  const told =
    loaded.status === 'loaded'
      ? tellAll(
          loaded.events,
          chosen === ''
            ? loaded.gaps
            : gapsFor(loaded.gaps, targets?.find((t) => t.name === chosen) ?? { name: chosen }),
          { label, now },
        )
      : [];
  return (
    <>
      <div class="title-row">
        <h1 tabindex={-1}>Events</h1>
        <label class="filter">
          <span>Target</span>
          <select value={chosen} onChange={choose}>
            <option value="" selected={chosen === ''}>
              All
            </option>
            {targets?.map((t) => (
              <option key={t.name} value={t.name} selected={t.name === chosen}>
                {t.label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <section
        class="panel events-all"
        aria-label="Events, newest first"
        aria-busy={loaded.status === 'loading' ? 'true' : 'false'}
      >
        {loaded.status === 'loading' && <p class="muted">Reading…</p>}
        {loaded.status === 'failed' && <p class="problem">{loaded.problem}</p>}
        {loaded.status === 'loaded' && (
          <EventList
            told={tellTogether(told, 100)}
            now={now}
            empty={
              chosen === ''
                ? 'Nothing happened in the last year.'
                : `Nothing happened to ${label(chosen)} in the last year.`
            }
          />
        )}
        {loaded.status === 'loaded' && loaded.truncated && (
          <button type="button" class="button" onClick={more}>
            Older
          </button>
        )}
      </section>
    </>
  );
};
