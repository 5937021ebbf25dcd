import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Entry, Event } from '../../src/domain/entry.ts';
import type { Journal } from '../../src/store/journal.ts';
import { runWatcher, type WatchedJournal } from '../../src/watch/run.ts';
import type { Watcher } from '../../src/watch/watcher.ts';
import { settle } from '../support/clock.ts';
import { memoryStore, type MemoryStore } from '../support/memory-store.ts';
import { at, echoes, play, samples, seeded, settledInOrder, watcher } from './support.ts';

const told = (store: MemoryStore): readonly Event[] => store.entries.filter((e) => e.kind === 'event');
const lossy = (seed: number): readonly Entry[] => {
  const random = seeded(seed);
  return settledInOrder(
    'a',
    echoes(0, 400, (s) => (s % 100 > 60 || random() < 0.1 ? undefined : 20)),
  );
};
/** One life of the service: watches until everything appended was read. */
const live = async (store: MemoryStore, entries: readonly Entry[]): Promise<void> => {
  const stop = new AbortController();
  const running = runWatcher(watcher, store.journal, stop.signal);
  for (let i = 0; i < entries.length; i += 7) {
    await store.journal.append(entries.slice(i, i + 7));
    await new Promise<void>((r) => setImmediate(r));
  }
  await settle();
  stop.abort();
  await running.done;
};

describe('runWatcher', () => {
  it('appends the events, and its state is there to read', async () => {
    const store = memoryStore();
    const stop = new AbortController();
    const running = runWatcher(watcher, store.journal, stop.signal);
    await store.journal.append(
      settledInOrder(
        'a',
        echoes(0, 5, () => 20),
      ),
    );
    await settle();
    expect(told(store).map((e) => e.evidence['to'])).toEqual(['up']);
    expect(Object.values(running.state().series)[0]?.state.word).toBe('up');
    await store.journal.append([samples('b', { at: at(9), lost: 'timeout' })]); // tells nothing, and is kept all the same
    await settle();
    stop.abort();
    await running.done;
    expect(await store.journal.bookmark('target-state/1')).toMatchObject({ state: running.state() });
  });

  it('tells its state as it begins and after each step, with what that told', async () => {
    const store = memoryStore();
    await live(
      store,
      settledInOrder(
        'a',
        echoes(0, 5, () => 20),
      ),
    ); // a life before
    const stop = new AbortController();
    const steps: (readonly [boolean, readonly string[]])[] = [];
    const running = runWatcher(watcher, store.journal, stop.signal, undefined, (state, events) => {
      steps.push([Object.keys(state.series).length > 0, events.map((e) => e.type)]);
    });
    await settle();
    await store.journal.append(
      settledInOrder(
        'b',
        echoes(10, 15, () => 20),
      ),
    );
    await settle();
    stop.abort();
    await running.done;
    expect(steps[0]).toEqual([true, []]);
    expect(steps.slice(1).flatMap(([, told]) => told)).toEqual(['state-changed']);
  });

  it('goes on where it was: restarts change nothing, wherever they fall', async () => {
    const entries = lossy(5);
    const expected = play(entries).events;
    expect(expected.length).toBeGreaterThan(4);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(entries.length), { maxLength: 4 }), async (cuts) => {
        const store = memoryStore();
        let from = 0;
        for (const to of [...cuts.toSorted((a, b) => a - b), entries.length]) {
          await live(store, entries.slice(from, to));
          from = to;
        }
        expect(told(store)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('concludes again what it had not bookmarked when it was killed, and tells nothing twice', async () => {
    const entries = lossy(9);
    const expected = play(entries).events;
    for (const cut of [1, 40, 75, 170, 300]) {
      const store = memoryStore();
      // Killed: its last bookmark, at the end of `live`, never reaches the journal.
      const dying: MemoryStore = {
        ...store,
        journal: {
          ...store.journal,
          append: (added, mark) =>
            mark !== undefined && added.length === 0 && mark.cursor > 0
              ? Promise.reject(new Error('killed'))
              : store.journal.append(added, mark),
        },
      };
      await live(dying, entries.slice(0, cut));
      await live(store, entries.slice(cut));
      expect(told(store)).toEqual(expected);
    }
  });

  it('starts at the head the first time: what was recorded before is no news', async () => {
    const store = memoryStore();
    await store.journal.append(
      settledInOrder(
        'a',
        echoes(0, 30, () => 20),
      ),
    );
    await live(
      store,
      settledInOrder(
        'a',
        echoes(30, 40, () => undefined),
      ),
    );
    await live(
      store,
      settledInOrder(
        'a',
        echoes(40, 45, () => undefined),
      ),
    );
    expect(told(store).map((e) => e.evidence)).toMatchObject([{ from: 'unknown', to: 'down', since: at(30) }]);
  });

  it('keeps what the journal refuses until it takes it', async () => {
    const store = memoryStore();
    let full = false;
    const refused: unknown[] = [];
    const journal: Journal = {
      ...store.journal,
      append: (added, mark) => (full ? Promise.reject(new Error('full')) : store.journal.append(added, mark)),
    };
    const stop = new AbortController();
    const running = runWatcher(watcher, journal, stop.signal, (error) => refused.push(error));
    await settle();
    full = true;
    await store.journal.append([samples('a', { at: at(0), value: 20_000 })]);
    await settle();
    await store.journal.append([samples('b', { at: at(1), value: 20_000 })]);
    await settle();
    expect([told(store).length, refused.length]).toEqual([0, 2]);
    full = false;
    await store.journal.append([samples('b', { at: at(2), value: 20_000 })]);
    await settle();
    expect(told(store).map((e) => e.subject?.target)).toEqual(['a', 'b']);
    stop.abort();
    await running.done;
  });

  it('bookmarks about once a minute where there is nothing to tell', async () => {
    const store = memoryStore();
    let marks = 0;
    const journal: WatchedJournal = {
      ...store.journal,
      append: (added, mark) => {
        marks += 1;
        return store.journal.append(added, mark);
      },
    };
    const stop = new AbortController();
    const running = runWatcher(watcher, journal, stop.signal);
    for (let i = 0; i < 185; i += 1) {
      await store.journal.append([samples('a', { at: at(i), note: 'late', value: 1 })]);
      await new Promise<void>((r) => setImmediate(r));
    }
    await settle();
    expect(marks).toBe(1 + 3); // at the start, and at every 60th batch
    stop.abort();
    await running.done;
  });

  it('rejects when the watcher has a bug', async () => {
    const store = memoryStore();
    const broken: Watcher<object> = {
      name: 'broken/1',
      init: {},
      step: () => {
        throw new TypeError('no');
      },
    };
    const running = runWatcher(broken, store.journal, new AbortController().signal);
    const done = expect(running.done).rejects.toThrow('no');
    await store.journal.append([samples('a', { at: at(0), value: 1 })]);
    await done;
  });

  it('ends while the journal keeps it waiting, and hands nothing on twice', async () => {
    const store = memoryStore();
    const stop = new AbortController();
    const asked: number[] = [];
    const stuck: WatchedJournal = {
      ...store.journal,
      append: (events) => {
        asked.push(events.length);
        return asked.length === 1 ? Promise.resolve(0) : new Promise(() => undefined);
      },
    };
    const running = runWatcher(watcher, stuck, stop.signal);
    await settle();
    await store.journal.append(
      settledInOrder(
        'a',
        echoes(0, 5, () => 20),
      ),
    );
    await settle();
    stop.abort();
    await running.done;
    expect(asked).toEqual([0, 1]);
  });
});
