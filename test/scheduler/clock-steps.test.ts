import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import type { EpochMicros, Millis } from '../../src/domain/time.ts';
import type { AnyStream } from '../../src/probes/probe.ts';
import { targetState } from '../../src/watch/target-state.ts';
import { HandClock } from '../support/clock.ts';
import { checkOf, fakeStream } from '../support/probes.ts';
import { bench } from './support.ts';

const EVERY: Millis = 500;
const TIMEOUT: Millis = 2_000;
const OUTAGE: Millis = 20_000;

/** Echoes stamped by the wall clock, answered at once but from `cut.from` to `cut.to`: those are lost at their timeout. */
const line = (clock: HandClock, cut: { readonly from: Millis; readonly to: Millis }): AnyStream => ({
  ...fakeStream(() => undefined, EVERY),
  async *follow(_aim, _options, { signal }) {
    const out: { readonly at: EpochMicros; readonly until: Millis }[] = [];
    while (!signal.aborted) {
      const elapsed = clock.elapsed();
      while ((out[0]?.until ?? Number.POSITIVE_INFINITY) <= elapsed)
        yield { field: 'rtt', sample: { at: out.shift()?.at ?? 0, lost: 'timeout' } };
      if (elapsed >= cut.from && elapsed < cut.to) out.push({ at: clock.now(), until: elapsed + TIMEOUT });
      else yield { field: 'rtt', sample: { at: clock.now(), value: 20_000 } };
      await clock.sleep(EVERY, signal);
    }
  },
});

interface Word {
  readonly word: string;
  readonly at: Millis;
}
/** What the watcher says, and when it could know, of a line with an outage and a clock that is stepped. */
const watched = async (stepAt: Millis, step: Millis, cutAt: Millis): Promise<readonly Word[]> => {
  const cut = { from: cutAt, to: cutAt + OUTAGE };
  const { clock, handed, stop } = bench((c) => [checkOf(line(c, cut), 'a', EVERY)]);
  await clock.advance(stepAt);
  clock.step(step);
  await clock.advance(Math.max(stepAt, cut.to) + 8_000 - stepAt);
  await stop();
  const watcher = targetState((probe) => (probe === 'ping' ? 'rtt' : undefined));
  let state = watcher.init;
  const words: Word[] = [];
  for (const { at, entries } of handed) {
    const [next, events] = watcher.step(state, entries);
    state = next;
    words.push(...events.map((e) => ({ word: String(e.evidence['to']), at })));
  }
  return words;
};

const steps = fc.oneof(fc.integer({ min: -70_000, max: -501 }), fc.integer({ min: 501, max: 70_000 }));

it(
  'an outage is seen in time however the clock is stepped before or in it, and none where there is none',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 6_000, max: 9_000 }),
        steps,
        fc.integer({ min: -4_000, max: 9_000 }),
        async (stepAt, step, after) => {
          const cutAt = stepAt + after;
          const words = await watched(stepAt, step, cutAt);
          const down = words.find((w) => w.word === 'down');
          // Ten seconds, the next echo, its timeout, and handing it on.
          const latest = Math.max(cutAt, stepAt + 1_000) + 10_000 + EVERY + TIMEOUT + 1_000;
          expect(down?.at).toBeLessThanOrEqual(latest);
          expect(down?.at).toBeGreaterThanOrEqual(cutAt + 10_000);
          expect(words.at(-1)?.word).toBe('up');
          expect(words.filter((w) => w.word === 'down')).toHaveLength(1);
          expect(words.map((w) => w.word)).not.toContain('degraded');
        },
      ),
      { numRuns: 60 },
    );
  },
);
