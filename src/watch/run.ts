import type { Entry, Event } from '../domain/entry.ts';
import type { Watcher } from './watcher.ts';

interface Mark {
  readonly name: string;
  readonly cursor: number;
  readonly state: unknown;
}
/** What a watcher needs of the journal. */
export interface WatchedJournal {
  append(entries: readonly Entry[], bookmark?: Mark): Promise<unknown>;
  tail(from: number, signal: AbortSignal): AsyncIterable<{ readonly entries: readonly Entry[]; readonly next: number }>;
  head(): number;
  bookmark(name: string): Promise<Mark | undefined>;
}
export interface RunningWatcher<S> {
  /** As of the last entry read. */
  state(): S;
  /**
   * Resolves once aborted, with the last bookmark handed on to the journal, which keeps it at its closing at the latest.
   * Rejects when the journal can not be read or the watcher has a bug.
   */
  readonly done: Promise<void>;
}

/** Without an event the state is kept this often, in batches: what a restart reads again is about a minute. */
const BATCHES_A_MARK = 60;

/**
 * Reads on from the watcher's bookmark (the first time: from the journal's head) until aborted. Its events are appended
 * together with the bookmark, so that none is told twice or lost. Where the journal refuses them they stay owed until
 * it takes some again. `onStep` is told the state it goes on from and after each step, with the step's events.
 */
export const runWatcher = <S>(
  watcher: Watcher<S>,
  journal: WatchedJournal,
  signal: AbortSignal,
  onRefused: (error: unknown) => void = () => undefined,
  onStep: (state: S, events: readonly Event[]) => void = () => undefined,
): RunningWatcher<S> => {
  const { name } = watcher;
  const begin = journal.head();
  let state = watcher.init;
  let owed: Event[] = [];
  let unmarked = 0;
  /** What is owed lies with the journal, which has not answered yet: handed on again it might be told twice. */
  let handedOn = false;
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

  const mark = async (cursor: number): Promise<void> => {
    const kept = async (): Promise<void> => {
      try {
        await journal.append(owed, { name, cursor, state });
        owed = [];
        unmarked = 0;
      } catch (error) {
        // Once aborted the journal may be closed already: the next run concludes the same from the last bookmark.
        if (!signal.aborted) onRefused(error);
      }
      handedOn = false;
    };
    handedOn = true;
    // A store that fails would keep it waiting for ever. Once aborted it is enough that it lies there.
    await Promise.race([kept(), aborted]);
  };
  const run = async (): Promise<void> => {
    const kept = await journal.bookmark(name);
    let cursor = kept?.cursor ?? begin;
    if (kept === undefined) await mark(cursor);
    else state = kept.state as S; // its shape is in the name
    onStep(state, []);
    for await (const batch of journal.tail(cursor, signal)) {
      const [next, events] = watcher.step(state, batch.entries);
      state = next;
      owed.push(...events);
      onStep(state, events);
      cursor = batch.next;
      unmarked += 1;
      if (owed.length > 0 || unmarked >= BATCHES_A_MARK) await mark(cursor);
      if (handedOn) return;
    }
    if (unmarked > 0) await mark(cursor);
  };
  return { state: () => state, done: run() };
};
