import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { expect, it } from 'vitest';

import type { Entry } from '../../../src/domain/entry.ts';
import { openDuckDb } from '../../../src/store/duckdb/open.ts';
import { BASE, event, gap, run, SERIES, SUBJECT } from '../../contracts/store-entries.ts';
import { apart, take } from '../../contracts/store-journal.ts';
import { HandClock } from '../../support/clock.ts';
import { stateFolders } from '../../support/state-folder.ts';

const newFolder = stateFolders();

/** What the fixture holds: one of everything, as version 1 wrote it. */
const kept: readonly Entry[] = [
  {
    kind: 'samples',
    ...SERIES,
    samples: [
      { at: BASE, value: 20_000 },
      { at: BASE + 1_000_000, lost: 'timeout' },
      { at: BASE + 2_000_000, lost: 'unreachable', saidBy: '192.0.2.1' },
      { at: BASE + 1_000_000, note: 'late', value: 2_500_000 },
      { at: BASE + 3_000_000, value: 0.25 },
    ],
  },
  { kind: 'samples', ...SERIES, subject: { ...SUBJECT, via: 'dsl' }, samples: [{ at: BASE, value: 7 }] },
  event(BASE),
  run(BASE + 9, 'r1'),
  gap(BASE, BASE + 5),
];

it.each([1, 2])('reads what version %d wrote', async (version) => {
  const folder = newFolder();
  const file = new URL(`../../fixtures/store/version-${version}.duckdb.gz`, import.meta.url);
  writeFileSync(join(folder, 'plumbline.duckdb'), gunzipSync(readFileSync(file)));
  const store = await openDuckDb({ folder, clock: new HandClock(), gather: 0 });
  if (!store.ok) throw new Error(store.message);
  expect(store.movedAside()).toEqual([]);
  const all = apart(kept);
  expect(await take(store.journal, 0, all.length)).toEqual(all);
  expect(store.journal.head()).toBe(kept.length);
  expect(await store.journal.lastAt()).toBe(BASE + 3_000_000);
  expect(await store.journal.bookmark('watch')).toEqual({ name: 'watch', cursor: 3, state: { down: [] } });
  expect(await store.query.stats({ ...SERIES, from: 0, to: 2 * BASE })).toMatchObject({ n: 4, lost: 2 });
  expect(await store.journal.append([event(BASE + 1)])).toBe(kept.length + 1);
  await store.close();
});
