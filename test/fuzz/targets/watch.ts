import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { EVENT_TYPES, GAP_REASONS, type Entry } from '../../../src/domain/entry.ts';
import { LOSS_REASONS, type Sample } from '../../../src/domain/sample.ts';
import { STATE_WORDS } from '../../../src/domain/state.ts';
import { counted, noneCounted, recentCounts, totalLost } from '../../../src/watch/series-counters.ts';
import { currentStates, type TargetState } from '../../../src/watch/target-state.ts';
import { at, play } from '../../watch/support.ts';
import { target, type Target } from '../target.ts';
import { sample } from './values.ts';

const subject = fc.record(
  { target: fc.constantFrom('a', 'b', '__proto__'), vantage: fc.constantFrom('home', '') },
  { noNullPrototype: true },
);
/** Every second or so, now and then in the past or the future: in no order, over steps of the clock. */
const moments = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 600 }).map(at) },
  { weight: 1, arbitrary: fc.integer({ min: -100_000, max: 100_000 }).map(at) },
  { weight: 1, arbitrary: fc.nat(Number.MAX_SAFE_INTEGER) },
);
const spell: fc.Arbitrary<Sample[]> = fc
  .record({ from: moments, n: fc.integer({ min: 1, max: 40 }), rtt: fc.option(fc.nat(3_000_000), { nil: undefined }) })
  .map(({ from, n, rtt }) =>
    Array.from({ length: n }, (_, i): Sample => {
      const at = from + i * 1_000_000;
      return rtt === undefined ? { at, lost: 'timeout' } : { at, value: rtt };
    }),
  );
const samples = fc.oneof(spell, fc.array(sample, { maxLength: 10 }));
const entry: fc.Arbitrary<Entry> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('samples' as const),
      probe: fc.constantFrom('ping', 'tcp'),
      field: fc.constantFrom('rtt', 'ttl'),
      subject,
      samples,
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .record(
        { from: moments, length: fc.nat(1_000_000_000), reason: fc.constantFrom(...GAP_REASONS), subject },
        { requiredKeys: ['from', 'length', 'reason'] },
      )
      .map(({ from, length, ...rest }) => Object.assign({ kind: 'gap' as const, from, to: from + length }, rest)),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        kind: fc.constant('event' as const),
        at: moments,
        type: fc.constantFrom(...EVENT_TYPES),
        severity: fc.constantFrom('info' as const, 'fail' as const),
        evidence: fc.constant({}),
        subject,
        probe: fc.constantFrom('ping', 'tcp'),
      },
      { requiredKeys: ['kind', 'at', 'type', 'severity', 'evidence'] },
    ),
  },
);
const words = new Set<unknown>(STATE_WORDS);

export const watch: readonly Target[] = [
  target('target-states', [fc.array(fc.array(entry, { maxLength: 8 }), { maxLength: 6 })], (batches) => {
    let state: TargetState | undefined;
    const last = new Map<string, unknown>();
    for (const batch of batches) {
      const next = play(batch, state);
      for (const { at, type, evidence, subject } of next.events) {
        assert(type === 'state-changed' && Number.isFinite(at));
        const key = JSON.stringify(subject);
        assert(words.has(evidence['to']) && evidence['to'] !== evidence['from']);
        assert.equal(evidence['from'], last.get(key) ?? 'unknown');
        last.set(key, evidence['to']);
        const { outageSeconds } = evidence;
        assert(outageSeconds === undefined || Number(outageSeconds) >= 0, `outage of ${String(outageSeconds)} s`);
      }
      // As it is kept: a bookmark is JSON.
      state = JSON.parse(JSON.stringify(next.state)) as TargetState;
      assert.deepEqual(state, next.state);
      for (const { word, since } of currentStates(state)) assert(words.has(word) && Number.isFinite(since));
    }
  }),
  target('series-counters', [fc.array(samples, { maxLength: 8 }), moments, fc.nat(600_000)], (batches, now, window) => {
    let counters = noneCounted({ probe: 'ping', field: 'rtt', subject: { vantage: 'home' } });
    for (const [i, batch] of batches.entries()) {
      const before = counters;
      counters = counted(before, batch, i);
      assert(counters.answered >= before.answered && totalLost(counters) >= totalLost(before));
      for (const reason of LOSS_REASONS) assert(counters.lost[reason] >= before.lost[reason]);
      assert.equal(
        counters.buckets.reduce((a, b) => a + b, 0),
        counters.answered,
      );
      const recent = recentCounts(counters, now, window);
      assert(recent.lost >= 0 && recent.lost <= recent.settled);
      assert(recent.settled <= counters.answered + totalLost(counters));
    }
  }),
];
