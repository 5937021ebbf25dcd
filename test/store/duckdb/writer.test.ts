import { describe, expect, it } from 'vitest';

import { JournalError, type Bookmark } from '../../../src/store/journal.ts';
import type { Placed } from '../../../src/store/duckdb/recent.ts';
import { groupCommitter } from '../../../src/store/duckdb/writer.ts';
import { BASE, event, samples } from '../../contracts/store-entries.ts';
import { HandClock, settle } from '../../support/clock.ts';

/** A store that keeps what is committed in an array, and fails when it is told to. */
const setUp = (gather = 800) => {
  const clock = new HandClock();
  const commits: { readonly entries: readonly Placed[]; readonly bookmarks: readonly Bookmark[] }[] = [];
  const told: number[] = [];
  const fails: { how?: 'before' | 'after'; recovers: boolean } = { recovers: true };
  const durable = (): number => commits.reduce((sum, c) => sum + c.entries.length, 0);
  const writer = groupCommitter(
    {
      commit: async (entries, bookmarks) => {
        await Promise.resolve();
        if (fails.how === 'before') throw new Error('no space left');
        commits.push({ entries, bookmarks });
        if (fails.how === 'after') throw new Error('checkpoint failed');
      },
      recover: async () => {
        await Promise.resolve();
        if (!fails.recovers) throw new Error('can not be opened');
        return durable();
      },
      committed: (entries) => told.push(...entries.map((p) => p.seq)),
    },
    clock,
    gather,
    0,
  );
  return { clock, commits, told, fails, writer };
};
const state = (p: Promise<unknown>): Promise<string> =>
  Promise.race([p.then(() => 'durable'), settle().then(() => 'pending')]).catch(() => 'rejected');

describe('group commit', () => {
  it('gathers appends for the given time and commits them as one, in order', async () => {
    const { clock, commits, told, writer } = setUp();
    const first = writer.append([samples(BASE, 1)]);
    await clock.advance(700);
    const second = writer.append([samples(BASE, 2), event(BASE)], { name: 'b', cursor: 7, state: 1 });
    expect(await state(first)).toBe('pending');
    expect(writer.health()).toEqual({ ok: true, pending: 3 });
    await clock.advance(100);
    expect(await Promise.all([first, second])).toEqual([1, 3]);
    expect(commits).toHaveLength(1);
    expect(commits[0]?.bookmarks).toEqual([{ name: 'b', cursor: 7, state: 1 }]);
    expect(told).toEqual([0, 1, 2]);
    expect(writer.health()).toEqual({ ok: true, pending: 0 });
    await writer.close();
  });
  it('does not wait when a group is full', async () => {
    const { commits, writer } = setUp();
    await writer.append(Array.from({ length: 20_001 }, () => event(BASE)));
    expect(commits).toHaveLength(1);
    await writer.close();
  });
  it('commits what waits at once when it is closed, then refuses', async () => {
    const { writer } = setUp();
    const waiting = writer.append([event(BASE)]);
    await writer.close();
    expect(await waiting).toBe(1);
    await expect(writer.append([event(BASE)])).rejects.toThrow(JournalError);
  });
  it('keeps trying while the store fails, ever more slowly, and loses nothing', async () => {
    const { clock, commits, fails, writer } = setUp();
    fails.how = 'before';
    const appended = writer.append([event(BASE)]);
    await clock.advance(800);
    const later = writer.append([event(BASE + 1)]);
    await clock.advance(20_000);
    expect(await state(appended)).toBe('pending');
    expect(writer.health()).toEqual({ ok: false, pending: 2, lastError: 'no space left' });
    fails.recovers = false;
    await clock.advance(30_000);
    expect(writer.health().lastError).toBe('can not be opened');
    delete fails.how;
    fails.recovers = true;
    await clock.advance(31_000);
    expect(await Promise.all([appended, later])).toEqual([1, 2]);
    expect(commits.flatMap((c) => c.entries.map((p) => p.seq))).toEqual([0, 1]);
    expect(writer.health()).toEqual({ ok: true, pending: 0 });
    await writer.close();
  });
  it('does not write twice what a failing commit has made durable', async () => {
    const { clock, commits, fails, writer } = setUp();
    fails.how = 'after';
    const appended = writer.append([event(BASE), event(BASE + 1)]);
    await clock.advance(800);
    expect(await appended).toBe(2);
    expect(commits).toHaveLength(1);
    delete fails.how;
    await writer.close();
  });
  it('refuses entries beyond what may wait, and says why', async () => {
    const { clock, fails, writer } = setUp();
    fails.how = 'before';
    const block = Array.from({ length: 24_000 }, () => event(BASE));
    const waiting = [writer.append(block), writer.append(block), writer.append(block)];
    await clock.advance(1_000);
    await expect(writer.append([event(BASE)])).rejects.toThrow(
      new JournalError('72000 entries wait already; the store fails: no space left'),
    );
    delete fails.how;
    await writer.close();
    expect(await Promise.all(waiting)).toEqual([24_000, 48_000, 72_000]);
  });
  it('gives up at closing after a few attempts, and says so', async () => {
    const { fails, writer } = setUp();
    fails.how = 'before';
    const appended = writer.append([event(BASE)]);
    const refused = expect(appended).rejects.toThrow(
      new JournalError('closed before the entries were durable: no space left'),
    );
    await writer.close();
    await refused;
  });
});
