import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { influxMissing, startInflux, type Influx } from './influxd.ts';

const missing = influxMissing({ own: true });
describe.skipIf(missing !== undefined)(`an InfluxDB for tests (${missing ?? 'Debian’s influxd'})`, () => {
  let influx: Influx;
  beforeAll(async () => {
    influx = await startInflux({ own: true });
  });
  afterAll(() => influx?.close());

  it('keeps what is written through a stop and a kill, on the same port', async () => {
    const database = await influx.createDatabase();
    await influx.write(database, 'm,a=b f=1 1000\nm,a=b f=2 2000');
    const counted = async (): Promise<unknown> =>
      (await influx.query('SELECT count(f) FROM m', database)).results[0]?.series?.[0]?.values;
    expect(await counted()).toEqual([[0, 2]]);
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      await influx.stop(signal);
      await expect(fetch(`${influx.url}/ping`)).rejects.toThrow('fetch failed');
      await influx.start();
      expect(await counted()).toEqual([[0, 2]]);
    }
  });
  it('gives each test a database of its own, and says what it refuses', async () => {
    const [one, two] = [await influx.createDatabase(), await influx.createDatabase()];
    await influx.write(one, 'm,a=b f=1 1000');
    expect(await influx.query('SELECT f FROM m', two)).toEqual({ results: [{ statement_id: 0 }] });
    await expect(influx.write(one, 'm,a=b f="text" 1000')).rejects.toThrow('400');
    await expect(influx.query('SELECT', one)).rejects.toThrow('400');
    expect(influx.version).toMatch(/^v?1\./);
  });
});
