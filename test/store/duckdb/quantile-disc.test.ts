import { DuckDBInstance, listValue, LIST, DOUBLE } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { nearestRank } from '../../../src/domain/quantile.ts';

it("DuckDB's quantile_disc over decimal fractions is the nearest rank", async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const values = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 400 }),
    fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 50 }),
  );
  await fc.assert(
    fc.asyncProperty(values, async (list) => {
      const answer = await connection.runAndReadAll(
        `select quantile_disc(v, [0.1, 0.5, 0.9, 0.99]) as ranks from (select unnest($list) as v)`,
        { list: listValue(list) },
        { list: LIST(DOUBLE) },
      );
      const sorted = Float64Array.from(list).toSorted();
      const expected = [10, 50, 90, 99].map((percent) => nearestRank(sorted, percent));
      const [found] = answer.getRowObjectsJS() as unknown as [{ ranks: number[] }];
      expect(found.ranks.map((v) => v + 0)).toEqual(expected.map((v) => (v ?? 0) + 0));
    }),
    { numRuns: 300 },
  );
  connection.closeSync();
});
