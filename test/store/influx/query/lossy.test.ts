import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { lossyStretches } from '../../../../src/store/influx/query/lossy.ts';

const MINUTE = 60_000_000;
const minute = (i: number, n: number, lost: number) => ({ from: i * MINUTE, n, lost });
const within = (from: number, to: number) => ({ from: from * MINUTE, to: to * MINUTE });

it('goes from an answered minute to another, where enough is lost in a row of minutes', () => {
  const minutes = [
    minute(0, 9, 0),
    minute(1, 9, 2),
    minute(2, 9, 1),
    minute(3, 9, 0),
    minute(50, 9, 2),
    minute(51, 9, 0),
  ];
  expect(lossyStretches(within(0, 52), within(0, 52), minutes)).toEqual([within(0, 4)]);
});
it('looks at what has no minutes, before and after, to an answered one', () => {
  const minutes = [minute(2, 9, 1), minute(3, 9, 0), minute(30, 9, 0), minute(31, 9, 1)];
  expect(lossyStretches(within(0, 40), within(2, 32), minutes)).toEqual([within(0, 4), within(30, 40)]);
  expect(lossyStretches(within(0, 40), within(0, 40), [])).toEqual([]);
});
it('holds every silence with the answers around it', () => {
  const sample = fc.constantFrom('answer', 'lost', 'nothing');
  fc.assert(
    fc.property(fc.array(fc.array(sample, { minLength: 3, maxLength: 3 }), { maxLength: 60 }), (all) => {
      const minutes = all.flatMap((some, i) => {
        const n = some.filter((s) => s !== 'nothing').length;
        return n === 0 ? [] : [minute(i, n, some.filter((s) => s === 'lost').length)];
      });
      const stretches = lossyStretches(within(0, all.length), within(0, all.length), minutes);
      const settled = all.flat().flatMap((s, k) => (s === 'nothing' ? [] : [{ s, at: (k * MINUTE) / 3 }]));
      let reply: number | undefined;
      let lost = 0;
      for (const { s, at } of settled) {
        if (s === 'lost') lost += 1;
        else {
          const from = reply;
          if (from !== undefined && lost >= 3)
            expect(stretches.filter((r) => r.from <= from && at < r.to)).toHaveLength(1);
          [reply, lost] = [at, 0];
        }
      }
    }),
  );
});
