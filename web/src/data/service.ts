import type { Event, Gap, Live, Overview } from '../../../src/api/schema.ts';
import { applyAll } from '../model/live.ts';
import { serverNow, type Reading, type Sync } from '../model/stale.ts';
import { api, ApiFailure, TokenNeeded } from './api.ts';
import { createStore, type Store } from './store.ts';
import { followLive } from './stream.ts';

/** Everything the page knows of the service. */
export interface ServiceState {
  readonly overview: Overview | undefined;
  /** Newest first. */
  readonly events: readonly Event[];
  readonly gaps: readonly Gap[];
  readonly link: 'connecting' | 'live' | 'lost';
  readonly problem: string | undefined;
  /** The service answers, and the InfluxDB that it reads from does not. */
  readonly storeGone: boolean;
  readonly tokenNeeded: boolean;
  readonly sync: Sync | undefined;
  /** The service's time now (µs), moved on every second. */
  readonly now: number;
  /** Another version runs than the one this page came with. */
  readonly outdated: boolean;
}

/** A reader of an InfluxDB that does not answer: what is shown is from before. */
export const isCutOff = ({ overview, problem, storeGone, link }: ServiceState): boolean =>
  link !== 'lost' && (storeGone || (overview?.readOnly !== undefined && problem !== undefined && link === 'live'));

export interface Service extends Store<ServiceState> {
  /** What arrived live, for a chart to carry on with. */
  onLive(listener: (messages: readonly Live[]) => void): () => void;
  refresh(): void;
}

const EVENTS = 50;
const REFRESH = 60_000;
const RETRY = 5_000;
/** What is read from elsewhere may be gone at any time, and only asking tells. */
const READ_ONLY_REFRESH = 15_000;

const reading = (): Reading => ({ mono: performance.now(), wall: Date.now() });
const syncAt = (server: number): Sync => ({ server, ...reading() });

/** What changes which line is live, and what that cost. */
const LINE_NEWS: ReadonlySet<string> = new Set(['live-changed', 'failover']);

/** Starts following the service; lives as long as the page. */
export const startService = (): Service => {
  const store = createStore<ServiceState>({
    overview: undefined,
    events: [],
    gaps: [],
    link: 'connecting',
    problem: undefined,
    storeGone: false,
    tokenNeeded: false,
    sync: undefined,
    now: Date.now() * 1_000,
    outdated: false,
  });
  const listeners = new Set<(messages: readonly Live[]) => void>();
  let version: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let loading = false;
  let again = false;
  let loadedAt = Number.NEGATIVE_INFINITY;

  const sawVersion = (seen: string): void => {
    version ??= seen;
    if (seen !== version) store.set({ outdated: true });
  };
  let due = Infinity;
  /** What comes in between hurries it and never puts it off: in a failover news follow upon news. */
  const plan = (ms: number): void => {
    if (performance.now() + ms >= due) return;
    clearTimeout(timer);
    due = performance.now() + ms;
    timer = setTimeout(() => void load(), ms);
  };
  /** A little after the minute, when the minute's last samples are on disk and its cell is whole. */
  const untilNextMinute = (): number => REFRESH - ((store.get().now / 1_000) % REFRESH) + 2_500;

  const load = async (): Promise<void> => {
    due = Infinity;
    if (loading) {
      again = true;
      return;
    }
    loading = true;
    again = false;
    try {
      const overview = await api.overview();
      const [events, gaps] = await Promise.all([
        api.events({ limit: EVENTS }),
        api.gaps({ from: overview.now - 86_400_000_000, to: overview.now }),
      ]);
      sawVersion(overview.version);
      loadedAt = performance.now();
      const sync = syncAt(overview.now);
      store.set({
        overview,
        events: events.events,
        gaps: gaps.gaps,
        problem: undefined,
        storeGone: false,
        tokenNeeded: false,
        sync,
        now: overview.now,
      });
      plan(overview.readOnly === undefined ? untilNextMinute() : READ_ONLY_REFRESH);
    } catch (error) {
      if (error instanceof TokenNeeded) store.set({ tokenNeeded: true });
      else {
        const failure = error instanceof ApiFailure ? error : undefined;
        store.set({
          problem: failure?.message ?? 'This page could not read the answer.',
          storeGone: failure?.where === 'store',
        });
        plan(RETRY);
      }
    } finally {
      loading = false;
      if (again) plan(1_000);
    }
  };

  const take = (messages: readonly Live[]): void => {
    const state = store.get();
    let { sync } = state;
    const events: Event[] = [];
    const gaps: Gap[] = [];
    for (const m of messages) {
      if (m.kind === 'hello' || m.kind === 'tick') sync = syncAt(m.now);
      if (m.kind === 'hello') {
        sawVersion(m.version);
        // The first one comes while the page loads anyway; a later one means that something was missed.
        if (!loading && performance.now() - loadedAt > 3_000) plan(0);
      }
      if (m.kind === 'event') events.unshift(m);
      if (m.kind === 'gap') gaps.push(m);
      // The strip and the hour's numbers follow a change at once rather than at the minute.
      if (m.kind === 'state' || m.kind === 'gap') plan(1_500);
      // Which line is live is looked at just then.
      if (m.kind === 'event' && LINE_NEWS.has(m.type)) plan(300);
    }
    const overview = state.overview === undefined ? undefined : applyAll(state.overview, messages);
    store.set({
      link: 'live',
      sync,
      overview,
      now: sync === undefined ? state.now : serverNow(sync, reading()),
      events: events.length === 0 ? state.events : [...events, ...state.events].slice(0, EVENTS),
      gaps: gaps.length === 0 ? state.gaps : [...state.gaps, ...gaps],
    });
    for (const listener of listeners) listener(messages);
  };

  const stream = followLive({ onMessages: take, onBreak: () => store.set({ link: 'lost' }) });
  setInterval(() => {
    const { sync } = store.get();
    store.set({ now: sync === undefined ? Date.now() * 1_000 : serverNow(sync, reading()) });
  }, 1_000);
  // A laptop or tablet that wakes up must not wait for a dead connection to be noticed.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && store.get().link !== 'live') stream.restart();
  });
  window.addEventListener('online', () => stream.restart());
  void load();
  return {
    ...store,
    onLive: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh: () => {
      store.set({ tokenNeeded: false });
      stream.restart();
      plan(0);
    },
  };
};
