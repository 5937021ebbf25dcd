import type { Entry, Event, Gap, Run, Samples } from '../../src/domain/entry.ts';
import type { Check } from '../../src/probes/probe.ts';
import { startScheduler, type Scheduler, type SchedulerParts } from '../../src/scheduler/scheduler.ts';
import { HandClock } from '../support/clock.ts';
import { FakeNet } from '../support/net.ts';

interface Handed {
  /** Monotonic time of the handing on. */
  readonly at: number;
  readonly entries: readonly Entry[];
}
export interface Bench {
  readonly clock: HandClock;
  readonly net: FakeNet;
  readonly scheduler: Scheduler;
  readonly handed: Handed[];
  readonly bugs: unknown[];
  /** Stops the scheduler and lets the time pass that it may take. */
  readonly stop: () => Promise<void>;
  /** Everything of one kind that was handed on. */
  readonly all: {
    (kind: 'samples'): readonly Samples[];
    (kind: 'event'): readonly Event[];
    (kind: 'run'): readonly Run[];
    (kind: 'gap'): readonly Gap[];
  };
}

/** A scheduler on a hand-driven clock, in front of a journal that takes everything at once. */
export const bench = (
  plan: (clock: HandClock) => readonly Check[],
  more: Partial<Omit<SchedulerParts, 'checks'>> = {},
): Bench => {
  const clock = new HandClock();
  const net = new FakeNet({ clock });
  const handed: Handed[] = [];
  const bugs: unknown[] = [];
  const scheduler = startScheduler({
    checks: plan(clock),
    net,
    clock,
    boot: clock.boot,
    append: (entries) => {
      handed.push({ at: clock.elapsed(), entries });
      return Promise.resolve();
    },
    onBug: (error) => bugs.push(error),
    ...more,
  });
  const all = (kind: Entry['kind']): readonly Entry[] =>
    handed.flatMap((h) => h.entries.filter((e) => e.kind === kind));
  const stop = async (): Promise<void> => {
    const stopped = scheduler.stop();
    await clock.advance(12_000);
    await stopped;
  };
  return { clock, net, scheduler, handed, bugs, stop, all: all as Bench['all'] };
};
