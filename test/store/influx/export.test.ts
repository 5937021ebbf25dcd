import { describe, expect, it } from 'vitest';

import type { Entry } from '../../../src/domain/entry.ts';
import type { ToldTarget } from '../../../src/store/influx/lines.ts';
import { startExport } from '../../../src/store/influx/export.ts';
import { telegraf } from '../../../src/store/influx/telegraf.ts';
import { EXPORT_BOOKMARK } from '../../../src/store/influx/place.ts';
import type { Write } from '../../../src/store/influx/answers.ts';
import { BASE, samples, SECOND_US } from '../../contracts/store-entries.ts';
import { HandClock, settle } from '../../support/clock.ts';
import { FakeInflux } from '../../support/fake-influx.ts';
import { memoryStore } from '../../support/memory-store.ts';

const FLUSH = 10_000;
const NOW = BASE + 100_000 * SECOND_US;
let identities = 0;
/** One answer a second, from the first to before the last. */
const answers = (from: number, to: number): readonly Entry[] =>
  Array.from({ length: to - from }, (_, i) => samples(BASE + (from + i) * SECOND_US, 20_000 + i));

const setUp = ({
  rate = 20_000,
  server = new FakeInflux(),
  store = memoryStore(),
  clock = new HandClock(NOW),
  telegrafToo = false,
  targets = (): readonly ToldTarget[] => [],
} = {}) => {
  const notices: string[] = [];
  const aside: { line: string; reason: string }[] = [];
  const start = () =>
    startExport({
      journal: store.journal,
      clock,
      settings: { rate, flush: FLUSH },
      server,
      setAside: {
        path: 'aside.jsonl',
        add: (line, reason) => {
          aside.push({ line, reason });
          return Promise.resolve();
        },
      },
      vantage: 'home',
      targets,
      ...(telegrafToo ? { telegraf: telegraf(() => '192.0.2.1') } : {}),
      random: () => 1,
      newIdentity: () => `journal-${(identities += 1)}`,
      notice: (what) => notices.push(what),
    });
  const { journal } = store;
  return { journal, clock, server, notices, aside, start };
};
const failed = (why: 'timeout' | 'network' | 'server'): Write => ({ did: 'failed', why, reason: `no ${why}` });

describe('the export', () => {
  it('writes all that is kept, then what comes, gathered for a while', async () => {
    const { journal, clock, server, start } = setUp();
    await journal.append(answers(0, 3));
    const running = start();
    await clock.advance(FLUSH - 1);
    expect(server.requests).toEqual([]);
    await clock.advance(1);
    expect(server.data).toHaveLength(3);
    await journal.append(answers(3, 5));
    await clock.advance(FLUSH);
    expect(server.data).toHaveLength(5);
    expect(running.status()).toMatchObject({ state: 'up to date', backlog: 0, written: 5, setAside: 0 });
    await running.stop();
    expect(server.closed).toBe(true);
  });

  it('says what is watched: at each start, when it changes, once a day, and again where the database lost it', async () => {
    let targets = [{ name: 'web', address: 'shop.example', role: 'target', label: 'The shop' }];
    const { journal, clock, server, start } = setUp({ targets: () => targets });
    const told = () => server.requests.flat().filter((l) => l.startsWith('plumbline_targets,'));
    const go = async (n: number, ms = FLUSH): Promise<number> => {
      await journal.append(answers(n, n + 1));
      await clock.advance(ms);
      return told().length;
    };
    const first = start();
    expect(await go(0)).toBe(1);
    expect(told()[0]).toBe(
      `plumbline_targets,target=web,vantage=home address="shop.example",role="target",label="The shop" ${NOW / 1_000}`,
    );
    expect(await go(1)).toBe(1);
    targets = [{ name: 'web', address: '192.0.2.1', role: 'target', label: 'The shop' }];
    expect(await go(2)).toBe(2);
    await go(3, 86_400_000);
    expect(await go(4)).toBe(3);
    await first.stop();
    const again = start();
    expect(await go(5)).toBe(4);
    server.points.clear();
    await go(6, 60_000);
    await go(7);
    expect(await go(8)).toBe(5);
    await again.stop();
  });

  it('goes on where it stopped, and what stopping leaves is written before it ends', async () => {
    const { journal, server, start } = setUp();
    const first = start();
    await journal.append(answers(0, 7));
    await settle();
    await first.stop();
    expect(server.data).toHaveLength(7);
    expect((await journal.bookmark(EXPORT_BOOKMARK))?.cursor).toBe(7);
    const again = start();
    await journal.append(answers(7, 9));
    await settle();
    await again.stop();
    expect(server.requests.flat().filter((l) => !l.startsWith('plumbline_export'))).toHaveLength(9);
  });

  it('does not wait for a server that hangs when it stops, nor at all for one that fails', async () => {
    const { journal, clock, server, notices, start } = setUp();
    await journal.append(answers(0, 2));
    let hang = true;
    const write = server.write.bind(server);
    server.write = (lines, signal?: AbortSignal) =>
      hang
        ? new Promise((resolve) => signal?.addEventListener('abort', () => resolve(failed('network')), { once: true }))
        : write(lines);
    const running = start();
    let stopped = false;
    await settle();
    void running.stop().then(() => (stopped = true));
    await clock.advance(999);
    expect(notices).toEqual([]);
    await clock.advance(1);
    expect(notices).toEqual(['stopping; InfluxDB gets 4 s more']);
    await clock.advance(3_999);
    expect(stopped).toBe(false);
    await clock.advance(1);
    expect(stopped).toBe(true);
    hang = false;
    server.meet = () => failed('network');
    const failing = start();
    await clock.advance(FLUSH);
    await failing.stop(); // the clock stands still
    expect(notices).toHaveLength(1);
    expect((await journal.bookmark(EXPORT_BOOKMARK))?.cursor).toBe(0);
  });

  it.each(['write', 'highestMark', 'lastOther'] as const)(
    'ends without a server that never says whether it is done, whatever it is told: %s',
    async (hangs) => {
      const { journal, clock, server, start } = setUp();
      const running = start();
      await journal.append(answers(0, 2));
      await clock.advance(FLUSH + 31_000);
      server[hangs] = () => {
        hung = true;
        return new Promise<never>(() => undefined);
      };
      let hung = false;
      await journal.append(answers(2, 4));
      await clock.advance(FLUSH);
      expect(hung).toBe(true);
      const { requests, questions } = server;
      const asked = [requests.length, questions];
      let stopped = false;
      void running.stop().then(() => (stopped = true));
      await clock.advance(5_000);
      expect(stopped).toBe(true);
      expect([server.requests.length, server.questions]).toEqual(asked);
      expect((await journal.bookmark(EXPORT_BOOKMARK))?.cursor).toBe(hangs === 'write' ? 2 : 4);
    },
  );

  it.each(['network', 'server', 'timeout'] as const)('waits longer and longer, up to a minute: %s', async (why) => {
    const { journal, clock, server, notices, start } = setUp();
    await journal.append(answers(0, 2));
    const at: number[] = [];
    server.meet = () => {
      at.push(clock.elapsed());
      return failed(why);
    };
    const running = start();
    await clock.advance(FLUSH + 400_000);
    const waits = at.slice(1).map((t, i) => t - (at[i] ?? 0));
    expect(waits.slice(0, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(running.status()).toMatchObject({ state: 'waiting', backlog: 2, lastError: `no ${why}` });
    expect(running.status().failures[why]).toBe(at.length);
    expect(notices).toEqual([`InfluxDB takes nothing: no ${why}; it is tried again, and nothing is lost`]);
    server.meet = () => undefined;
    await clock.advance(60_000);
    expect(running.status()).toMatchObject({ state: 'up to date', backlog: 0, written: 2 });
    expect(notices[1]).toBe('InfluxDB takes points again');
    await running.stop();
  });

  it('waits half a minute where somebody has to do something, and says what', async () => {
    const { journal, clock, server, notices, start } = setUp();
    await journal.append(answers(0, 2));
    server.meet = () => ({ did: 'denied', reason: '401 unauthorized' });
    const running = start();
    await clock.advance(FLUSH + 60_000);
    expect(server.requests).toHaveLength(3);
    expect(running.status().lastError).toContain('401 unauthorized; check the token');
    expect(notices).toHaveLength(1);
    await running.stop();
  });

  it.each([
    [undefined, 1_000],
    [0, 1_000],
    [7, 7_000],
    [86_400, 300_000],
  ])('waits as a busy server asks: %j s', async (retryAfterSeconds, waited) => {
    const { journal, clock, server, start } = setUp();
    await journal.append(answers(0, 2));
    const busy: Write = {
      did: 'busy',
      reason: '429',
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
    server.meet = () => (server.requests.length === 1 ? busy : undefined);
    const running = start();
    await clock.advance(FLUSH + waited - 1);
    expect(server.data).toHaveLength(0);
    await clock.advance(1);
    expect(server.data).toHaveLength(2);
    await running.stop();
  });

  it('sets a line aside that is refused, and writes all others', async () => {
    const { journal, clock, server, aside, notices, start } = setUp();
    await journal.append(answers(0, 100));
    const isBad = (line: string): boolean => line.includes('rtt=20037,') || line.includes('rtt=20099,');
    server.meet = (lines) => (lines.some(isBad) ? { did: 'refused', reason: '400 field type conflict' } : undefined);
    const running = start();
    await clock.advance(FLUSH + 5_000);
    expect(server.data).toHaveLength(98);
    const set = [true, '400 field type conflict'];
    expect(aside.map((a) => [isBad(a.line), a.reason])).toEqual([set, set]);
    expect(running.status()).toMatchObject({ state: 'up to date', backlog: 0, written: 98, setAside: 2 });
    expect(notices).toEqual([expect.stringContaining('aside.jsonl')]);
    await running.stop();
  });

  it('sets nothing aside where everything is refused', async () => {
    const { journal, clock, server, aside, start } = setUp();
    await journal.append(answers(0, 10));
    server.meet = () => ({ did: 'refused', reason: '400 the plain HTTP request was sent to HTTPS port' });
    const running = start();
    await clock.advance(300_000);
    expect(aside).toEqual([]);
    expect(running.status()).toMatchObject({ state: 'waiting', backlog: 10, setAside: 0 });
    server.meet = () => undefined;
    await clock.advance(30_000);
    expect(server.data).toHaveLength(10);
    await running.stop();
  });

  it('counts what is older than the database keeps, and goes on', async () => {
    const { journal, clock, server, aside, start } = setUp();
    await journal.append(answers(0, 10));
    server.meet = (lines) => (lines.length > 1 ? { did: 'written', tooOld: 4 } : undefined);
    const running = start();
    await clock.advance(FLUSH);
    expect(running.status()).toMatchObject({ backlog: 0, written: 6, setAside: 4 });
    expect(aside).toEqual([]);
    await running.stop();
  });

  it('makes requests as large as the server takes, and grows them again', async () => {
    const { journal, clock, server, start } = setUp({ rate: 1_000_000 });
    await journal.append(answers(0, 30_000));
    let most = 1_000;
    server.meet = (lines) => (lines.length > most ? { did: 'too-big', reason: '413' } : undefined);
    const running = start();
    await clock.advance(FLUSH);
    expect(server.data).toHaveLength(30_000);
    most = 5_000;
    await journal.append(answers(30_000, 60_000));
    server.requests = [];
    await clock.advance(FLUSH);
    expect(server.data).toHaveLength(60_000);
    expect(Math.max(...server.requests.map((r) => r.length))).toBe(5_000);
    await running.stop();
  });

  it('halves what takes too long', async () => {
    const { journal, clock, server, start } = setUp();
    await journal.append(answers(0, 4_000));
    server.meet = (lines) => (lines.length > 600 ? failed('timeout') : undefined);
    const running = start();
    await clock.advance(FLUSH + 10_000);
    expect(server.requests.slice(0, 4).map((r) => r.length)).toEqual([4_066, 2_033, 1_016, 508]); // and 66 minutes
    await clock.advance(120_000);
    expect(server.data).toHaveLength(4_000);
    await running.stop();
  });

  it('drains a backlog at its rate, and the new with it', async () => {
    const { journal, clock, server, start } = setUp({ rate: 500 });
    await journal.append(answers(0, 30_000));
    const running = start();
    await clock.advance(20_000);
    expect(running.status()).toMatchObject({ state: 'behind' });
    const before = server.data.length;
    await journal.append(answers(30_000, 30_100));
    await clock.advance(20_000);
    const drained = server.data.length - before;
    expect(drained).toBeGreaterThanOrEqual(9_000);
    expect(drained).toBeLessThanOrEqual(15_000);
    await clock.advance(60_000);
    expect(server.data).toHaveLength(30_100);
    expect(running.status()).toMatchObject({ backlog: 0, behindSeconds: 0 });
    await running.stop();
  });

  it("writes Telegraf's points too where they are asked for, whole minutes over a restart", async () => {
    const { journal, clock, server, start } = setUp({ telegrafToo: true });
    const first = start();
    await journal.append(answers(0, 150));
    await clock.advance(FLUSH);
    await first.stop();
    const again = start();
    await journal.append(answers(150, 300));
    await clock.advance(FLUSH);
    await again.stop();
    const theirs = server.data.filter((key) => key.startsWith('["ping"'));
    expect(theirs.map((key) => server.points.get(key)?.packets_transmitted)).toEqual(
      [60, 60, 60].map((integer) => ({ integer })),
    );
    expect(server.data).toHaveLength(303);
  });

  it('writes minutes and hours beside the samples, whole over a restart', async () => {
    const { journal, clock, server, start } = setUp();
    const first = start();
    await journal.append(answers(0, 150));
    await clock.advance(FLUSH);
    await first.stop();
    const again = start();
    await journal.append(answers(150, 3_700));
    await clock.advance(FLUSH);
    await again.stop();
    const counts = (grain: string) =>
      [...server.points].flatMap(([key, fields]) =>
        key.startsWith(`["plumbline_ping_${grain}"`) ? [fields.rtt_n] : [],
      );
    expect(counts('minutes')).toEqual(Array.from({ length: 60 }, () => ({ integer: 60 })));
    expect(counts('hours')).toEqual([{ integer: 3_600 }]);
  });

  it('begins anew where its bookmark says nothing', async () => {
    const { journal, clock, server, start } = setUp();
    await journal.append(answers(0, 5), { name: EXPORT_BOOKMARK, cursor: 3, state: ['?'] });
    const running = start();
    await clock.advance(FLUSH);
    expect(server.data).toHaveLength(5);
    await running.stop();
  });

  it('holds up nothing for an entry that can not be told in lines', async () => {
    const { journal, clock, server, aside, start } = setUp();
    const odd = {
      kind: 'run',
      id: 'odd',
      at: BASE,
      tookMs: 1,
      probe: 'ping',
      subject: { vantage: 'home' },
      outcome: {},
    };
    await journal.append([odd as unknown as Entry, ...answers(0, 2)]);
    const running = start();
    await clock.advance(FLUSH);
    expect(server.data).toHaveLength(2);
    expect(aside[0]?.line).toContain('"odd"');
    await running.stop();
  });
});

it('another that writes under the same name is told of once, and none where there is none', async () => {
  const [server, clock] = [new FakeInflux(), new HandClock(NOW)];
  const poison = (lines: readonly string[]): Write | undefined =>
    lines.some((line) => line.includes('rtt=20003')) ? { did: 'refused', reason: 'no' } : undefined;
  const [one, two] = [setUp({ server, clock }), setUp({ server, clock })];
  server.meet = poison;
  const first = one.start();
  const live = async (...stores: readonly (typeof one)[]): Promise<void> => {
    for (let i = 0; i < 8; i += 1) {
      for (const { journal } of stores) await journal.append(answers(0, 4));
      await clock.advance(20_000);
    }
  };
  await live(one);
  expect(one.aside.length).toBeGreaterThan(1);
  expect(one.notices.filter((n) => n.includes('another plumbline'))).toEqual([]);
  const second = two.start();
  await live(one, two);
  for (const { notices } of [one, two])
    expect(notices.filter((n) => n.includes('another plumbline writes to this InfluxDB as "home"'))).toHaveLength(1);
  await first.stop();
  await second.stop();
});

describe('a database that lost what was written', () => {
  const drained = async () => {
    const all = setUp();
    await all.journal.append(answers(0, 50));
    const running = all.start();
    await all.clock.advance(FLUSH);
    await all.journal.append(answers(50, 90));
    await all.clock.advance(FLUSH + 30_000);
    await all.journal.append(answers(90, 100));
    await all.clock.advance(FLUSH + 30_000);
    return { ...all, running };
  };
  it('is written again from the last mark that it has', async () => {
    const { server, clock, journal, running, notices } = await drained();
    const backup = new Map([...server.points].slice(0, 51)); // the first 50 and the first mark
    expect(backup.size - 50).toBe(1);
    server.points = backup;
    await journal.append(answers(100, 110));
    await clock.advance(60_000);
    expect(server.data).toHaveLength(110);
    expect(notices).toEqual([expect.stringContaining('it is written again from entry 50')]);
    await running.stop();
  });
  it('is written from the beginning where it has no mark', async () => {
    const { server, clock, journal, running, notices } = await drained();
    server.points = new Map();
    await journal.append(answers(100, 110));
    await clock.advance(60_000);
    expect(server.data).toHaveLength(110);
    expect(notices).toEqual([expect.stringContaining('from the beginning')]);
    await running.stop();
  });
  it('is noticed after a stop, too', async () => {
    const { server, clock, running, start, journal } = await drained();
    await running.stop();
    server.points = new Map();
    const again = start();
    await journal.append(answers(100, 101));
    await clock.advance(2 * FLUSH);
    expect(server.data).toHaveLength(101);
    await again.stop();
  });
  it('is not noticed where marks can not be read, which is said once', async () => {
    const { server, clock, journal, running, notices } = await drained();
    server.meetQuestion = () => ({ ok: false, refused: true, reason: '403 forbidden' });
    for (let i = 0; i < 20; i += 1) {
      await journal.append(answers(100 + i, 101 + i));
      await clock.advance(60_000);
    }
    expect(notices).toEqual([expect.stringContaining('403 forbidden')]);
    expect(running.status().blind).toBe('403 forbidden');
    expect(server.data).toHaveLength(120);
    expect(server.questions).toBeLessThan(8);
    await running.stop();
  });
  it('is not hidden by a mark where a question fails for a while', async () => {
    const { server, clock, journal, running } = await drained();
    server.points = new Map();
    server.meetQuestion = () => ({ ok: false, refused: false, reason: 'ECONNRESET' });
    await journal.append(answers(100, 101));
    await clock.advance(60_000);
    server.meetQuestion = () => undefined;
    await journal.append(answers(101, 102));
    await clock.advance(60_000);
    expect(server.data).toHaveLength(102);
    await running.stop();
  });
  it('is not what a journal from a backup looks like: that takes another name', async () => {
    const { server, clock, journal, running } = await drained();
    await running.stop();
    const { name, cursor, state } = (await journal.bookmark(EXPORT_BOOKMARK)) ?? { name: '', cursor: 0, state: {} };
    const store = memoryStore();
    await store.journal.append(answers(0, 60), {
      name,
      cursor: cursor - 50,
      state: { ...(state as object), marked: { cursor: 50, at: 0 } },
    });
    const other = setUp({ store, server, clock });
    const again = other.start();
    await store.journal.append(answers(60, 61));
    await clock.advance(60_000);
    expect(other.notices).toEqual([]);
    const kept = (await store.journal.bookmark(EXPORT_BOOKMARK))?.state as { journal: string };
    expect(kept.journal).not.toBe((state as { journal: string }).journal);
    await again.stop();
  });
});
