import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Entry, Gap } from '../../../src/domain/entry.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { telegraf, type TelegrafState } from '../../../src/store/influx/telegraf.ts';
import { BASE, entriesArb, SECOND_US, SERIES } from '../../contracts/store-entries.ts';
import { parseLine, type Line } from '../../support/line-protocol.ts';

const reducer = telegraf((target) => (target === 'router' ? '192.0.2.1' : undefined));
const MINUTE_US = 60 * SECOND_US;
const pings = (...all: readonly Sample[]): Entry => ({ kind: 'samples', ...SERIES, samples: all });
const answered = (seconds: number, ms: number): Sample => ({ at: BASE + seconds * SECOND_US, value: ms * 1_000 });
const later = answered(180, 1);
const told = (...entries: readonly Entry[]): readonly Line[] =>
  reducer.step(reducer.init, entries)[1].map((line) => parseLine(line));

describe('points of Telegraf’s ping', () => {
  it('tell a minute, a minute after its end, at its beginning', () => {
    const within = [answered(0, 10), answered(1, 20), answered(59.9, 60)];
    expect(told(pings(...within, answered(119.9, 1)))).toEqual([]);
    expect(told(pings(...within, answered(120, 1)))).toEqual([
      {
        measurement: 'ping',
        tags: { url: '192.0.2.1', host: 'home' },
        fields: {
          packets_transmitted: { integer: 3 },
          packets_received: { integer: 3 },
          percent_packet_loss: 0,
          result_code: { integer: 0 },
          minimum_response_ms: 10,
          average_response_ms: 30,
          maximum_response_ms: 60,
          standard_deviation_ms: expect.closeTo(21.6025, 4),
          percentile50_ms: 20,
          percentile95_ms: 60,
          percentile99_ms: 60,
        },
        at: BASE / 1_000,
      },
    ]);
  });
  it('count what is lost, whichever order it settles in, and no note', () => {
    const [of] = told(
      pings(answered(61, 1)),
      pings({ at: BASE, lost: 'timeout' }, answered(2, 5), { at: BASE, note: 'late', value: 9 }, later),
    );
    expect(of?.fields).toMatchObject({
      packets_transmitted: { integer: 2 },
      packets_received: { integer: 1 },
      percent_packet_loss: 50,
      average_response_ms: 5,
      standard_deviation_ms: 0,
    });
  });
  it.each([
    ['timeout', 1, { percent_packet_loss: 100 }, 1],
    ['no-address', 0, {}, 1],
    ['send-failed', 0, {}, 2],
  ] as const)('say by a code when nothing came back: %s', (lost, sent, more, code) => {
    expect(told(pings({ at: BASE, lost }, later))[0]?.fields).toEqual({
      packets_transmitted: { integer: sent },
      packets_received: { integer: 0 },
      ...more,
      result_code: { integer: code },
    });
  });
  it('leave out what settles when its minute was told', () => {
    const [first, ...more] = told(pings(answered(0, 10), later), pings(answered(1, 20)), pings(answered(240, 1)));
    expect(first?.fields).toMatchObject({ packets_transmitted: { integer: 1 } });
    expect(more).toEqual([]);
  });
  it('are of echoes alone, and by name where the address is not known', () => {
    const other = { ...SERIES, subject: { target: 'gone', vantage: 'home' } };
    const all = [answered(0, 10), later];
    expect(told({ kind: 'samples', ...SERIES, probe: 'tcp', field: 'connect', samples: all })).toEqual([]);
    expect(told({ kind: 'samples', ...other, samples: all })[0]?.tags).toEqual({ url: 'gone', host: 'home' });
  });
  it('go on after the clock was set back', () => {
    const stepped: Gap = { kind: 'gap', from: BASE, to: BASE, reason: 'clock-stepped' };
    const lines = told(pings(later), stepped, pings(answered(0, 10), answered(130, 20)));
    expect(lines.map((l) => l.at)).toEqual([BASE / 1_000 + 180_000, BASE / 1_000]);
  });
  it('keep a bounded state', () => {
    const many = Array.from({ length: 2_000 }, (_, i) => answered(i / 40, (i % 50) + 1));
    const [state] = reducer.step(reducer.init, [pings(...many)]);
    expect(JSON.stringify(state).length).toBeLessThan(5_000);
    const [of] = reducer.step(state, [pings(later)])[1].map((line) => parseLine(line));
    expect(of?.fields).toMatchObject({ packets_received: { integer: 2_000 }, maximum_response_ms: 50 });
  });
});

describe('whatever is in the journal', () => {
  const play = (batches: readonly (readonly Entry[])[], again: (state: TelegrafState) => TelegrafState) => {
    let state = reducer.init;
    const lines: string[] = [];
    for (const batch of batches) {
      const [next, more] = reducer.step(again(state), batch);
      state = next;
      lines.push(...more);
    }
    return { state, lines };
  };
  it('gives the same points however it is cut, and from a state that was kept as JSON', () => {
    fc.assert(
      fc.property(entriesArb(BASE), fc.nat({ max: 20 }), (entries, cut) => {
        const whole = play([entries], (s) => s);
        const parts = play([entries.slice(0, cut), ...entries.slice(cut).map((e) => [e])], (s) => {
          const kept = JSON.stringify(s);
          return JSON.parse(kept) as TelegrafState;
        });
        expect(parts).toEqual(whole);
      }),
    );
  });
  it('counts each echo once at most, and never more answers than echoes', () => {
    fc.assert(
      fc.property(entriesArb(BASE), (entries) => {
        const end = BASE + 100 * MINUTE_US;
        const { state, lines } = play([entries, [pings({ at: end, lost: 'no-address' })]], (s) => s);
        const settled = entries.flatMap((e) =>
          e.kind === 'samples' && e.probe === 'ping' && e.field === 'rtt'
            ? e.samples.filter((s) => !('note' in s))
            : [],
        );
        let sent = 0;
        for (const line of lines) {
          const { fields } = parseLine(line);
          const count = (name: string): number => (fields[name] as { readonly integer: number }).integer;
          expect(count('packets_received')).toBeLessThanOrEqual(count('packets_transmitted'));
          sent += count('packets_transmitted');
        }
        expect(sent).toBeLessThanOrEqual(settled.length);
        expect(state.open.length).toBeLessThanOrEqual(3);
      }),
    );
  });
});
