import type { Event, Gap, Live, Overview } from '../../../src/api/schema.ts';
import { backoff } from '../model/backoff.ts';
import { applyAll } from '../model/live.ts';
import { elapsedSince, serverNow, type Sync } from '../model/stale.ts';
import { ApiFailure, TokenNeeded } from './api.ts';
import type { Host } from './host.ts';
import { createStore, type Store } from './store.ts';
import { followLive } from './stream.ts';

/** Everything the page knows of the service. */
export interface ServiceState {
  readonly overview: Overview | undefined;
  /** The same as it was before the newest samples: another one only where something else of it changed. */
  readonly frame: Overview | undefined;
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

export interface Service extends Store<ServiceState> {
  /** What arrived live, for a chart to carry on with. */
  onLive(listener: (messages: readonly Live[]) => void): () => void;
  refresh(): void;
}

const EVENTS = 50;
/** Those of a day come with each overview; so many more are kept in between. */
const MOST_GAPS = 2_000;
const REFRESH = 60_000;
/** Where the stream does not get through, asking again and again must do. */
const POLL = 5_000;
/** An overview that was made just before the news does not know of them; so often is it asked for again (ms, times). */
const NEWS_AGAIN = 500;
const NEWS_TIMES = 6;
/** Whoever was signed out may be signed in elsewhere. */
const SIGNED_OUT = 60_000;
/** What is read from elsewhere may be gone at any time, and only asking tells. */
const READ_ONLY_REFRESH = 15_000;
const TICK = 1_000;
/** The page was asleep when a tick comes so late (ms). */
const SLEPT = 10_000;
/** The stream should have said something twice in this (ms). */
const QUIET = 11_000;
/** Whoever wakes up asks anew what is older than this (ms). */
const FRESH = 6_000;

/** What changes more of the overview than a message of its own says. */
const NEWS: ReadonlySet<string> = new Set<Event['type']>([
  'live-changed',
  'failover',
  'line-finding',
  'state-changed',
  'site-finding',
  'address-finding',
  'path-changed',
]);

const isOverview = (o: Partial<Overview>): boolean => typeof o.now === 'number' && Array.isArray(o.targets);

/** Starts following the service; lives as long as the page. */
export const startService = (host: Host): Service => {
  const store = createStore<ServiceState>({
    overview: undefined,
    frame: undefined,
    events: [],
    gaps: [],
    link: 'connecting',
    problem: undefined,
    storeGone: false,
    tokenNeeded: false,
    sync: undefined,
    now: host.now().wall * 1_000,
    outdated: false,
  });
  const listeners = new Set<(messages: readonly Live[]) => void>();
  const syncAt = (server: number): Sync => ({ server, ...host.now() });
  const timeBy = (sync: Sync | undefined): number =>
    sync === undefined ? host.now().wall * 1_000 : serverNow(sync, host.now());
  let version: string | undefined;
  let callOff = (): void => {};
  let due = Infinity;
  /** The question that is out. */
  let asking: AbortController | undefined;
  let again = false;
  let failures = 0;
  /** When something was asked last, by the monotonic clock (ms). */
  let askedAt = -Infinity;
  /** The service's time (µs) when the last news came, and how often an overview may be asked for until it knows them. */
  let newsAt = 0;
  let newsLeft = 0;

  const sawVersion = (seen: string): void => {
    version ??= seen;
    if (seen !== version) store.set({ outdated: true });
  };
  /** What comes in between hurries it and never puts it off: in a failover news follow upon news. */
  const plan = (ms: number): void => {
    const { mono } = host.now();
    if (mono + ms >= due) return;
    callOff();
    due = mono + ms;
    callOff = host.after(ms, () => void load());
  };
  const spread = (ms: number): number => ms * (0.75 + 0.5 * host.random());
  /** A little after the minute, when the minute's last samples are on disk and its cell is whole. */
  const untilNextMinute = (): number => REFRESH - ((store.get().now / 1_000) % REFRESH) + 2_500;

  const loaded = (overview: Overview, events: readonly Event[], gaps: readonly Gap[]): void => {
    sawVersion(overview.version);
    failures = 0;
    if (store.get().tokenNeeded) stream.restart();
    const told = { problem: undefined, storeGone: false, tokenNeeded: false };
    store.set({ overview, frame: overview, events, gaps, ...told, sync: syncAt(overview.now), now: overview.now });
    if (overview.now < newsAt && newsLeft > 0) {
      newsLeft -= 1;
      plan(NEWS_AGAIN);
    }
    if (store.get().link !== 'live') plan(spread(POLL));
    plan(overview.readOnly === undefined ? untilNextMinute() : READ_ONLY_REFRESH);
  };
  const failed = (error: unknown): void => {
    if (error instanceof TokenNeeded) {
      stream.pause();
      store.set({ tokenNeeded: true });
      plan(spread(SIGNED_OUT));
      return;
    }
    const failure = error instanceof ApiFailure ? error : undefined;
    store.set({
      problem: failure?.message ?? 'This page could not read the answer.',
      storeGone: failure?.where === 'store',
    });
    plan(backoff(failures, host.random()));
    failures += 1;
  };
  const load = async (): Promise<void> => {
    due = Infinity;
    callOff();
    if (asking !== undefined) {
      again = true;
      return;
    }
    const own = new AbortController();
    asking = own;
    askedAt = host.now().mono;
    again = false;
    try {
      const overview = await host.api.overview(own.signal);
      if (!isOverview(overview)) throw new ApiFailure(200, 'What answers here is not plumbline.');
      const day = { from: overview.now - 86_400_000_000, to: overview.now };
      const [events, gaps] = await Promise.all([
        host.api.events({ limit: EVENTS }, own.signal),
        host.api.gaps(day, own.signal),
      ]);
      if (own === asking) loaded(overview, events.events, gaps.gaps);
    } catch (error) {
      if (own === asking) failed(error);
    }
    if (own !== asking) return;
    asking = undefined;
    if (again) plan(TICK);
  };
  /** Gives up what is asked: before the machine slept, say. */
  const askAnew = (): void => {
    asking?.abort();
    asking = undefined;
    due = Infinity;
    plan(0);
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
        // The first one comes while the page loads anyway; a later one means that something was missed, and that what
        // was asked before may never be answered.
        if (askedAt < stream.openedAt()) askAnew();
      }
      if (m.kind === 'event') events.unshift(m);
      if (m.kind === 'gap') gaps.push(m);
      // The strip and the hour's numbers follow a change at once rather than at the minute.
      if (m.kind === 'state' || m.kind === 'gap') plan(1_500);
      if (m.kind === 'event' && NEWS.has(m.type)) {
        if (sync !== undefined) newsAt = timeBy(sync);
        newsLeft = NEWS_TIMES;
        plan(300);
      }
    }
    const now = sync === undefined ? state.now : timeBy(sync);
    const overview = state.overview === undefined ? undefined : applyAll(state.overview, messages, now);
    store.set({
      link: 'live',
      sync,
      overview,
      frame: messages.some((m) => m.kind === 'state') ? overview : state.frame,
      now,
      events: events.length === 0 ? state.events : [...events, ...state.events].slice(0, EVENTS),
      gaps: gaps.length === 0 ? state.gaps : [...state.gaps, ...gaps].slice(-MOST_GAPS),
    });
    for (const listener of listeners) listener(messages);
  };
  const broke = (): void => {
    // Whether it is the stream alone, asking tells.
    if (store.get().link !== 'lost') plan(0);
    store.set({ link: 'lost' });
  };
  const stream = followLive(host, { onMessages: take, onBreak: broke });

  let wokenAt = host.now();
  let tickedAt = host.now();
  /** A laptop or tablet that wakes up must not wait for a dead connection to be noticed. */
  const wake = (): void => {
    const { sync, link, tokenNeeded } = store.get();
    const now = host.now();
    const isFresh = sync !== undefined && elapsedSince(sync, now) < FRESH;
    if (tokenNeeded || (isFresh && link === 'live')) return;
    stream.restart();
    // What wakes a page comes in threes, and each of them stops here but the first.
    if (elapsedSince(wokenAt, now) > TICK) askAnew();
    wokenAt = now;
  };
  const tick = (): void => {
    const slept = elapsedSince(tickedAt, host.now()) > SLEPT;
    tickedAt = host.now();
    const { sync, link } = store.get();
    if (slept) wake();
    // Two of its ticks are missing: whether it is the stream alone, asking tells.
    else if (sync !== undefined && link === 'live' && elapsedSince(sync, host.now()) > QUIET) plan(0);
    stream.look();
    store.set({ now: timeBy(sync) });
    host.after(TICK, tick);
  };
  host.after(TICK, tick);
  host.onWake(wake);
  host.onSleep(() => {
    stream.pause();
    store.set({ link: 'lost' });
  });
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
      askAnew();
    },
  };
};
