import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { inputMoment, typedRange } from '../../../web/src/model/inputs.ts';
import {
  isGrowing,
  keyed,
  MAX_SPAN,
  MIN_SPAN,
  pan,
  parseRange,
  rangeParams,
  sameRange,
  step,
  windowOf,
  zoom,
  type ViewRange,
} from '../../../web/src/model/range.ts';
import { routeOf, targetPath } from '../../../web/src/model/route.ts';
import { stepFor, timeTicks } from '../../../web/src/model/ticks.ts';
import { anyText, textLike, wellFormed } from '../arbitraries.ts';
import { target, type Target } from '../target.ts';
import { moment } from './values.ts';

const NOW = 1_780_000_000_000_000;
const SEARCHES = [
  'range=1h',
  'from=1780000000000&to=1780000600000',
  'from=2026-05-28T20:26:40Z&to=2026-05-29T00:00:00.5Z',
  'from=1780000000000000&to=9999999999999999',
];
const search = textLike(SEARCHES, ['&', '=', 'from=', 'to=', '9', '-', 'T', 'Z', '%', '+']);
interface Move {
  readonly key?: string;
  readonly pan?: number;
  readonly zoom?: number;
  readonly step?: -1 | 1;
}
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ key: fc.constantFrom('ArrowLeft', 'ArrowRight', '+', '-', '0', 'Home', 'End', 'x') }),
  fc.record({ pan: fc.double({ min: -2, max: 2, noNaN: true }) }),
  fc.record({ zoom: fc.double({ min: 0.01, max: 100, noNaN: true }) }),
  fc.record({ step: fc.constantFrom<(-1 | 1)[]>(-1, 1) }),
);
const moved = (range: ViewRange, by: Move): ViewRange => {
  if (by.pan !== undefined) return pan(range, by.pan, NOW);
  if (by.zoom !== undefined) return zoom(range, by.zoom, NOW);
  if (by.step !== undefined) return step(range, by.step, NOW);
  return keyed(range, by.key ?? '', NOW) ?? range;
};
/** Winter and summer time, a day each. */
const offset = (ms: number): number => (ms % 172_800_000 < 86_400_000 ? 3_600_000 : 7_200_000);

const isWindow = (range: ViewRange): void => {
  const { from, to } = windowOf(range, NOW);
  assert(Number.isSafeInteger(from) && Number.isSafeInteger(to) && to > from, `${from} to ${to}`);
  assert(to - from >= MIN_SPAN && to - from <= MAX_SPAN, `${to - from} µs`);
};
const isReadBack = (range: ViewRange): void => {
  isWindow(range);
  isGrowing(range, NOW);
  if (range.live && range.since !== undefined) return;
  const again = parseRange(new URLSearchParams(rangeParams(range)));
  assert(sameRange(again, range), `${JSON.stringify(range)} came back as ${JSON.stringify(again)}`);
};

export const pageRange: readonly Target[] = [
  target(
    'page-range',
    [search, fc.option(moment, { nil: undefined }), fc.array(move, { maxLength: 8 })],
    (text, since, moves) => {
      let range = parseRange(new URLSearchParams(text), since);
      isReadBack(range);
      for (const by of moves) {
        range = moved(range, by);
        isReadBack(range);
      }
    },
  ),
  target(
    'typed-range',
    [
      textLike(['2026-05-28T20:26', '0001-01-01T00:00:00.5'], ['-', ':', 'T', '9']),
      textLike(['2026-05-29T20:26'], ['0', '-']),
    ],
    (from, to) => {
      const at = inputMoment(from, offset);
      assert(at === undefined || Number.isFinite(at));
      const range = typedRange(from, to, NOW, offset);
      if (!('wrong' in range)) isWindow(range);
    },
  ),
  target(
    'page-path',
    [textLike(['/t/router', '/wall', '/events', '/'], ['/', '%', '%2f', 't']), anyText],
    (path, name) => {
      routeOf(path);
      const fine = wellFormed(name);
      if (fine !== '') assert.deepEqual(routeOf(targetPath(fine)), { page: 'target', name: fine });
    },
  ),
  target(
    'ticks',
    [moment, fc.integer({ min: 10_000, max: 3_650 * 86_400_000 }), fc.integer({ min: 200, max: 3_000 })],
    (micros, span, px) => {
      const from = Math.floor(micros / 1_000);
      const found = timeTicks(from, from + span, stepFor(span, px), offset);
      assert(found.length <= px / 50 + 2, `${found.length} ticks on ${px} px`);
      for (const [i, at] of found.entries())
        assert(at >= from && at <= from + span && at > (found[i - 1] ?? -Infinity));
    },
  ),
];
