import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { GAP_REASONS } from '../../../src/domain/entry.ts';
import { STATE_WORDS } from '../../../src/domain/state.ts';
import type { Bucket, Gap, Live, Outage, Run } from '../../../src/api/schema.ts';
import { bannersOf } from '../../../web/src/model/banners.ts';
import { barsOf } from '../../../web/src/model/bins.ts';
import { cellsOf, stripSummary } from '../../../web/src/model/cells.ts';
import { calendarOf } from '../../../web/src/model/days.ts';
import { fold, tailOf } from '../../../web/src/model/fold.ts';
import { formatMicros, formatValue } from '../../../web/src/model/format.ts';
import { hopsOf } from '../../../web/src/model/hops.ts';
import { inputMoment, typedRange } from '../../../web/src/model/inputs.ts';
import { applyAll } from '../../../web/src/model/live.ts';
import { groupsOf, verdictOf } from '../../../web/src/model/order.ts';
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
import { bucketAt, smokeOf, topOf } from '../../../web/src/model/series.ts';
import { spellsOf } from '../../../web/src/model/spells.ts';
import { stepFor, timeTicks } from '../../../web/src/model/ticks.ts';
import { overview, target as watched, view } from '../../web/support.ts';
import { anyText, textLike, wellFormed } from '../arbitraries.ts';
import { target, type Target } from '../target.ts';
import { moment, sample } from './values.ts';

const NOW = 1_780_000_000_000_000;
const DAY = 86_400_000_000;
const SEARCHES = [
  'range=1h',
  'from=1780000000000&to=1780000600000',
  'from=2026-05-28T20:26:40Z&to=2026-05-29T00:00:00.5Z',
  'from=1780000000000000&to=9999999999999999',
];
const search = textLike(SEARCHES, ['&', '=', 'from=', 'to=', '9', '-', 'T', 'Z', '%', '+']);
const moves = fc.array(
  fc.oneof(
    fc
      .constantFrom('ArrowLeft', 'ArrowRight', '+', '-', '0', 'Home', 'End', 'x')
      .map((key) => (r: ViewRange) => keyed(r, key, NOW) ?? r),
    fc.double({ min: -2, max: 2, noNaN: true }).map((by) => (r: ViewRange) => pan(r, by, NOW)),
    fc.double({ min: 0.01, max: 100, noNaN: true }).map((by) => (r: ViewRange) => zoom(r, by, NOW)),
    fc.constantFrom<(-1 | 1)[]>(-1, 1).map((to) => (r: ViewRange) => step(r, to, NOW)),
  ),
  { maxLength: 8 },
);
const text = fc.oneof(fc.constantFrom('a', 'b', 'ping', 'rtt'), anyText);
const state = fc.record({ word: fc.constantFrom(...STATE_WORDS), since: moment });
const spell = fc.record({ from: moment, length: fc.nat(3 * DAY) });
const gap = fc
  .record({ spell, reason: fc.constantFrom(...GAP_REASONS) })
  .map(({ spell: { from, length }, reason }): Gap => ({ kind: 'gap', from, to: from + length, reason }));
const outage = fc
  .record({ spell, open: fc.boolean(), lost: fc.nat() })
  .map(({ spell: { from, length }, open, lost }): Outage =>
    open ? { from, lost } : { from, to: from + length, lost },
  );
const message: fc.Arbitrary<Live> = fc.oneof(
  fc.record({ kind: fc.constant('hello' as const), now: moment, version: text, resumed: fc.boolean() }),
  fc.record({ kind: fc.constant('tick' as const), now: moment }),
  fc.record({
    kind: fc.constant('samples' as const),
    target: text,
    probe: text,
    field: text,
    samples: fc.array(sample),
  }),
  fc.record({ kind: fc.constant('state' as const), target: text, state }),
  gap,
);
const bins = fc.array(
  fc.record({
    lo: fc.double({ min: 0, max: 1e9, noNaN: true }),
    grow: fc.double({ min: 0, max: 10, noNaN: true }),
    n: fc.nat(),
  }),
  { maxLength: 20 },
);
const offset = (ms: number): number => (ms % (2 * DAY) < DAY ? 3_600_000 : 7_200_000);

const isWindow = (range: ViewRange): void => {
  const { from, to } = windowOf(range, NOW);
  assert(Number.isSafeInteger(from) && Number.isSafeInteger(to) && to > from, `${from} to ${to}`);
  assert(to - from >= MIN_SPAN && to - from <= MAX_SPAN, `${to - from} µs`);
};

export const page: readonly Target[] = [
  target('page-range', [search, fc.option(moment, { nil: undefined }), moves], (text, since, moves) => {
    let range = parseRange(new URLSearchParams(text), since);
    for (const move of [(r: ViewRange) => r, ...moves]) {
      range = move(range);
      isWindow(range);
      isGrowing(range, NOW);
      if (range.live && range.since !== undefined) continue;
      const again = parseRange(new URLSearchParams(rangeParams(range)));
      assert(sameRange(again, range), `${JSON.stringify(range)} came back as ${JSON.stringify(again)}`);
    }
  }),
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
    [fc.oneof(textLike(['/t/router', '/wall', '/events', '/'], ['/', '%', '%2f', 't'])), anyText],
    (path, name) => {
      routeOf(path);
      const fine = wellFormed(name);
      if (fine !== '') assert.deepEqual(routeOf(targetPath(fine)), { page: 'target', name: fine });
    },
  ),
  target(
    'live-messages',
    [fc.array(message, { maxLength: 20 }), fc.constantFrom(1_000_000, 10_000_000, DAY)],
    (messages, width) => {
      const before = overview([watched('a'), watched('b')]);
      const after = applyAll(before, messages);
      assert.deepEqual(
        after.targets.map((t) => t.name),
        ['a', 'b'],
      );
      verdictOf(after);
      groupsOf(after.targets);
      bannersOf(
        after,
        messages.filter((m) => m.kind === 'gap'),
        NOW,
        'UTC',
      );
      let tail = tailOf([], width);
      for (const m of messages) if (m.kind === 'samples') tail = m.samples.reduce(fold, tail);
      for (const [i, b] of tail.buckets.entries()) {
        assert(b.lost >= 0 && b.lost <= b.n && b.at > (tail.buckets[i - 1]?.at ?? -1));
        assert(b.min === undefined || (b.min <= (b.p50 ?? b.min) && (b.p50 ?? b.min) <= (b.max ?? b.min)));
      }
      const drawn: readonly Bucket[] = tail.buckets;
      const smoke = smokeOf(drawn, width, 1_000);
      assert.equal(smoke.p50.length, smoke.lone.length);
      topOf(drawn, true);
      bucketAt(drawn, NOW, width);
      assert.equal(cellsOf(drawn, [], NOW, width, 60, 1_000).length, 60);
    },
  ),
  target(
    'view',
    [fc.array(gap, { maxLength: 5 }), fc.array(outage, { maxLength: 5 }), fc.nat(300), moment],
    (gaps, outages, days, at) => {
      const to = Math.max(at, DAY);
      const shown = view({ from: Math.max(0, to - (days + 1) * DAY), to, widthMicros: DAY, gaps, outages });
      const { days: cells, columns } = calendarOf(shown);
      assert(cells.length <= days + 2);
      for (const { row, column, dark } of cells)
        assert(row >= 0 && row < 7 && column >= 0 && column < columns && dark >= 0);
      assert.equal(spellsOf(shown, 'longest').length, gaps.length + outages.length);
      stripSummary(cellsOf(shown.buckets, gaps, to, DAY, 90, undefined), 'days');
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
  target('bins', [bins], (all) => {
    const bars = barsOf(all.toSorted((a, b) => a.lo - b.lo).map(({ lo, grow, n }) => ({ lo, hi: lo + grow, n })));
    assert(bars === undefined || bars.bars.length > 0);
  }),
  target('route-report', [fc.jsonValue(), fc.array(fc.jsonValue())], (any, list) => {
    for (const report of [any, { hops: any }, { hops: list }, { hops: [{ ttl: 1, addresses: list, lost: any }] }]) {
      const outcome = { status: 'measured' as const, values: {}, findings: [], report };
      const run: Run = {
        kind: 'run',
        id: 'r',
        at: NOW,
        tookMs: 1,
        probe: 'route',
        subject: { vantage: 'home' },
        outcome,
      };
      assert((hopsOf(run) ?? []).length <= 64);
    }
  }),
  target('words-for-numbers', [fc.double({ noNaN: true, noDefaultInfinity: true }), text], (value, unit) => {
    assert(!formatMicros(value).includes('NaN') && !formatValue(value, unit).includes('NaN'));
  }),
];
