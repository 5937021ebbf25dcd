import { describe, expect, it } from 'vitest';

import { parseConfig } from '../../src/config/parse.ts';
import type { Run } from '../../src/domain/entry.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { tcp } from '../../src/probes/tcp.ts';
import { uplink } from '../../src/probes/uplink/uplink.ts';
import { watchSites, type SiteWatchParts } from '../../src/service/site-watch.ts';
import { HandClock, settle } from '../support/clock.ts';
import { fakePing } from '../support/fake-probes.ts';
import { memoryStore } from '../support/memory-store.ts';
import { fakeSiteProbes } from '../support/site-probes.ts';
import { gradeOf, headersOf, ranAt } from '../support/site-runs.ts';

const SITES = 'sites: {blog: {url: "https://blog.example/", address: 192.0.2.1}}\n';

const begin = async (text = SITES, answer: (nth: number) => string = () => 'B') => {
  const clock = new HandClock();
  const { journal, entries } = memoryStore();
  const parsed = parseConfig(text, { probes: [fakePing, tcp, uplink, ...fakeSiteProbes], vantage: 'here' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const asked: string[] = [];
  const orders: Parameters<SiteWatchParts['startCheck']>[0][] = [];
  const reading = new AbortController();
  const runOf = (grade: string): Run =>
    ranAt('headers', clock.now(), headersOf([], { grades: [gradeOf(grade, undefined)] }));
  const { done } = watchSites({
    config: parsed.config,
    journal,
    clock,
    startCheck: async (order) => {
      asked.push(`${clock.elapsed() / MINUTE} ${order.probe.name} ${order.aim.address}`);
      orders.push(order);
      const run = runOf(answer(asked.length));
      await journal.append([run]);
      return run;
    },
    signal: reading.signal,
    onBug: (error) => {
      throw error;
    },
  });
  await settle();
  const sees = async (grade: string): Promise<void> => {
    await journal.append([runOf(grade)]);
    await settle();
  };
  const told = () => entries.flatMap((e) => (e.kind === 'event' ? [e.evidence['code']] : []));
  const end = async (): Promise<void> => {
    reading.abort();
    await clock.advance(SECOND);
    await Promise.all(done);
    expect(clock.sleeping).toBe(0);
  };
  return { clock, asked, orders, sees, told, end, readers: done.length };
};

describe('a site whose grade fell', () => {
  it('is looked at once more after five minutes, as the config has it', async () => {
    const { clock, asked, orders, sees, told, end } = await begin();
    await sees('A+');
    await clock.advance(MINUTE);
    await sees('B');
    expect(told()).toEqual(['grade-fell']);
    await clock.advance(4 * MINUTE);
    expect(asked).toEqual([]);
    await clock.advance(6 * HOUR);
    expect(asked).toEqual(['6 headers https://blog.example/']);
    expect(orders[0]).toMatchObject({ options: { address: '192.0.2.1' }, binding: {} });
    await end();
  });
  it('and is never sure is asked no more than once an hour for it', async () => {
    const { clock, asked, sees, end } = await begin(SITES, (n) => (n % 2 === 0 ? 'A+' : 'B'));
    await sees('A+');
    await clock.advance(1);
    for (let i = 0; i < 6; i += 1) {
      await sees(i % 2 === 0 ? 'B' : 'A+');
      await clock.advance(10 * MINUTE);
    }
    expect(asked).toHaveLength(1);
    await end();
  });
  it('is not asked again where every line is metered', async () => {
    const { clock, asked, sees, told, end } = await begin(
      `${SITES}uplinks: {mobile: {kind: 5g, via: {device: wwan0}}}`,
    );
    await sees('A+');
    await clock.advance(1);
    await sees('B');
    await clock.advance(HOUR);
    expect(told()).toEqual(['grade-fell']);
    expect(asked).toEqual([]);
    await end();
  });
});
it('nothing is read where there are no sites', async () => {
  const { readers, end } = await begin('targets: {a: {address: 192.0.2.1}}');
  expect(readers).toBe(0);
  await end();
});
