import { describe, expect, it } from 'vitest';

import { MINUTE } from '../../src/domain/time.ts';
import { startUpkeep } from '../../src/service/upkeep.ts';
import { HandClock } from '../support/clock.ts';

describe('upkeep in the service', () => {
  it('tells what fails once, and has it as an ailment until it succeeds', async () => {
    const clock = new HandClock();
    const said: string[] = [];
    let broken: string | undefined;
    let pieces = 0;
    const chores = [
      {
        name: 'tidying',
        piece: () => (broken === undefined ? Promise.resolve('done' as const) : Promise.reject(new Error(broken))),
      },
      { name: 'sweeping', piece: () => Promise.resolve((pieces += 1) < 3 ? ('more' as const) : ('done' as const)) },
    ];
    const upkeep = startUpkeep(chores, clock, { failing: (chore, why) => said.push(`${chore}: ${why}`) });
    await clock.advance(1_000);
    expect(pieces).toBe(3);
    expect(upkeep.ailments()).toEqual([]);
    broken = 'no space';
    await clock.advance(2 * MINUTE);
    broken = 'no space at all';
    await clock.advance(MINUTE);
    expect(said).toEqual(['tidying: no space']);
    expect(upkeep.ailments()).toEqual(['upkeep of the record, tidying: no space at all']);
    expect(pieces).toBe(6);
    broken = undefined;
    await clock.advance(MINUTE);
    expect(upkeep.ailments()).toEqual([]);
    broken = 'again';
    await clock.advance(MINUTE);
    expect(said).toEqual(['tidying: no space', 'tidying: again']);
    await upkeep.stop();
    await clock.advance(10 * MINUTE);
    expect(pieces).toBe(8);
  });
  it('stops after the piece at hand', async () => {
    const clock = new HandClock();
    let finish: (() => void) | undefined;
    const piece = (): Promise<'more'> =>
      new Promise((resolve) => {
        finish = () => resolve('more');
      });
    const upkeep = startUpkeep([{ name: 'slow', piece }], clock, { failing: () => undefined });
    await clock.advance(10);
    const order: string[] = [];
    const stopped = upkeep.stop().then(() => order.push('stopped'));
    await clock.advance(10);
    order.push('finished');
    finish?.();
    await stopped;
    expect(order).toEqual(['finished', 'stopped']);
  });
});
