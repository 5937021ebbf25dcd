import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { newAnchor, settle, type Anchor } from '../../../src/probes/uplink/standing.ts';

type Echo = readonly [anchor: number, rtt: number | undefined];
const begin = (n: number): readonly Anchor[] => Array.from({ length: n }, () => newAnchor);
const play = (n: number, echoes: readonly Echo[]) => {
  let anchors = begin(n);
  const counted: boolean[] = [];
  for (const [i, rtt] of echoes) {
    const next = settle(anchors, i, rtt);
    anchors = next.anchors;
    counted.push(next.counts);
  }
  return { anchors, counted };
};
/** Rounds over all the anchors, each with the time that `of` says. */
const rounds = (n: number, count: number, of: (anchor: number, round: number) => number | undefined): readonly Echo[] =>
  Array.from({ length: count * n }, (_, k) => [k % n, of(k % n, Math.floor(k / n))] as const);

describe('an anchor', () => {
  it('that falls silent is set aside at its third loss, and back at its third answer', () => {
    const { anchors, counted } = play(
      3,
      rounds(3, 10, (a, r) => (a === 1 && r >= 4 ? undefined : 20_000)),
    );
    expect(anchors.map((a) => a.aside)).toEqual([undefined, 'silent', undefined]);
    expect(counted.flatMap((c, k) => (c ? [] : [Math.floor(k / 3)]))).toEqual([6, 7, 8, 9]);
    let now = anchors;
    const back = [1, 2, 3].map(() => {
      const next = settle(now, 1, 20_000);
      now = next.anchors;
      return next.counts;
    });
    expect(back).toEqual([false, false, true]);
  });
  it('that is much slower than the slowest of the others is set aside, and one that is a bit slower is not', () => {
    const slower = (rtt: number) =>
      play(
        3,
        rounds(3, 12, (a) => (a === 2 ? rtt : 20_000)),
      ).anchors[2]?.aside;
    expect(slower(105_000)).toBeUndefined();
    expect(slower(115_000)).toBe('slow');
  });
  it('that loses half while the others lose nothing is set aside', () => {
    const { anchors } = play(
      3,
      rounds(3, 20, (a, r) => (a === 0 && r % 2 === 0 ? undefined : 20_000)),
    );
    expect(anchors[0]?.aside).toBe('lossy');
  });
  it('is not blamed for what all of them suffer', () => {
    const lossy = play(
      3,
      rounds(3, 40, (_, r) => (r % 2 === 0 ? undefined : 20_000)),
    );
    expect(lossy.counted.every(Boolean)).toBe(true);
    const slow = play(
      3,
      rounds(3, 40, (_, r) => (r > 20 ? 900_000 : 20_000)),
    );
    expect(slow.counted.every(Boolean)).toBe(true);
  });
  it('that is alone, or one of two that are both silent, speaks', () => {
    expect(
      play(
        1,
        rounds(1, 20, () => undefined),
      ).counted.every(Boolean),
    ).toBe(true);
    expect(
      play(
        2,
        rounds(2, 20, (_, r) => (r < 3 ? 20_000 : undefined)),
      ).counted.every(Boolean),
    ).toBe(true);
    expect(
      play(
        2,
        rounds(2, 20, (a) => (a === 0 ? undefined : 20_000)),
      ).anchors[0]?.aside,
    ).toBe('silent');
  });

  const echo = fc.tuple(fc.nat(4), fc.option(fc.integer({ min: 1_000, max: 2_000_000 }), { nil: undefined, freq: 3 }));
  it('is aside only while half of all at least are in good standing and one of them is well', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(echo, { maxLength: 200 }), (n, echoes) => {
        let anchors = begin(n);
        for (const [i, rtt] of echoes) {
          const next = settle(anchors, i % n, rtt);
          anchors = next.anchors;
          const standing = anchors.filter((a) => a.aside === undefined);
          expect(standing.length).toBeGreaterThan(0);
          if (standing.length === n) continue;
          expect(2 * standing.length).toBeGreaterThanOrEqual(n);
          expect(standing.some((a) => a.misses === 0 && a.answers > 0)).toBe(true);
          // What comes from one that stays aside is never counted.
          if (anchors[i % n]?.aside !== undefined) expect(next.counts).toBe(false);
        }
      }),
    );
  });
  it('never speaks for a line alone: with one dead anchor of three, at most its two first losses count', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.integer({ min: 1, max: 40 }), (dead, from) => {
        const { counted } = play(
          3,
          rounds(3, 80, (a, r) => (a === dead && r >= from ? undefined : 20_000)),
        );
        const lost = counted.filter((c, k) => c && k % 3 === dead && Math.floor(k / 3) >= from);
        expect(lost.length).toBeLessThanOrEqual(2);
      }),
    );
  });
  it('is not set aside while nothing is wrong, whatever the jitter of a mobile line', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 20_000, max: 65_000 }), { minLength: 60, maxLength: 200 }), (times) => {
        const { counted } = play(
          3,
          times.map((rtt, k) => [k % 3, rtt] as const),
        );
        expect(counted.every(Boolean)).toBe(true);
      }),
    );
  });
});
