import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Entry, Gap } from '../../../src/domain/entry.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { Sketch } from '../../../src/domain/sketch.ts';
import { rollups } from '../../../src/store/influx/rollup.ts';
import type { RollupState } from '../../../src/store/influx/rollup-state.ts';
import { BASE, entriesArb, SECOND_US, SERIES } from '../../contracts/store-entries.ts';
import { parseLine, type FieldRead } from '../../support/line-protocol.ts';

const HOUR = 3_600;
const pings = (...all: readonly Sample[]): Entry => ({ kind: 'samples', ...SERIES, samples: all });
const answered = (seconds: number, value = 20_000): Sample => ({ at: BASE + seconds * SECOND_US, value });
const lost = (seconds: number): Sample => ({ at: BASE + seconds * SECOND_US, lost: 'timeout' });
const BEGIN = { cursor: 0 };
type Points = ReadonlyMap<string, Readonly<Record<string, FieldRead>>>;

/**
 * The last points, by measurement, tags and milliseconds since the base; the state is kept as JSON between the batches.
 * As a server does, a point takes what is new of its fields and keeps the others: rtt and ttl are fields of one.
 */
const play = (batches: readonly (readonly Entry[])[], restart = true) => {
  const points = new Map<string, Readonly<Record<string, FieldRead>>>();
  let state: RollupState | undefined;
  let running = rollups(BEGIN);
  for (const batch of batches) {
    if (restart && state !== undefined) running = rollups({ cursor: 1, rollups: state });
    for (const line of running.linesOf(batch)) {
      const { measurement, tags, fields, at } = parseLine(line);
      const id = [measurement, ...Object.values(tags), at - BASE / 1_000].join(' ');
      points.set(id, { ...points.get(id), ...fields });
    }
    state = JSON.parse(JSON.stringify(running.state())) as RollupState;
  }
  return { points, state };
};
const at = (points: Points, grain: string, seconds: number) =>
  points.get(`plumbline_ping_${grain} router home - ${seconds * 1_000}`);
const whole = (n: number) => ({ integer: n });

describe('the rollups of samples', () => {
  it('tell a minute 70 s after its end', () => {
    const first = [answered(0, 10), answered(1, 30), lost(2), answered(59, 5)];
    expect(play([[pings(...first, answered(129))]]).points.size).toBe(0);
    const note: Sample = { at: BASE + 3 * SECOND_US, note: 'late', value: 7 };
    const { points } = play([[pings(...first, note, answered(130))]]);
    const { rtt_sketch: sketch, ...counts } = at(points, 'minutes', 0) ?? {};
    expect(counts).toEqual({
      rtt_n: whole(4),
      rtt_lost_n: whole(1),
      rtt_late_n: whole(1),
      rtt_duplicate_n: whole(0),
      rtt_reordered_n: whole(0),
      rtt_min: 5,
      rtt_max: 30,
      rtt_sum: 45,
      rtt_diff_sum: 45,
      rtt_diff_n: whole(2),
      rtt_since: whole(0),
    });
    const told = Sketch.decode(Buffer.from(sketch as string, 'base64'));
    expect([told.n, ...told.quantiles([50, 99], 5, 30)]).toEqual([3, 10, 30]);
  });
  it('are written again, whole, for what comes within five minutes, and for nothing after that', () => {
    const { points } = play([[pings(answered(0), answered(130))], [pings(lost(1))], [pings(answered(359))]]);
    expect(at(points, 'minutes', 0)).toMatchObject({ rtt_n: whole(2), rtt_lost_n: whole(1) });
    const late = play([[pings(answered(0), answered(360))], [pings(lost(1))], [pings(answered(500))]]);
    expect(at(late.points, 'minutes', 0)).toMatchObject({ rtt_n: whole(1), rtt_lost_n: whole(0) });
  });
  it('tell nothing of answers where there was none', () => {
    const { points } = play([[pings(lost(0), answered(200))]]);
    expect(Object.keys(at(points, 'minutes', 0) ?? {})).not.toContain('rtt_min');
    expect(at(points, 'minutes', 0)).toMatchObject({ rtt_n: whole(1), rtt_lost_n: whole(1) });
  });
  it('tell an hour by all of its minutes, and again for what comes late', () => {
    const hour = Array.from({ length: HOUR + 70 }, (_, i) => [pings(i % 10 === 7 ? lost(i) : answered(i, i))]);
    const { points, state } = play([...hour, [pings(answered(HOUR + 70))]]);
    const sum = (HOUR * (HOUR - 1)) / 2 - Array.from({ length: 360 }, (_, i) => 10 * i + 7).reduce((a, b) => a + b);
    // The first has no answer before it; over one that is lost it is two from one answer to the next.
    const counts = { rtt_n: whole(HOUR), rtt_lost_n: whole(360), rtt_diff_n: whole(3_239), rtt_diff_sum: 3_599 };
    expect(at(points, 'hours', 0)).toMatchObject({ ...counts, rtt_sum: sum, rtt_min: 0, rtt_max: 3_599 });
    const again = rollups({ cursor: 1, rollups: state as RollupState }).linesOf([
      pings({ at: BASE + 3_599.5 * SECOND_US, lost: 'timeout' }),
    ]);
    expect(again.map((l) => parseLine(l)).map((l) => [l.measurement, l.fields.rtt_n])).toEqual([
      ['plumbline_ping_minutes', whole(61)],
      ['plumbline_ping_hours', whole(HOUR + 1)],
    ]);
    expect(JSON.stringify(state).length).toBeLessThan(4_000);
  });
  it('count the pairs of answers in the order in which they were sent', () => {
    const { points } = play([
      [pings(answered(0, 10), answered(2, 40), answered(1, 20), answered(60, 41))],
      [pings(answered(200))],
    ]);
    expect(at(points, 'minutes', 0)).toMatchObject({ rtt_diff_sum: 30, rtt_diff_n: whole(2) });
    expect(at(points, 'minutes', 60)).toMatchObject({ rtt_diff_sum: 1, rtt_diff_n: whole(1) });
  });
  it('begin with the first whole minute and hour, where something was exported before them', () => {
    const running = rollups({ cursor: 7 });
    const seconds = Array.from({ length: 2 * HOUR + 100 }, (_, i) => pings(answered(30 + i)));
    const lines = running.linesOf(seconds).map((l) => parseLine(l));
    expect(Math.min(...lines.map((l) => l.at)) - BASE / 1_000).toBe(120_000);
    expect(lines.filter((l) => l.measurement.endsWith('hours')).map((l) => l.at - BASE / 1_000)).toEqual([
      HOUR * 1_000,
    ]);
    for (const { fields } of lines) expect(fields.rtt_since).toEqual(whole(BASE / 1_000 + 120_000));
  });
  it('are counted anew where what was kept of them says nothing', () => {
    const odd = {
      newest: BASE,
      since: 0,
      series: [[['ping'], 0, [], [[BASE, 1, [1], '']], []]],
    } as unknown as RollupState;
    expect(rollups({ cursor: 7, rollups: odd }).state()).toEqual({ newest: null, since: null, series: [] });
  });
  it('go on after the clock was set back', () => {
    const stepped: Gap = { kind: 'gap', from: BASE, to: BASE, reason: 'clock-stepped' };
    const { points } = play([[pings(answered(10 * HOUR)), stepped, pings(answered(0), answered(200))]]);
    expect(at(points, 'minutes', 10 * HOUR)).toMatchObject({ rtt_n: whole(1) });
    expect(at(points, 'minutes', 0)).toMatchObject({ rtt_n: whole(1) });
  });
});

describe('whatever is in the journal', () => {
  const parts = fc.tuple(entriesArb(BASE), fc.nat({ max: 20 }));
  const end = [pings(lost(400 * HOUR))];
  it('gives the same last points, however it is cut and wherever it begins again', () => {
    fc.assert(
      fc.property(parts, ([entries, cut]) => {
        const single = play([entries.slice(0, cut), ...entries.slice(cut).map((e) => [e]), end]);
        expect(single.points).toEqual(play([[...entries, ...end]], false).points);
      }),
      { examples: [[[[pings(), { ...pings(lost(0)), field: 'ttl' } as Entry, pings(lost(0))], 0]]] },
    );
  });
  it('counts in minutes and hours what there is, where all of it comes in time', () => {
    const sample = fc.tuple(fc.nat({ max: 2 * HOUR }), fc.option(fc.integer({ min: 1, max: 90_000 })));
    fc.assert(
      fc.property(fc.uniqueArray(sample, { selector: ([s]) => s, maxLength: 200 }), (all) => {
        const sorted = all.toSorted(([a], [b]) => a - b);
        const { points } = play([...sorted.map(([s, v]) => [pings(v === null ? lost(s) : answered(s, v))]), end]);
        const values = sorted.flatMap(([, v]) => (v === null ? [] : [v]));
        for (const grain of ['minutes', 'hours']) {
          const of = [...points].filter(([key]) => key.includes(grain)).map(([, fields]) => fields);
          const total = (name: string): number =>
            of.reduce((sum, { [name]: x }) => sum + (typeof x === 'object' ? x.integer : Number(x ?? 0)), 0);
          expect([total('rtt_n'), total('rtt_lost_n')]).toEqual([all.length, all.length - values.length]);
          expect(total('rtt_sum')).toBe(values.reduce((a, b) => a + b, 0));
        }
      }),
      { numRuns: 50 },
    );
  });
});
