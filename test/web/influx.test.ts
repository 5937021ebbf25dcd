import { describe, expect, it } from 'vitest';

import type { InfluxExport } from '../../src/api/schema.ts';
import { influxLine } from '../../web/src/model/influx.ts';

const told = (more: Partial<InfluxExport>): string => {
  const usual = { state: 'up to date', host: 'db:8086', backlog: 12, behindSeconds: 8, setAside: 0 } as const;
  return influxLine({ ...usual, ...more }).text.replaceAll('\u00a0', ' ');
};

describe('the line about InfluxDB', () => {
  it.each([
    [{}, 'InfluxDB: up to date'],
    [{ setAside: 1_234 }, 'InfluxDB: up to date; 1,234 points not taken'],
    [{ state: 'behind', backlog: 52_000, behindSeconds: 10_800 }, 'InfluxDB: 3 h behind, 52,000 entries to go'],
    [
      { state: 'waiting', backlog: 52_000, behindSeconds: 90, lastError: '401 unauthorized' },
      'InfluxDB: 1 min 30 s behind, 52,000 entries to go (401 unauthorized)',
    ],
    [
      { state: 'waiting', backlog: 1, behindSeconds: 0, lastError: 'connection refused' },
      'InfluxDB: 1 entry to go (connection refused)',
    ],
    [{ state: 'waiting', backlog: 0, behindSeconds: 0, lastError: 'x' }, 'InfluxDB: waiting (x)'],
  ] as const)('of %j', (more, text) => {
    expect(told(more)).toBe(text);
  });
  it('is alarming only where nothing is taken', () => {
    const of = (state: InfluxExport['state']) =>
      influxLine({ state, host: 'x', backlog: 1, behindSeconds: 1, setAside: 1 }).alarming;
    expect([of('up to date'), of('behind'), of('waiting')]).toEqual([false, false, true]);
  });
});
