import { useLayoutEffect, useRef, useState } from 'hono/jsx/dom';

import type { Event, Gap } from '../../../src/api/schema.ts';
import { olderThan, startFeed, withLive, withNewest, withOlder, type Feed } from '../model/event-feed.ts';
import { askedOf, isWanted, type EventFilter } from '../model/event-filter.ts';
import { rangeParams, windowOf } from '../model/range.ts';
import { api, TokenNeeded } from './api.ts';
import { app } from './app.ts';

const PAGE = 200;
const AHEAD = 60_000_000;

export interface Events {
  readonly feed: Feed | undefined;
  readonly gaps: readonly Gap[];
  readonly problem: string;
  /** What came live while somebody reads, and waits to be shown. */
  readonly waiting: readonly Event[];
  readonly loading: boolean;
  readonly more: () => void;
  readonly show: () => void;
}
type State = Omit<Events, 'more' | 'show'>;
const START: State = { feed: undefined, gaps: [], problem: '', waiting: [], loading: true };

/** The events of a filter, with those that come live; `isRead` tells whether somebody is amid the list. */
export const useEvents = (filter: EventFilter, isRead: () => boolean): Events => {
  const [state, setState] = useState<State>(START);
  const latest = useRef(state);
  const set = (change: Partial<State>): void => {
    latest.current = { ...(latest.current ?? START), ...change };
    setState(latest.current);
  };
  const asked = askedOf(filter);
  const key = JSON.stringify([asked, rangeParams(filter.range), filter.range.live]);
  const asking = useRef<AbortController | undefined>(undefined);
  const ask = async (
    limit: number,
    to?: number,
  ): Promise<{ events: Event[]; truncated: boolean; gaps: readonly Gap[] }> => {
    const w = windowOf(filter.range, app.get().now);
    const within = { from: w.from, to: to ?? (filter.range.live ? w.to + AHEAD : w.to) };
    const signal = asking.current?.signal;
    const [page, { gaps }] = await Promise.all([
      api.events({ ...asked, ...within, limit }, signal),
      api.gaps({ from: w.from, to: filter.range.live ? w.to + AHEAD : w.to }, signal),
    ]);
    return { events: [...page.events], truncated: page.truncated, gaps };
  };
  const attempt = async (what: () => Promise<Partial<State>>): Promise<void> => {
    const own = asking.current;
    set({ loading: true });
    try {
      const change = await what();
      if (asking.current === own) set({ ...change, problem: '', loading: false });
    } catch (error) {
      if (asking.current !== own || error instanceof TokenNeeded) return;
      set({ problem: error instanceof Error ? error.message : 'It failed.', loading: false });
    }
  };
  useLayoutEffect(() => {
    const own = new AbortController();
    asking.current = own;
    set(START);
    const newest = (): Promise<void> =>
      attempt(async () => {
        const { gaps, ...page } = await ask(PAGE);
        // What came live while the question was out may not be in the answer.
        const { feed, waiting } = latest.current ?? START;
        const known = feed === undefined ? startFeed(page, PAGE) : withNewest(feed, page);
        const isKept = feed !== undefined && isRead();
        return { gaps, waiting: isKept ? waiting : [], feed: isKept ? known : withLive(known, waiting) };
      });
    void newest();
    const unfollow = app.onLive((messages) => {
      const { feed, waiting } = latest.current ?? START;
      if (feed !== undefined && messages.some((m) => (m.kind === 'hello' && !m.resumed) || m.kind === 'gap'))
        void newest();
      const news = messages.filter((m): m is Event => m.kind === 'event' && isWanted(filter, m));
      if (news.length === 0) return;
      if (feed === undefined || isRead() || waiting.length > 0) set({ waiting: [...news, ...waiting] });
      else set({ feed: withLive(feed, news) });
    });
    return () => {
      asking.current = undefined;
      own.abort();
      unfollow();
    };
  }, [key]);
  return {
    ...state,
    more: () => {
      const { feed } = latest.current ?? START;
      if (feed === undefined || (latest.current?.loading ?? true)) return;
      void attempt(async () => {
        const { gaps, ...page } = await ask(feed.limit, olderThan(feed));
        return { gaps, feed: withOlder(latest.current?.feed ?? feed, page) };
      });
    },
    show: () => {
      const { feed, waiting } = latest.current ?? START;
      if (feed !== undefined) set({ feed: withLive(feed, waiting), waiting: [] });
    },
  };
};
