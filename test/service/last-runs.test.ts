import { expect, it } from 'vitest';

import type { Run } from '../../src/domain/entry.ts';
import type { Subject } from '../../src/domain/subject.ts';
import { lastRuns } from '../../src/service/last-runs.ts';
import { memoryStore } from '../support/memory-store.ts';
import { checkOf, fakeOnce, measured } from '../support/probes.ts';

const NOW = 1_780_000_000_000_000;
const HOUR = 3_600_000_000;

it('tells of each that rests when it was last run, over which line', async () => {
  const { journal, query } = memoryStore();
  const probe = fakeOnce(() => Promise.resolve(measured));
  const other = { ...probe, name: 'other' };
  const run = (ago: number, subject: Subject, of = probe.name): Run => ({
    kind: 'run',
    id: `${of} ${ago} ${subject.via ?? ''}`,
    at: NOW - ago * HOUR,
    tookMs: 1,
    probe: of,
    subject,
    outcome: measured,
  });
  const over = (via?: string): Subject => ({ target: 'wiki', vantage: 'home', ...(via === undefined ? {} : { via }) });
  await journal.append([run(9, over('dsl')), run(3, over('dsl')), run(30, over('lte')), run(2, over(), 'other')]);
  const check = (subject: Subject, rests?: number) => ({
    ...checkOf(probe, 'wiki', 1),
    aim: { subject, address: 'wiki.example' },
    ...(rests === undefined ? {} : { rests }),
  });
  const [dsl, lte, house] = [check(over('dsl'), 24 * 3_600_000), check(over('lte'), 24 * 3_600_000), check(over())];
  const last = await lastRuns(query, [dsl, lte, house, { ...house, probe: other }], NOW);
  expect(last(dsl)).toBe(NOW - 3 * HOUR);
  expect(last(lte)).toBeUndefined(); // longer ago than it rests
  expect(last(house)).toBeUndefined();
  expect(last({ ...house, probe: other })).toBeUndefined(); // it does not rest
});
