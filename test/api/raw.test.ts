import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { csvFileName, csvLine, isoMicros } from '../../src/api/csv.ts';
import { csvLines } from '../../src/api/resources/raw.ts';
import type { Raw } from '../../src/api/schema.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { memoryStore } from '../support/memory-store.ts';
import { apiForTest, samples, START } from './support.ts';

const filter = { probe: 'ping', field: 'rtt', subject: { target: 'router', vantage: 'here' } };

describe('raw samples', () => {
  it('come as they were measured, and say when there are more', async () => {
    const { ask, store, clock } = apiForTest();
    await store.journal.append([samples('router', [1_000, null, 3_000])]);
    await clock.advance(10_000);
    const all = (await ask('/api/targets/router/raw')).body as Raw;
    expect(all.samples).toEqual([
      { at: START, value: 1_000 },
      { at: START + 1e6, lost: 'timeout' },
      { at: START + 2e6, value: 3_000 },
    ]);
    expect(all.truncated).toBe(false);
    const two = (await ask('/api/targets/router/raw?limit=2')).body as Raw;
    expect(two).toMatchObject({ truncated: true, samples: [{ at: START }, { at: START + 1e6 }] });
  });
  it('come as a file', async () => {
    const { ask, store, clock } = apiForTest();
    await store.journal.append([samples('router', [1_000, null])]);
    await clock.advance(10_000);
    const { headers, answer } = await ask('/api/targets/router/raw', { headers: { accept: 'text/csv' } });
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toBe('attachment; filename="router-ping-rtt-20260528T192650Z.csv"');
    expect(await answer.text()).toBe(
      'time,value_us,lost,said_by,note\n2026-05-28T20:26:40.000000Z,1000,,,\n2026-05-28T20:26:41.000000Z,,timeout,,\n',
    );
  });
  it('say so in the file when the store fails midway', async () => {
    const plain = memoryStore();
    const { ask, clock } = apiForTest({ query: { ...plain.query, raw: () => Promise.reject(new Error('gone')) } });
    await clock.advance(1_000);
    const { answer } = await ask('/api/targets/router/raw?format=csv');
    expect(await answer.text()).toBe('time,value_us,lost,said_by,note\n# cut: the store failed or was too slow\n');
  });
});

const all = async (lines: AsyncGenerator<string>): Promise<string> => {
  let text = '';
  for await (const part of lines) text += part;
  return text;
};

describe('csvLines', () => {
  const at = fc.integer({ min: START, max: START + 20 });
  const sample: fc.Arbitrary<Sample> = fc.oneof(
    fc.record({ at, value: fc.nat(9_999) }),
    fc.record({ at, lost: fc.constantFrom('timeout', 'unreachable'), saidBy: fc.constant('192.0.2.1') }),
    fc.record({ at, note: fc.constantFrom('late', 'duplicate'), value: fc.nat(9_999) }),
  );
  it('tells every sample once, however the pages cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sample, { maxLength: 40 }), fc.integer({ min: 5, max: 50 }), async (given, page) => {
        const store = memoryStore();
        await store.journal.append([{ kind: 'samples', ...filter, samples: given }]);
        const q = { ...filter, from: START, to: START + 100 };
        const text = await all(csvLines({ query: store.query }, q, 'us', { page, most: 1_000 }));
        const expected = given.toSorted((a, b) => a.at - b.at).map(csvLine);
        fc.pre(given.every(({ at }) => given.filter((s) => s.at === at).length < page));
        expect(text.split('\n').slice(1, -1).toSorted()).toEqual(expected.map((l) => l.trim()).toSorted());
      }),
    );
  });
  it('stops at its bound and says so', async () => {
    const store = memoryStore();
    await store.journal.append([samples('router', [1, 2, 3, 4, 5])]);
    const q = { ...filter, from: START, to: START + 60e6 };
    const text = await all(csvLines({ query: store.query }, q, 'us', { page: 2, most: 3 }));
    expect(text.split('\n')).toHaveLength(6);
    expect(text).toMatch(/# cut after 3 lines/);
  });
});

it('isoMicros keeps all six digits', () => {
  expect(isoMicros(1_780_000_000_000_007)).toBe('2026-05-28T20:26:40.000007Z');
  expect(csvFileName(['a/b', 'rtt'], 1_780_000_000_000_000)).toBe('a_b-rtt-20260528T202640Z.csv');
});
