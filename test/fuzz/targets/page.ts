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
import { applyAll } from '../../../web/src/model/live.ts';
import { groupsOf, verdictOf } from '../../../web/src/model/order.ts';
import { bucketAt, smokeOf, topOf } from '../../../web/src/model/series.ts';
import { spellsOf } from '../../../web/src/model/spells.ts';
import { overview, target as watched, view } from '../../web/support.ts';
import { anyText } from '../arbitraries.ts';
import { target, type Target } from '../target.ts';
import { moment, sample } from './values.ts';

const NOW = 1_780_000_000_000_000;
const DAY = 86_400_000_000;
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
export const page: readonly Target[] = [
  target(
    'live-messages',
    [fc.array(message, { maxLength: 20 }), fc.constantFrom(1_000_000, 10_000_000, DAY)],
    (messages, width) => {
      const before = overview([watched('a'), watched('b')]);
      const after = applyAll(before, messages, before.now);
      assert.deepEqual(
        after.targets.map((t) => t.name),
        ['a', 'b'],
      );
      verdictOf(after);
      groupsOf(after);
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
