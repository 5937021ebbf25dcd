import type { Clock } from '../../domain/clock.ts';
import type { Entry } from '../../domain/entry.ts';
import type { InfluxSettings } from '../../domain/influx.ts';
import { microsOf, MINUTE, SECOND, type Millis } from '../../domain/time.ts';
import type { Batch, Cursor, Journal } from '../journal.ts';
import type { FailureKind } from './answers.ts';
import { orAborted } from './bounded.ts';
import { besides } from './beside.ts';
import { deliverer } from './deliver.ts';
import { gatherer, type Gathered } from './gather.ts';
import { linesOf, type ToldTarget } from './lines.ts';
import { pacer } from './pace.ts';
import { bookmarkOf, EXPORT_BOOKMARK, placeOf, type Place } from './place.ts';
import { rollups } from './rollup.ts';
import type { RollupState } from './rollup-state.ts';
import type { InfluxServer } from './server.ts';
import type { SetAside } from './set-aside.ts';
import { stoppable } from './stoppable.ts';
import { noFailures, troubleText, type ExportStatus } from './status.ts';
import { targetTeller } from './targets.ts';
import type { Telegraf, TelegrafState } from './telegraf.ts';
import { watermarks } from './watermark.ts';

/** The bookmark, some 1 kB a series, is kept about this often: what a crash makes it write again is the same. */
const KEEP_EVERY: Millis = 30 * SECOND;
/** For what is still to be written when the service stops. */
const LAST_FLUSH: Millis = 5 * SECOND;
/** A stop that takes longer is explained. */
const SILENT_STOP: Millis = SECOND;
/** So many failures in a row are told; one that somebody has to see to at once. */
const TOLD_AFTER = 3;

const NOTICES = {
  refused: (path: string) => `InfluxDB does not take every point: ${path} has those that it refuses, and why`,
  old: () => 'InfluxDB keeps for a shorter time than plumbline: points that are older than that are left out there',
} as const;

export interface ExportDeps {
  readonly journal: Pick<Journal, 'append' | 'tail' | 'head' | 'bookmark'>;
  readonly clock: Clock;
  readonly settings: Pick<InfluxSettings, 'rate' | 'flush'>;
  readonly server: InfluxServer;
  readonly setAside: SetAside;
  readonly vantage: string;
  /** What is watched now. */
  readonly targets: () => readonly ToldTarget[];
  /** Where Telegraf's points are written too. */
  readonly telegraf?: Telegraf;
  /** From 0 to 1. */
  readonly random: () => number;
  /** A name that no other journal has. */
  readonly newIdentity: () => string;
  /** Told what its owner has to know. */
  readonly notice: (what: string) => void;
}
export interface RunningExport {
  readonly status: () => ExportStatus;
  /** Everything before it is exported; 0 until the bookmark is read. */
  readonly cursor: () => Cursor;
  /** Rejects where it has a bug, or the journal can not be read. */
  readonly done: Promise<void>;
  /** Writes what there is, for 5 s at most unless it is failing anyway; then ends, and waits for no server. */
  readonly stop: () => Promise<void>;
}

interface Counted {
  readonly rollups: RollupState;
  readonly telegraf: TelegrafState | undefined;
}
const after = (place: Place, { next, at = place.at }: Gathered, { rollups, telegraf }: Counted): Place => {
  const { telegraf: _, ...rest } = place;
  return {
    ...rest,
    cursor: next,
    ...(at === undefined ? {} : { at }),
    rollups,
    ...(telegraf === undefined ? {} : { telegraf }),
  };
};

/**
 * Writes the journal to InfluxDB from where it stopped the last time, the first time all that is kept, and goes on with
 * what comes until it is stopped. Nothing is left out but single lines that InfluxDB refuses; nothing is doubled, since
 * a point is its series, tags and time.
 */
export const startExport = (deps: ExportDeps): RunningExport => {
  const { journal, clock, settings, setAside, vantage, notice } = deps;
  const server = stoppable(deps.server);
  const over = new AbortController();
  const failures = noFailures();
  let place: Place = { cursor: 0, journal: '' };
  let written = 0;
  let leftOut = 0;
  const told = new Set<keyof typeof NOTICES>();
  let trouble: { readonly text: string; readonly times: number; readonly told: boolean } | undefined;
  let keptAt = clock.elapsed();
  let hurry = (): void => undefined;
  let hurrying = false;
  let arrived = (): void => undefined;
  let tending = false;

  /** A journal that fails keeps nobody from ending. */
  const keep = async (at: Place): Promise<void> => {
    keptAt = clock.elapsed();
    const kept = journal.append([], bookmarkOf(at)).catch(() => undefined); // the next one tells of more
    await orAborted(kept, over.signal);
  };
  const marks = watermarks({ ...deps, server, keep });

  const waits = (kind: FailureKind, reason: string): void => {
    const times = (trouble?.times ?? 0) + 1;
    const text = troubleText(kind, reason);
    const tell = trouble?.told !== true && (times >= TOLD_AFTER || kind === 'denied' || kind === 'refused');
    if (tell) notice(`InfluxDB takes nothing: ${text}; it is tried again, and nothing is lost`);
    trouble = { text, times, told: tell || trouble?.told === true };
  };
  const deliver = deliverer({
    ...deps,
    server,
    pace: pacer(clock, settings.rate),
    written: (points) => {
      written += points;
      if (trouble?.told === true) notice('InfluxDB takes points again');
      if (trouble !== undefined) marks.doubt();
      trouble = undefined;
    },
    leftOut: (points, why) => {
      if (!told.has(why)) notice(NOTICES[why](setAside.path));
      told.add(why);
      leftOut += points;
    },
    failed: (kind) => {
      failures[kind] += 1;
    },
    waits,
  });

  /** An entry that can not be told in lines, as another version may have written, holds up no other. */
  const asLines = async (entries: readonly Entry[]): Promise<string[]> => {
    const lines: string[] = [];
    for (const entry of entries) {
      try {
        for (const line of linesOf(entry, vantage)) lines.push(line);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        leftOut += 1;
        await setAside.add(JSON.stringify(entry), `no line protocol: ${why}`, clock.now()).catch(() => undefined);
      }
    }
    return lines;
  };

  /** Until stopped, or until the journal is to be read from elsewhere. */
  const follow = async (tail: AsyncIterator<Batch>): Promise<void> => {
    const beside = deps.telegraf === undefined ? undefined : besides(deps.telegraf, place);
    const rolled = rollups(place);
    const described = targetTeller(deps);
    const gathering = gatherer(tail, clock, settings.flush, async (entries) => [
      ...described(),
      ...(await asLines(entries)),
      ...rolled.linesOf(entries),
      ...(beside?.linesOf(entries) ?? []),
    ]);
    ({ hurry } = gathering);
    if (hurrying) hurry();
    for (let got = await gathering.gather(); got !== undefined; got = await gathering.gather()) {
      if (!(await deliver(got.lines, over.signal))) return;
      place = after(place, got, { rollups: rolled.state(), telegraf: beside?.state() });
      tending = true; // without its mark nobody would notice that it is lost again
      if (clock.elapsed() - keptAt >= KEEP_EVERY) await keep(place);
      place = await marks.tend(place, over.signal);
      tending = false;
      arrived();
      if (place.cursor < got.next) {
        await keep(place);
        return;
      }
    }
  };
  const run = async (): Promise<void> => {
    place = placeOf(await journal.bookmark(EXPORT_BOOKMARK), deps.newIdentity);
    while (!over.signal.aborted) {
      const turn = new AbortController();
      const end = (): void => turn.abort();
      over.signal.addEventListener('abort', end, { once: true });
      const tail = journal.tail(place.cursor, turn.signal)[Symbol.asyncIterator]();
      try {
        await follow(tail);
      } finally {
        end();
        over.signal.removeEventListener('abort', end);
        await tail.return?.();
      }
    }
    await keep(place);
  };
  const done = run().finally(() => {
    over.abort();
    deps.server.close();
  });

  const behind = (): number => {
    const left = journal.head() > place.cursor;
    return left && place.at !== undefined ? Math.max(0, (clock.now() - place.at) / microsOf(SECOND)) : 0;
  };
  const explain = async (unless: AbortSignal): Promise<void> => {
    await clock.sleep(SILENT_STOP, unless);
    if (!unless.aborted && !over.signal.aborted)
      notice(`stopping; InfluxDB gets ${(LAST_FLUSH - SILENT_STOP) / SECOND} s more`);
  };
  return {
    status: () => {
      const behindSeconds = behind();
      const isLate = behindSeconds * SECOND > Math.max(MINUTE, 3 * settings.flush);
      const word = isLate ? 'behind' : 'up to date';
      const blind = marks.blind();
      return {
        state: trouble === undefined ? word : 'waiting',
        backlog: Math.max(0, journal.head() - place.cursor),
        behindSeconds,
        written,
        setAside: leftOut,
        failures,
        ...(trouble === undefined ? {} : { lastError: trouble.text }),
        ...(blind === undefined ? {} : { blind }),
      };
    },
    cursor: () => place.cursor,
    done,
    stop: async () => {
      const enough = new AbortController();
      const flushed = async (): Promise<void> => {
        const target = await journal.append([]); // what was handed on before is durable now
        const isThere = (): boolean => place.cursor >= target && !tending;
        while (!isThere() && !over.signal.aborted) {
          hurrying = true;
          hurry();
          await new Promise<void>((resolve) => {
            arrived = resolve;
          });
        }
      };
      if (trouble === undefined && !over.signal.aborted) {
        const late = clock.sleep(LAST_FLUSH, enough.signal);
        void explain(enough.signal);
        await orAborted(Promise.race([flushed(), late]), over.signal);
      }
      enough.abort();
      over.abort();
      await done.catch(() => undefined); // told by `done`
    },
  };
};
