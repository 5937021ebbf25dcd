import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';

import type { Gap, Samples } from '../../../src/domain/entry.ts';
import { outageChore, readOutages } from '../../../src/store/duckdb/outages.ts';
import { OUTAGE_MIN_LOST } from '../../../src/store/journal.ts';
import { BASE, entriesArb, SECOND_US, seriesArb, SPAN_US } from '../../contracts/store-entries.ts';
import { openTables, type Tables } from '../../store/duckdb/tables.ts';
import { waiting, type Target } from '../target.ts';

let folder = '';
let tables: Tables | undefined;
const open = async (): Promise<Tables> => {
  if (tables !== undefined) return tables;
  folder = mkdtempSync(join(tmpdir(), 'plumbline-fuzz-'));
  return (tables = await openTables(folder));
};
const close = async (): Promise<void> => {
  await tables?.db.close();
  tables = undefined;
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
};

export const outages: readonly Target[] = [
  waiting(
    'outages',
    // The clock may step between the two, either way, and the chore may look at any time.
    [
      entriesArb(BASE),
      fc.constantFrom(-3, -0.5, 0, 0.5, 3).chain((spans) => entriesArb(BASE + Math.round(spans * SPAN_US))),
      fc.array(fc.integer({ min: -4 * SPAN_US, max: 5 * SPAN_US }), { maxLength: 4 }),
      fc.constantFrom(150 * SECOND_US + 7, 4 * SPAN_US),
      seriesArb,
    ],
    async (early, late, looks, step, series) => {
      const t = await open();
      await t.clear();
      const chore = outageChore(t.db, t.head, { lag: 0, step });
      const parts = [early, late].map((all) =>
        all.filter((e): e is Samples | Gap => e.kind === 'samples' || e.kind === 'gap'),
      );
      for (const [i, part] of parts.entries()) {
        await t.write(part);
        for (const look of looks.slice(2 * i, 2 * i + 2))
          for (let pieces = 0; (await chore.piece(BASE + look)) === 'more'; pieces += 1) assert(pieces < 500);
      }
      const id = t.idOf(series);
      if (id === undefined) return;
      const found = await readOutages(t.db.read, { series: id, from: 0, to: 2 * BASE, least: 0 });
      for (const [i, { from, to, lost }] of found.entries()) {
        assert(lost >= OUTAGE_MIN_LOST, `${lost} lost`);
        assert(to === undefined || to >= from, `${from} to ${to}`);
        assert(from >= (found[i - 1]?.from ?? 0));
      }
    },
    { quick: 5, close },
  ),
];
