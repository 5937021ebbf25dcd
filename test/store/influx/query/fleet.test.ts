import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { linesOf, targetLine } from '../../../../src/store/influx/lines.ts';
import { influxAsk } from '../../../../src/store/influx/query/ask.ts';
import { fleetQuery, type FleetQuery } from '../../../../src/store/influx/query/fleet.ts';
import { influxQuery } from '../../../../src/store/influx/query/open.ts';
import type { Query } from '../../../../src/store/journal.ts';
import { BASE, SERIES } from '../../../contracts/store-entries.ts';
import { accessTo, influxMissing, startInflux, type Influx } from '../../../support/influxd.ts';

const missing = influxMissing();
describe.skipIf(missing !== undefined)(`what a fleet asks of InfluxDB (${missing ?? 'a real one'})`, () => {
  let influx: Influx;
  let fleet: FleetQuery;
  let query: Query;
  beforeAll(async () => {
    influx = await startInflux();
    const database = await influx.createDatabase();
    const access = accessTo(influx, database);
    const alone = { ...SERIES, subject: { ...SERIES.subject, vantage: 'office' } };
    const entries = [
      // Every 250 ms, with a silence of a minute in the middle.
      {
        kind: 'samples' as const,
        ...SERIES,
        samples: Array.from({ length: 20 }, (_, i) => ({
          at: BASE + i * 250_000 + (i < 10 ? 0 : 60_000_000),
          value: 7,
        })),
      },
      { kind: 'samples' as const, ...alone, samples: [{ at: BASE, lost: 'timeout' as const }] },
    ];
    await influx.write(database, entries.flatMap((e) => linesOf(e, 'home')).join('\n'));
    const web = { name: 'web', address: 'old.example', role: 'target', label: 'Web' };
    await influx.write(
      database,
      [
        targetLine(BASE, 'home', web),
        targetLine(BASE + 1_000, 'home', { ...web, address: 'shop.example', label: '"The" shop' }),
        targetLine(BASE, 'office', { ...web, name: 'gateway', role: 'gateway', address: '192.168.1.1' }),
      ].join('\n'),
    );
    // Somebody else's.
    await influx.write(
      database,
      `plumbline_tcp,target=x,via=-,vantage=home connect="a",connect_lost=0i ${BASE / 1_000}`,
    );
    await influx.write(database, `plumbline_http,target=x,via=-,vantage=home took=1,took_lost="a" ${BASE / 1_000}`);
    query = influxQuery(influxAsk(access));
    fleet = fleetQuery(influxAsk(access));
  });
  afterAll(() => influx?.close());

  it('tells how often each series is measured, whatever was missing in between', async () => {
    const paces = await fleet.paces({ from: BASE, to: BASE + 120_000_000 });
    const every = new Map(paces.map((p) => [p.series.subject.vantage, p.every]));
    expect(every.get(SERIES.subject.vantage)).toBe(250);
    expect(every.get('office') ?? 0).toBe(0);
  });
  it('tells what each place last said of its targets', async () => {
    expect(await fleet.targets()).toEqual([
      { name: 'gateway', vantage: 'office', address: '192.168.1.1', role: 'gateway', label: 'Web' },
      { name: 'web', vantage: 'home', address: 'shop.example', role: 'target', label: '"The" shop' },
    ]);
    const empty = fleetQuery(influxAsk(accessTo(influx, await influx.createDatabase())));
    expect(await empty.targets()).toEqual([]);
  });
  it('leaves out what is there as text', async () => {
    const range = { from: BASE, to: BASE + 120_000_000, widthMicros: 60_000_000 };
    const summaries = await query.summaries(range);
    expect(summaries.map((s) => `${s.series.probe} ${s.series.subject.vantage}`)).toEqual(['ping home', 'ping office']);
  });
});
