import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Entry, Samples } from '../../src/domain/entry.ts';
import { JournalError, type Journal } from '../../src/store/journal.ts';
import { BASE, entriesArb, event, gap, run, samples, SUBJECT } from './store-entries.ts';

/** Long samples may come back in parts: one sample an entry is the same for all. */
export const apart = (entries: readonly Entry[]): readonly Entry[] =>
  entries.flatMap((e): readonly Entry[] =>
    e.kind === 'samples' ? e.samples.map((s): Samples => Object.assign({ ...e }, { samples: [s] })) : [e],
  );
/** Reads from a cursor until `count` entries (samples counted one by one) have come. */
export const take = async (journal: Journal, from: number, count: number): Promise<readonly Entry[]> => {
  const found: Entry[] = [];
  const enough = new AbortController();
  if (count === 0) return found;
  for await (const batch of journal.tail(from, enough.signal)) {
    expect(batch.entries.length).toBeGreaterThan(0);
    found.push(...apart(batch.entries));
    if (found.length >= count) enough.abort();
  }
  return found;
};

/** The journal's half of the contract. */
export const journalContract = (make: () => Promise<{ journal: Journal; close(): Promise<void> }>): void => {
  describe('journal', () => {
    let store: { journal: Journal; close(): Promise<void> };
    beforeEach(async () => {
      store = await make();
    });
    afterEach(() => store.close());

    it('gives back what was appended, in order, from the beginning and from any acknowledged cursor', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(entriesArb(BASE), { minLength: 1, maxLength: 4 }), async (appends) => {
          const { journal } = store;
          const start = journal.head();
          const cursors: number[] = [];
          for (const entries of appends) cursors.push(await journal.append(entries));
          expect(cursors.at(-1)).toBe(journal.head());
          for (const [i, cursor] of [start, ...cursors].entries()) {
            const rest = apart(appends.slice(i).flat());
            expect(await take(journal, cursor, rest.length)).toEqual(rest);
          }
        }),
        { numRuns: 20 },
      );
    });
    it('acknowledges appends that were made at once in their order', async () => {
      const cursors = await Promise.all([1, 2, 3].map((i) => store.journal.append([samples(BASE + i, i)])));
      expect(cursors).toEqual([1, 2, 3]);
      expect(store.journal.head()).toBe(3);
      expect(await take(store.journal, 1, 2)).toEqual([samples(BASE + 2, 2), samples(BASE + 3, 3)]);
    });
    it('goes on live, to several readers, each from its own place', async () => {
      const { journal } = store;
      await journal.append([samples(BASE, 1), event(BASE)]);
      const readers = [take(journal, 0, 4), take(journal, 1, 3), take(journal, 2, 2)];
      await journal.append([gap(BASE, BASE + 5)]);
      await journal.append([run(BASE + 9, 'r1')]);
      const all = [samples(BASE, 1), event(BASE), gap(BASE, BASE + 5), run(BASE + 9, 'r1')];
      expect(await Promise.all(readers)).toEqual([all, all.slice(1), all.slice(2)]);
    });
    it('ends a reader that waits when it is aborted, without an error', async () => {
      const stop = new AbortController();
      const first = store.journal.tail(0, stop.signal)[Symbol.asyncIterator]().next();
      stop.abort();
      expect(await first).toEqual({ done: true, value: undefined });
    });
    it('ends readers and refuses entries once closed', async () => {
      const { journal } = store;
      const waiting = journal.tail(0, new AbortController().signal)[Symbol.asyncIterator]().next();
      await journal.close();
      expect((await waiting).done).toBe(true);
      await expect(journal.append([event(BASE)])).rejects.toThrow(JournalError);
    });
    it('reads from its end where a cursor lies beyond it', async () => {
      await store.journal.append([event(BASE)]);
      const reader = take(store.journal, 1_000, 1);
      await store.journal.append([event(BASE + 1)]);
      expect(await reader).toEqual([event(BASE + 1)]);
    });
    it('takes nothing as nothing', async () => {
      expect(await store.journal.append([])).toBe(0);
      expect(await store.journal.append([{ ...samples(BASE, 1), samples: [] }])).toBe(0);
      expect(store.journal.head()).toBe(0);
    });
    it('refuses what can not be kept, and keeps the rest', async () => {
      const { journal } = store;
      const appends = [
        journal.append([samples(BASE, 1)]),
        journal.append([samples(BASE, 2), samples(BASE, Number.NaN)]),
        journal.append([samples(BASE + 0.5, 1)]),
        journal.append([gap(BASE, BASE - 1)]),
        journal.append([samples(BASE, 3)]),
      ];
      const settled = await Promise.allSettled(appends);
      expect(settled.map((s) => s.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled']);
      for (const s of settled) if (s.status === 'rejected') expect(s.reason).toBeInstanceOf(RangeError);
      expect(await take(journal, 0, 2)).toEqual([samples(BASE, 1), samples(BASE, 3)]);
    });
    it('keeps its own copy', async () => {
      const evidence: Record<string, number> = { a: 1 };
      const appended = store.journal.append([{ ...event(BASE), evidence }]);
      evidence['a'] = 2;
      await appended;
      expect(await take(store.journal, 0, 1)).toEqual([{ ...event(BASE), evidence: { a: 1 } }]);
    });
    it('knows no minus zero, which not every table can hold', async () => {
      await store.journal.append([samples(BASE, -0)]);
      expect(await take(store.journal, 0, 1)).toEqual([samples(BASE, 0)]);
    });
    it('keeps a bookmark by name, the last one written', async () => {
      const { journal } = store;
      expect(await journal.bookmark('watch')).toBeUndefined();
      await journal.append([event(BASE)], { name: 'watch', cursor: 0, state: { down: ['a'] } });
      await journal.append([], { name: 'watch', cursor: 1, state: null });
      await journal.append([], { name: 'influx', cursor: 1, state: 'x' });
      expect(await journal.bookmark('watch')).toEqual({ name: 'watch', cursor: 1, state: null });
      expect(await journal.bookmark('influx')).toEqual({ name: 'influx', cursor: 1, state: 'x' });
    });
    it('knows the latest stamp', async () => {
      const { journal } = store;
      expect(await journal.lastAt()).toBeUndefined();
      await journal.append([samples(BASE + 5, 1), samples(BASE + 3, 1)]);
      expect(await journal.lastAt()).toBe(BASE + 5);
      await journal.append([gap(BASE, BASE + 7)]);
      expect(await journal.lastAt()).toBe(BASE + 7);
      await journal.append([{ ...event(BASE + 8), subject: SUBJECT }, run(BASE + 9, 'x')]);
      expect(await journal.lastAt()).toBe(BASE + 9);
    });
    it('takes samples and readers by the thousands', async () => {
      const { journal } = store;
      const many = Array.from({ length: 12_000 }, (_, i) => ({ at: BASE + i, value: i }));
      await journal.append([{ ...samples(BASE, 0), samples: many }, event(BASE)]);
      const found = await take(journal, 0, 12_001);
      expect(found.flatMap((e) => (e.kind === 'samples' ? e.samples : []))).toEqual(many);
      expect(found.at(-1)).toEqual(event(BASE));
    });
  });
};
