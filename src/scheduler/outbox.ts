import type { Entry, Event, Gap, Run, Samples, SeriesKey } from '../domain/entry.ts';
import type { Sample } from '../domain/sample.ts';
import { subjectKey, type Subject } from '../domain/subject.ts';
import type { EpochMicros } from '../domain/time.ts';

/** At this many samples and entries that the journal has not taken, more are dropped, and a gap says so. */
const MOST_WAITING = 100_000;

export interface OutboxParts {
  /** Resolves when durable; not called again before that. A `RangeError` tells of an entry that can not be stored. */
  readonly append: (entries: readonly Entry[]) => Promise<unknown>;
  /** The journal takes nothing any more (told once, until it does again), or an entry can not be stored and is gone. */
  readonly onRefused: (error: unknown) => void;
  readonly most?: number;
}
export interface Outbox {
  sample(series: SeriesKey, sample: Sample): void;
  put(entry: Run | Event): void;
  /**
   * Closes what was gathered, behind these gaps, and hands it on as soon as the journal is free. What is stamped later
   * than the time to which the clock was set back lies before the gap that tells so: it was so before.
   */
  flush(gaps?: readonly Gap[]): void;
  /** Flushes; resolves when the journal has taken everything or takes nothing. */
  drain(): Promise<void>;
  /** Samples and entries that the journal has not taken yet. */
  readonly waiting: number;
  /** Samples and entries dropped because the journal was too slow. */
  readonly dropped: number;
}

const weigh = (entries: readonly Entry[]): number =>
  entries.reduce((sum, e) => sum + (e.kind === 'samples' ? e.samples.length : 1), 0);

/** The spans of what was dropped, one a subject. */
const droppedSpans = () => {
  const spans = new Map<string, { readonly subject: Subject | undefined; from: EpochMicros; to: EpochMicros }>();
  return {
    add: (subject: Subject | undefined, at: EpochMicros): void => {
      const key = subject === undefined ? '' : subjectKey(subject);
      const { from, to } = spans.get(key) ?? { from: at, to: at };
      spans.set(key, { subject, from: Math.min(from, at), to: Math.max(to, at) });
    },
    take: (): readonly Gap[] => {
      const gaps: Gap[] = [];
      for (const { subject, from, to } of spans.values()) {
        gaps.push({ kind: 'gap', from, to, reason: 'stalled', ...(subject === undefined ? {} : { subject }) });
      }
      spans.clear();
      return gaps;
    },
  };
};

/** The time to which the clock was set back, by the gap of no length that tells so. */
const setBackTo = (gaps: readonly Gap[]): EpochMicros =>
  gaps.find((g) => g.reason === 'clock-stepped' && g.from === g.to)?.to ?? Number.POSITIVE_INFINITY;

/** What is stamped later than `at`, and the rest. */
const partedAt = (
  entries: readonly (Samples | Run | Event)[],
  at: EpochMicros,
): readonly [readonly Entry[], readonly Entry[]] => {
  if (at === Number.POSITIVE_INFINITY) return [[], entries];
  const [later, rest]: [Entry[], Entry[]] = [[], []];
  for (const entry of entries) {
    if (entry.kind !== 'samples') (entry.at > at ? later : rest).push(entry);
    else {
      const isLater = (s: Sample): boolean => s.at > at;
      const [ours, others] = [entry.samples.filter(isLater), entry.samples.filter((s) => !isLater(s))];
      if (ours.length > 0) later.push({ ...entry, samples: ours });
      if (others.length > 0) rest.push({ ...entry, samples: others });
    }
  }
  return [later, rest];
};

/** Gathers what the checks tell and hands it on in order: one batch at a time, one entry a series and flush, bounded. */
export const outbox = ({ append, onRefused, most = MOST_WAITING }: OutboxParts): Outbox => {
  const series = new Map<string, Samples & { readonly samples: Sample[] }>();
  const entries: (Run | Event)[] = [];
  const spans = droppedSpans();
  let queue: readonly Entry[] = []; // closed, waiting for the journal
  let waiting = 0;
  let dropped = 0;
  let refusing = false;
  let sending: Promise<void> | undefined;

  const hasRoom = (subject: Subject | undefined, at: EpochMicros): boolean => {
    if (waiting < most) return true;
    dropped += 1;
    spans.add(subject, at);
    return false;
  };
  /** What of the batch is still to be sent: nothing, or all from where the journal refused. */
  const offer = async (batch: readonly Entry[]): Promise<readonly Entry[]> => {
    try {
      await append(batch);
      refusing = false;
      return [];
    } catch (error) {
      if (!(error instanceof RangeError)) {
        if (!refusing) onRefused(error);
        refusing = true;
        return batch;
      }
      if (batch.length === 1) {
        onRefused(error);
        return [];
      }
      // One that can not be stored must not hold up the others: halving finds it.
      const half = Math.ceil(batch.length / 2);
      const left = await offer(batch.slice(0, half));
      return left.length > 0 ? [...left, ...batch.slice(half)] : offer(batch.slice(half));
    }
  };
  const send = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      const left = await offer(batch);
      waiting -= weigh(batch) - weigh(left);
      if (left.length > 0) {
        queue = [...left, ...queue]; // the next flush tries again
        break;
      }
    }
    sending = undefined;
  };
  const flush = (gaps: readonly Gap[] = []): void => {
    const missing = waiting < most ? spans.take() : [];
    waiting += gaps.length + missing.length;
    const gathered = [...series.values(), ...entries];
    const [before, after] = partedAt(gathered, setBackTo(gaps));
    queue = [...queue, ...before, ...gaps, ...after, ...missing];
    series.clear();
    entries.length = 0;
    if (queue.length > 0) sending ??= send();
  };
  return {
    sample: (key, sample) => {
      if (!hasRoom(key.subject, sample.at)) return;
      waiting += 1;
      const id = JSON.stringify([key.probe, key.field, subjectKey(key.subject)]);
      const known = series.get(id);
      if (known !== undefined) known.samples.push(sample);
      else series.set(id, { kind: 'samples', ...key, samples: [sample] });
    },
    put: (entry) => {
      if (!hasRoom(entry.subject, entry.at)) return;
      waiting += 1;
      entries.push(entry);
    },
    flush,
    drain: async () => {
      flush();
      await sending;
    },
    get waiting() {
      return waiting;
    },
    get dropped() {
      return dropped;
    },
  };
};
