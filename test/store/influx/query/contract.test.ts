import { afterAll, beforeAll, describe } from 'vitest';

import type { Entry } from '../../../../src/domain/entry.ts';
import type { Sample } from '../../../../src/domain/sample.ts';
import { seriesId } from '../../../../src/domain/series-id.ts';
import { linesOf } from '../../../../src/store/influx/lines.ts';
import { influxAsk } from '../../../../src/store/influx/query/ask.ts';
import { influxQuery } from '../../../../src/store/influx/query/open.ts';
import { queryContract } from '../../../contracts/store-query.ts';
import { accessTo, influxMissing, startInflux, type Influx } from '../../../support/influxd.ts';

/** Stamps are whole milliseconds, and a point is its series and its time: of two at one time the later one stays. */
const tellable = (): ((entries: readonly Entry[]) => readonly Entry[]) => {
  const seen = new Set<string>();
  const isNew = (what: string, at: number): boolean => {
    const key = `${what} ${Math.floor(at / 1_000)}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  };
  const floored = (s: Sample): Sample => ({ ...s, at: Math.floor(s.at / 1_000) * 1_000 });
  return (entries) =>
    entries.flatMap((e): readonly Entry[] => {
      if (e.kind === 'samples') {
        const samples = e.samples.map(floored).filter((s) => isNew(seriesId(e), s.at));
        return samples.length === 0 ? [] : [{ ...e, samples }];
      }
      // Without an order of appending a clock that was set back is nothing that could be told.
      if (e.kind === 'gap' && e.reason === 'clock-stepped' && e.from === e.to) return [];
      return isNew(e.kind, e.kind === 'gap' ? e.from : e.at) ? [e] : [];
    });
};

const missing = influxMissing();
describe.skipIf(missing !== undefined)(`over InfluxDB (${missing ?? 'a real one'})`, () => {
  let influx: Influx;
  beforeAll(async () => {
    influx = await startInflux();
  });
  afterAll(() => influx?.close());

  queryContract(
    async () => {
      const database = await influx.createDatabase();
      const access = accessTo(influx, database);
      return {
        query: influxQuery(influxAsk(access)),
        write: (entries) => influx.write(database, entries.flatMap((e) => linesOf(e, 'home')).join('\n')),
        close: () => Promise.resolve(),
      };
    },
    { over: 'InfluxDB', noOrder: 'points have no order of appending', tellable },
  );
});
