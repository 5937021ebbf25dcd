import { describe, expect, it } from 'vitest';

import type { Entry } from '../../../src/domain/entry.ts';
import { besides } from '../../../src/store/influx/beside.ts';
import { telegraf, type TelegrafState } from '../../../src/store/influx/telegraf.ts';
import { BASE, samples, SECOND_US } from '../../contracts/store-entries.ts';
import { parseLine } from '../../support/line-protocol.ts';

const PING = telegraf(() => '192.0.2.1');
/** One answer a second, from a second after the hour to before another. */
const answers = (from: number, to: number): readonly Entry[] =>
  Array.from({ length: to - from }, (_, i) => samples(BASE + (from + i) * SECOND_US, 20_000));
/** The minute of each point, and how many echoes it counts. */
const told = (lines: readonly string[]): unknown =>
  lines.map(parseLine).map(({ at, fields }) => [(at * 1_000 - BASE) / 60e6, fields.packets_transmitted]);
const of = (count: number) => ({ integer: count });

describe("Telegraf's points", () => {
  it('of all that is kept begin with its first minute', () => {
    const beside = besides(PING, { cursor: 0, journal: 'j' });
    expect(told(beside.linesOf(answers(30, 300)))).toEqual([
      [0, of(30)],
      [1, of(60)],
      [2, of(60)],
    ]);
    expect(beside.state()).toBeDefined();
  });
  it('go on over a restart in the middle of a minute', () => {
    const first = besides(PING, { cursor: 0, journal: 'j' });
    expect(told(first.linesOf(answers(0, 200)))).toEqual([
      [0, of(60)],
      [1, of(60)],
    ]);
    const kept = JSON.parse(JSON.stringify(first.state())) as TelegrafState;
    const again = besides(PING, { cursor: 200, journal: 'j', telegraf: kept });
    expect(told(again.linesOf(answers(200, 400)))).toEqual([
      [2, of(60)],
      [3, of(60)],
      [4, of(60)],
    ]);
  });
  it('of a minute that is counted in part are left out', () => {
    const beside = besides(PING, { cursor: 30, journal: 'j' });
    expect(told(beside.linesOf(answers(30, 170)))).toEqual([]);
    expect(beside.state(), 'that would be taken for whole').toBeUndefined();
    expect(told(beside.linesOf(answers(170, 300)))).toEqual([
      [1, of(60)],
      [2, of(60)],
    ]);
    expect(beside.state()).toBeDefined();
  });
  it('are counted anew where what was kept of them says nothing', () => {
    const odd = { newest: BASE, open: [{}] } as unknown as TelegrafState;
    const beside = besides(PING, { cursor: 30, journal: 'j', telegraf: odd });
    expect(told(beside.linesOf(answers(30, 300)))).toEqual([
      [1, of(60)],
      [2, of(60)],
    ]);
  });
});
