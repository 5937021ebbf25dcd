import { z } from 'zod';

import { decide, dueAt, slotAtOrAfter } from '../../src/domain/cadence.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { Millis } from '../../src/domain/time.ts';
import type { AnyOnce, AnyStream, Check, Context, Observation, Once, Stream } from '../../src/probes/probe.ts';

const described = {
  title: 'For tests',
  options: z.object({}),
  values: { rtt: { label: 'Round trip', unit: 'us', better: 'lower' } },
} as const;

/** What a fake stream tells at a slot: an observation, nothing, or an error to throw. */
export type Tell = (slot: number, target: string, ctx: Context) => Observation | undefined;

/** A stream that tells something at every slot of its cadence, as an engine would. */
export const fakeStream = (tell: Tell, every: Millis = 1_000): Stream<object> => ({
  ...described,
  name: 'ping',
  every,
  async *follow(aim, _options, ctx) {
    const { cadence, clock, signal } = ctx;
    for (let slot = slotAtOrAfter(cadence, clock.elapsed()); !signal.aborted;) {
      await clock.sleep(dueAt(cadence, slot) - clock.elapsed(), signal);
      if (signal.aborted) return;
      const due = decide(cadence, slot, clock.elapsed());
      slot = due.next;
      if (!due.send) continue;
      const told = tell(slot - 1, aim.subject.target ?? '', ctx);
      if (told !== undefined) yield told;
    }
  },
});

/** A once-check that does what it is told; its interval comes from the check. */
export const fakeOnce = (run: (target: string, ctx: Context) => Promise<Outcome<unknown>>): Once<object, unknown> => ({
  ...described,
  name: 'route',
  every: 3_600_000,
  report: z.unknown(),
  run: (aim, _options, ctx) => run(aim.subject.target ?? '', ctx),
});

export const measured: Outcome<unknown> = { status: 'measured', values: {}, findings: [], report: null };

export const checkOf = (probe: AnyOnce | AnyStream, target: string, every = probe.every): Check => ({
  probe,
  aim: { subject: { target, vantage: 'home' }, address: '127.0.0.1' },
  options: {},
  every,
  binding: {},
});
