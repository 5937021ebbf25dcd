import type { Cache } from '../domain/cache.ts';
import type { Cadence } from '../domain/cadence.ts';
import type { Clock } from '../domain/clock.ts';
import type { Entry } from '../domain/entry.ts';
import type { Subject } from '../domain/subject.ts';
import { millisOf, SECOND, type EpochMicros, type Millis } from '../domain/time.ts';
import type { Net } from '../net/net.ts';
import { isOnce, isStream, type Check } from '../probes/probe.ts';
import { clockWatch } from './gaps.ts';
import { keepRunning } from './once.ts';
import { outbox } from './outbox.ts';
import { phases } from './phases.ts';
import { settlesWithin, type Progress, type Shared } from './runner.ts';
import { keepFollowing } from './stream.ts';

/** How often the clocks are looked at and what was gathered is handed on. */
const BEAT: Millis = 900; // so that nothing is handed on more than a second late
/** On stopping: how long runs in flight may go on, then how long everything has to end, then the journal to take it. */
const LET_RUN: Millis = 5 * SECOND;
const LET_END: Millis = SECOND;
const LET_TAKE: Millis = 5 * SECOND;

export interface SchedulerParts {
  readonly checks: readonly Check[];
  readonly net: Net;
  readonly clock: Clock;
  /** For the probes: what others publish, kept. */
  readonly cache?: Cache;
  /** Resolves when durable. Not called again before that; what comes meanwhile is kept, up to a bound. */
  readonly append: (entries: readonly Entry[]) => Promise<unknown>;
  /** Time since boot with the time asleep; without it a suspended machine shows as a stepped clock. */
  readonly boot?: () => Millis | undefined;
  /** The journal's last stamp before this run. */
  readonly lastAt?: EpochMicros | undefined;
  /** When a check that rests after a start was last run, by the record. */
  readonly lastRun?: (check: Check) => EpochMicros | undefined;
  /** For the log: a bug in a probe (an entry tells it too), or, without a check, entries that the journal refused. */
  readonly onBug?: (error: unknown, check?: Check) => void;
}
interface CheckStatus extends Readonly<Progress> {
  readonly probe: string;
  readonly subject: Subject;
  readonly kind: 'stream' | 'once';
  readonly every: Millis;
  /** Its slots are due at `phase + k × every` on the monotonic clock. */
  readonly phase: Millis;
}
interface SchedulerStatus {
  readonly checks: readonly CheckStatus[];
  /** Samples and entries that the journal has not taken yet. */
  readonly waiting: number;
  /** Samples and entries dropped because it was too slow. */
  readonly dropped: number;
}
export interface Scheduler {
  /** From now on too. Throws once stopped. */
  add(check: Check): void;
  /**
   * Ends streams at once, lets runs in flight end (5 s), aborts what is left, and hands on what was gathered.
   * Resolves within about 11 s, whatever hangs.
   */
  stop(): Promise<void>;
  status(): SchedulerStatus;
}

interface Running {
  readonly done: Promise<void>;
  /** Nothing new. */
  readonly stopping: AbortController;
  /** What is in flight, too. */
  readonly killing: AbortController;
  readonly told: Omit<CheckStatus, keyof Progress>;
  readonly progress: Progress;
}

/** Starts every check and keeps it going: streams followed, once-checks run at their rate, clocks watched, all told. */
export const startScheduler = (parts: SchedulerParts): Scheduler => {
  const { checks, net, clock, cache, append, boot, lastAt, lastRun, onBug = () => undefined } = parts;
  const box = outbox({ append, onRefused: (error) => onBug(error) });
  const shared: Shared = { clock, net, box, onBug, ...(cache === undefined ? {} : { cache }) };
  const look = clockWatch({ clock, boot, every: BEAT, floor: lastAt });
  const streams = checks.filter((c) => isStream(c.probe));
  const places = phases(
    streams.map((c) => c.every),
    checks.length - streams.length,
  );
  const running: Running[] = [];
  const beating = new AbortController();
  let stopped: Promise<void> | undefined;

  /** Later than its turn, where it has been run a short while ago. */
  const rested = (check: Check, cadence: Cadence): Cadence => {
    const last = check.rests === undefined ? undefined : lastRun?.(check);
    if (last === undefined || check.rests === undefined || last > clock.now()) return cadence;
    const due = clock.elapsed() + check.rests - millisOf(clock.now() - last);
    return { ...cadence, phase: Math.max(cadence.phase, due) };
  };
  const start = (check: Check): void => {
    const { probe, every, aim } = check;
    const stopping = new AbortController();
    const killing = new AbortController();
    const progress: Progress = { state: 'waiting', failures: 0, lastAt: undefined };
    const about = { probe: probe.name, subject: aim.subject };
    const keep = (kind: 'stream' | 'once', { phase }: { readonly phase: Millis }, done: Promise<void>): void => {
      running.push({ done, stopping, killing, progress, told: { ...about, kind, every, phase } });
    };
    if (isStream(probe)) {
      const cadence = places.stream(every);
      keep('stream', cadence, keepFollowing({ ...check, probe }, cadence, shared, stopping.signal, progress));
    } else if (isOnce(probe)) {
      const cadence = rested(check, places.once(every, clock.elapsed()));
      const stops = { stopping: stopping.signal, killing: killing.signal };
      keep('once', cadence, keepRunning({ ...check, probe }, cadence, shared, stops, progress));
    }
  };
  const beat = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(BEAT, beating.signal);
      if (beating.signal.aborted) return;
      box.flush(look());
    }
  };
  const stop = async (): Promise<void> => {
    const never = new AbortController().signal;
    for (const r of running) r.stopping.abort();
    const done = Promise.all(running.map((r) => r.done));
    if (!(await settlesWithin(done, LET_RUN, clock, never))) {
      for (const r of running) r.killing.abort();
      await settlesWithin(done, LET_END, clock, never);
    }
    beating.abort();
    box.flush(look());
    await settlesWithin(box.drain(), LET_TAKE, clock, never);
  };
  for (const check of checks) start(check);
  void beat();
  return {
    add: (check) => {
      if (stopped !== undefined) throw new Error('the scheduler was stopped');
      start(check);
    },
    stop: () => (stopped ??= stop()),
    status: () => ({
      checks: running.map((r) => Object.assign({}, r.told, r.progress)),
      waiting: box.waiting,
      dropped: box.dropped,
    }),
  };
};
