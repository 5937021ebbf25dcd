import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Entry } from '../../../src/domain/entry.ts';
import type { InfluxAccess } from '../../../src/domain/influx.ts';
import { startExport } from '../../../src/store/influx/export.ts';
import { influxServer } from '../../../src/store/influx/server.ts';
import { setAsideIn } from '../../../src/store/influx/set-aside.ts';
import { findVersion } from '../../../src/store/influx/version.ts';
import { event, gap, run, samples } from '../../contracts/store-entries.ts';
import { HandClock } from '../../support/clock.ts';
import { influxMissing, startInflux, type Influx } from '../../support/influxd.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { stateFolders } from '../../support/state-folder.ts';

const newFolder = stateFolders();
let identities = 0;
let clocks = 0;
const NOW = 1_780_000_000_000_000;
const SECOND = 1_000_000;
const answers = (from: number, to: number): readonly Entry[] =>
  Array.from({ length: to - from }, (_, i) => samples(NOW - (10_000 - from - i) * SECOND, 20_000 + from + i));

describe.skipIf(influxMissing() !== undefined)('the export to a real InfluxDB', { timeout: 90_000 }, () => {
  let influx: Influx;
  beforeAll(async () => {
    influx = await startInflux({ own: true });
  }, 60_000);
  afterAll(() => influx.close());

  const setUp = async (database?: string) => {
    database ??= await influx.createDatabase();
    const access: InfluxAccess = { url: influx.url, version: 'auto', database, timeout: 10_000 };
    // Two clocks driven alike would write marks of one stamp, which take each other's place.
    const clock = new HandClock(NOW + (clocks += 1) * 1_000);
    const store = memoryStore();
    const notices: string[] = [];
    const setAside = setAsideIn(newFolder());
    /** A real answer takes real time: the clock is driven on until it is there. */
    const until = async (is: () => boolean | Promise<boolean>): Promise<void> => {
      for (let i = 0; !(await is()); i += 1) {
        if (i > 5_000) throw new Error(`it does not come to that: ${JSON.stringify(running.status())}`);
        await clock.advance(1_000);
        await new Promise<void>((resolve) => {
          setTimeout(resolve, 5);
        });
      }
    };
    const start = (vantage: string) =>
      startExport({
        journal: store.journal,
        clock,
        settings: { rate: 1_000_000, flush: 1_000 },
        server: influxServer(access),
        setAside,
        vantage,
        targets: () => [],
        random: () => 0.5,
        newIdentity: () => `journal ${(identities += 1)} of ${database}`,
        notice: (what) => notices.push(what),
      });
    const running = start('home');
    const count = async (measurement = 'plumbline_ping', field = 'rtt'): Promise<unknown> => {
      const { results } = await influx.query(`SELECT count("${field}") FROM "${measurement}"`, database);
      return results[0]?.series?.[0]?.values[0]?.[1] ?? 0;
    };
    // Driven on as well: a stop that waits for an answer gives up by the clock.
    const stopped = async (which = running): Promise<void> => {
      let is = false;
      const stop = which.stop().finally(() => (is = true));
      await until(() => is);
      await stop;
    };
    const drained = () => until(() => running.status().backlog === 0);
    // One a minute of the clock, which runs ahead of a busy machine.
    const marked = () => until(async () => Number(await count('plumbline_export', 'cursor')) >= 1);
    return {
      ...store,
      access,
      clock,
      database,
      notices,
      setAside,
      start,
      running,
      count,
      until,
      drained,
      marked,
      stopped,
    };
  };

  it('writes every kind of entry, once, also where it writes twice', async () => {
    const { access, journal, count, drained, marked, database, stopped } = await setUp();
    expect(await findVersion(access, new AbortController().signal)).toMatchObject({ ok: true, major: 1 });
    await journal.append([...answers(0, 20_000), run(NOW, 'r'), event(NOW), gap(NOW, NOW + SECOND)]);
    await drained();
    await marked();
    await influxServer({ ...access, version: 1 }).write(
      [`plumbline_ping,target=router,vantage=home,via=- rtt=20000,rtt_lost=0i ${(NOW - 10_000 * SECOND) / 1_000}`],
      new AbortController().signal,
    );
    expect(await count()).toBe(20_000);
    expect(await count('plumbline_ping', 'rtt_lost')).toBe(20_000);
    for (const [measurement, field] of [
      ['plumbline_runs', 'outcome'],
      ['plumbline_events', 'evidence'],
      ['plumbline_gaps', 'seconds'],
    ] as const)
      expect(await count(measurement, field), measurement).toBe(1);
    const { results } = await influx.query('SELECT outcome FROM plumbline_runs', database);
    expect(JSON.parse(String(results[0]?.series?.[0]?.values[0]?.[1]))).toEqual(run(NOW, 'r').outcome);
    await stopped();
  });

  it('loses nothing and doubles nothing while the server is killed and comes back', async () => {
    const { journal, running, count, drained, until, notices, stopped } = await setUp();
    await journal.append(answers(0, 1_000));
    await drained();
    await influx.stop('SIGKILL');
    await journal.append(answers(1_000, 3_000));
    await until(() => running.status().state === 'waiting' && notices.length > 0);
    expect(running.status().lastError).toBe('connection refused');
    await influx.start();
    await journal.append(answers(3_000, 4_000));
    await drained();
    expect(await count()).toBe(4_000);
    expect(notices.at(-1)).toBe('InfluxDB takes points again');
    await stopped();
  });

  it('sets one line aside whose type is another than is there', async () => {
    const { journal, running, count, drained, database, setAside, stopped } = await setUp();
    await influx.write(database, 'plumbline_ping,target=other,vantage=home,via=- rtt="text" 1');
    await journal.append(answers(0, 300));
    await drained();
    // Field types are by shard: those of the week of 1970 take texts, all others numbers.
    await journal.append([samples(2_000, 1)]);
    await drained();
    expect(running.status()).toMatchObject({ setAside: 1, written: 303 }); // and three minutes
    expect(await count()).toBe(300);
    expect(setAside.path).toContain('influx-set-aside.jsonl');
    await stopped();
  });

  it('counts what is older than the retention policy keeps', async () => {
    const { journal, running, drained, database, stopped } = await setUp();
    await influx.query(`CREATE RETENTION POLICY "hour" ON "${database}" DURATION 1h REPLICATION 1 DEFAULT`);
    await journal.append(answers(0, 10));
    await drained();
    expect(running.status()).toMatchObject({ setAside: 10, written: 0, state: 'up to date' });
    await stopped();
  });

  it('tells of another that writes under its name', async () => {
    const one = await setUp();
    const two = await setUp(one.database);
    for (let i = 0; i < 6; i += 1)
      for (const { journal, drained, clock } of [one, two]) {
        await journal.append(answers(i, i + 1));
        await drained();
        await clock.advance(31_000);
      }
    for (const { notices, stopped } of [one, two]) {
      expect(notices).toEqual([expect.stringContaining('another plumbline writes to this InfluxDB as "home"')]);
      await stopped();
    }
  });
  it('goes on where it was when its vantage point gets another name', async () => {
    const { journal, start, count, drained, marked, until, notices, stopped } = await setUp();
    await journal.append([...answers(0, 10), event(NOW)]);
    await drained();
    await marked();
    await stopped();
    notices.splice(0); // the clock may outrun the last answer, and a stop that takes long is told
    const renamed = start('office');
    await journal.append(answers(10, 20));
    await until(async () => (await count('plumbline_export', 'cursor')) === 2);
    expect(notices).toEqual([]);
    expect(await count('plumbline_events', 'at_us')).toBe(1);
    await stopped(renamed);
  });
  it('waits for a database that is missing, and writes all of it again into an empty one', async () => {
    const { journal, running, count, drained, marked, until, database, notices, stopped } = await setUp();
    await journal.append(answers(0, 500));
    await drained();
    await marked();
    await influx.query(`DROP DATABASE "${database}"`);
    await journal.append(answers(500, 510));
    await until(() => running.status().state === 'waiting');
    expect(running.status().lastError).toContain('database not found');
    await influx.query(`CREATE DATABASE "${database}"`);
    await until(async () => (await count()) === 510);
    expect(notices).toContainEqual(expect.stringContaining('from the beginning'));
    await stopped();
  });
});
