import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MOST } from '../../src/diagnose/cost.ts';
import { play } from './support/play.ts';
import type { Model } from './support/world.ts';

const HOLES: ReadonlySet<string> = new Set([
  'forward-black-hole',
  'reverse-black-hole',
  'black-hole-both-ways',
  'udp-black-hole',
  'mss-clamp-ineffective',
  'path-mtu-slow',
]);
const RUNS = Number(process.env['PLUMBLINE_RUNS'] ?? 200);

const family = fc.constantFrom<4 | 6>(4, 6);
const seed = fc.integer({ min: 1, max: 0x7fff_ffff });
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const given = (record: Readonly<Record<string, unknown>>): Model =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

/** Whatever may be wrong, but that a path drops packets for nothing but their size. */
const noHole = fc
  .record({
    family,
    seed,
    rttMs: fc.integer({ min: 1, max: 300 }),
    ownMtu: some(fc.integer({ min: 1_400, max: 1_500 })),
    mtu: some(fc.integer({ min: 1_290, max: 1_500 })),
    mtuBack: some(fc.integer({ min: 1_290, max: 1_500 })),
    tellsHome: some(fc.integer({ min: 100, max: 3_000 })),
    tellsServer: some(fc.integer({ min: 100, max: 3_000 })),
    cached: some(fc.integer({ min: 1_290, max: 1_400 })),
    clamp: some(fc.integer({ min: 700, max: 1_460 })),
    quotesLittle: fc.boolean(),
    loss: some(fc.double({ min: 0, max: 0.35, noNaN: true })),
    policer: some(
      fc.record({ above: fc.integer({ min: 600, max: 1_400 }), loss: fc.double({ min: 0.05, max: 0.7, noNaN: true }) }),
    ),
    filters: fc.subarray(['echo', 'udp', 'fragments', 'big-echo', 'time-exceeded'] as const),
    loadedMs: some(fc.integer({ min: 1, max: 2_000 })),
    bytesPerSecond: some(fc.integer({ min: 20_000, max: 1e7 })),
    server: some(
      fc.constantFrom(
        'stalls',
        'stops-half',
        'resets',
        'closes',
        'garbage',
        'closed-port',
        'silent',
        'slow',
        'no-post',
      ),
    ),
    objectBytes: some(fc.integer({ min: 0, max: 100_000 })),
    hello: some(fc.constantFrom('dropped', 'reset')),
    name: some(fc.constantFrom('dropped', 'reset')),
    untrusted: some(fc.constant('SELF_SIGNED')),
  })
  .map(given);

describe('a diagnosis', () => {
  it('claims no black hole where nothing is dropped for its size alone, and keeps within its bounds', () => {
    fc.assert(
      fc.property(noHole, fc.boolean(), (model, uploadFirst) => {
        const { codes, packets, bytes, millis } = play(model, { uploadFirst });
        expect(codes.filter((c) => HOLES.has(c))).toEqual([]);
        expect(packets).toBeLessThanOrEqual(MOST.packets);
        expect(bytes).toBeLessThanOrEqual(MOST.bytes);
        expect(millis).toBeLessThanOrEqual(MOST.millis);
      }),
      { numRuns: RUNS },
    );
  });
  it.each<readonly [string, Model]>([
    [
      'a policer on a path that was known',
      { seed: 135_899_411, rttMs: 9, cached: 1_310, policer: { above: 1_112, loss: 0.6899 } },
    ],
    [
      'a policer that TCP feels one way',
      { seed: 1_719_685_978, rttMs: 63, mtuBack: 1_348, policer: { above: 670, loss: 0.692_388_163 } },
    ],
  ])('claims none for %s', (_, model) => {
    for (const uploadFirst of [true, false])
      expect(play(model, { uploadFirst }).codes.filter((c) => HOLES.has(c))).toEqual([]);
  });
  // Of sixteen large packets none arrived, by chance; TCP's did now and then.
  it.each([
    [712_710, 0.5],
    [562_249, 0.6],
    [950_280, 0.6],
  ])('names a policer that let none of the compared packets through (seed %i)', (seed, loss) => {
    const model: Model = { seed, rttMs: 10, policer: { above: 1_000, loss } };
    expect(play(model, {}).diagnosis.verdict.code).toBe('size-policer');
  });
  it('names the limit to the byte where something is', () => {
    const where = fc.constantFrom(
      ['forward-black-hole', { tellsHome: 'never' }],
      ['reverse-black-hole', { tellsServer: 'never' }],
      ['black-hole-both-ways', { tellsHome: 'never', tellsServer: 'never' }],
    ) as fc.Arbitrary<readonly [string, Model]>;
    fc.assert(
      fc.property(
        where,
        fc.record({
          family,
          seed,
          rttMs: fc.integer({ min: 1, max: 300 }),
          mtu: fc.integer({ min: 1_281, max: 1_499 }),
        }),
        fc.boolean(),
        ([code, silence], model, uploadFirst) => {
          const { diagnosis, packets } = play({ ...model, ...silence }, { uploadFirst });
          expect(diagnosis.verdict).toMatchObject({
            code,
            evidence: { mtu: model.mtu, mss: model.mtu - (model.family === 4 ? 40 : 60) },
          });
          expect(packets).toBeLessThanOrEqual(MOST.packets);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
