import { platformsFor, recipesFor } from '../../diagnose/remedy/remedy.ts';
import { buildApi } from '../../api/app.ts';
import { serveApi } from '../../api/serve.ts';
import type { ExitCode, Output, ServeOptions } from '../../cli/deps.ts';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { problemText } from '../../config/problems.ts';
import type { Clock } from '../../domain/clock.ts';
import { DAY, MINUTE, SECOND, type Millis } from '../../domain/time.ts';
import { bugText } from '../../scheduler/bug.ts';
import { influxAsk } from '../../store/influx/query/ask.ts';
import { fleetQuery } from '../../store/influx/query/fleet.ts';
import { influxQuery } from '../../store/influx/query/open.ts';
import { StoreUnreachable } from '../../store/journal.ts';
import { blamesOf, placeWords } from '../../watch/blame.ts';
import { runCounters } from '../../watch/counters.ts';
import { ended, withClosing } from '../closing.ts';
import { configSource } from '../config-source.ts';
import { openToAll, type PlanContext } from '../plan.ts';
import { processFigures } from '../process-figures.ts';
import { Feed } from './feed.ts';
import { Fleet } from './fleet.ts';
import { Follower } from './follow.ts';
import { shownEntry, shownQuery } from './places.ts';

/** How often what is new is asked for. */
const POLL: Millis = 3 * SECOND;
/** How often it is looked for targets and places that were not there before. */
const LOOK: Millis = MINUTE;
/** A month of one series is 2.6 million samples to go through, and a page waits for 20 s. */
const PATIENCE: Millis = 20 * SECOND;
/** What the retention policies of InfluxDB leave is not known here: nothing is taken for gone. */
const FOR_EVER: Millis = 300 * 365 * DAY;

export interface ReadOnlyParts {
  readonly options: ServeOptions;
  readonly context: PlanContext;
  /** Finds the config file, given `--config`. */
  readonly search: (flag: string | undefined) => Promise<string | undefined>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: Clock;
  readonly version: string;
  readonly staticRoot: string;
  readonly signal: AbortSignal;
}

/**
 * Shows what others wrote to the InfluxDB of the config until the signal: it measures nothing, and neither has nor makes
 * a state folder. What keeps it from starting is told, and answered with 2; an InfluxDB that is gone is no such thing.
 */
export const runReadOnly = (parts: ReadOnlyParts): Promise<ExitCode> =>
  withClosing(async (later) => {
    const { options, context, clock, version, signal } = parts;
    const complain = (line: string): void => parts.stderr.write(`plumbline: ${line}\n`);
    const onBug = (error: unknown): void => complain(`a bug, please report it: ${bugText(error)}`);

    const file = await parts.search(options.config);
    if (file === undefined) {
      complain('--read-only wants a config file with `influx:` in it, and there is none');
      return 2;
    }
    const loaded = await loadConfig(file, context);
    if (!loaded.ok) {
      for (const problem of loaded.problems) complain(problemText(loaded.file, problem));
      return 2;
    }
    for (const warning of loaded.warnings) complain(problemText(file, warning));
    const { influx } = loaded.config;
    const open = openToAll(options.listen, loaded.config.token);
    if (open !== undefined) {
      complain(problemText('command line', open));
      return 2;
    }
    if (influx === undefined) {
      complain(`${file}: --read-only wants \`influx:\`, from where to read, and there is none`);
      return 2;
    }

    const reading = new AbortController();
    const ask = influxAsk(influx, { signal: reading.signal });
    const stored = influxQuery(ask, 'vantage');
    const fleet = new Fleet({
      query: stored,
      fleet: fleetQuery(ask),
      probes: context.probes,
      clock,
      vantage: loaded.config.vantage,
      described: loaded.config.targets,
      late: influx.flush + POLL,
    });
    const follower = new Follower(stored, fleetQuery(ask));
    const feed = new Feed();
    const counting = runCounters(feed, clock, reading.signal);

    let failing: string | undefined;
    const looking = (async (): Promise<void> => {
      let lookedAt = Number.NEGATIVE_INFINITY;
      while (!reading.signal.aborted) {
        try {
          if (clock.elapsed() - lookedAt >= LOOK) {
            await fleet.discover();
            lookedAt = clock.elapsed();
          }
          const entries = await follower.read(clock.now());
          fleet.take(entries);
          feed.put(entries.map(shownEntry));
          if (failing !== undefined) complain('InfluxDB is there again');
          failing = undefined;
        } catch (error) {
          if (reading.signal.aborted) break; // given up, whoever is at fault
          if (!(error instanceof StoreUnreachable)) onBug(error);
          const why = error instanceof Error ? error.message : String(error);
          if (failing !== why) complain(`${why}; it is tried again every ${POLL / SECOND} s`);
          failing = why;
        }
        await clock.sleep(POLL, reading.signal);
      }
    })();
    later(async () => {
      reading.abort();
      await Promise.all([looking, counting.done]);
    });

    const { token, protectReading, file: configFile } = loaded.config;
    const config: Config = {
      ...(configFile === undefined ? {} : { file: configFile }),
      ...(token === undefined ? {} : { token }),
      protectReading,
      apiMayProbe: [],
      uplinks: [],
      diagnoseOnDown: false,
      keep: { raw: FOR_EVER, minutes: FOR_EVER, runs: FOR_EVER },
      listen: options.listen ?? loaded.config.listen,
      get vantage() {
        const places = [...new Set(fleet.targets.map((t) => placeWords(t.place ?? { vantage: '' })))];
        return places.length === 1 ? (places[0] ?? '') : `${places.length} places`;
      },
      get targets() {
        return fleet.targets;
      },
    };
    const ending = new AbortController();
    const serving = await serveApi(
      buildApi({
        config,
        configSource: configSource({ ...loaded, discovered: false }, file, context, options),
        version,
        startedAt: clock.now(),
        clock,
        query: shownQuery(stored, fleet.find),
        journal: feed,
        probes: context.probes,
        net: {
          engine: undefined,
          engineMissing: undefined,
          resolve: () => Promise.resolve({ ok: false, reason: 'not-allowed', detail: 'it only reads' }),
        },
        states: () => fleet.states(),
        resolved: () => fleet.resolved(),
        // Whether this machine has a way out says nothing of those that measure.
        routes: () => ({ v4: true, v6: true }),
        counters: counting.counters,
        storeHealth: () => ({
          ok: failing === undefined,
          pending: 0,
          ...(failing === undefined ? {} : { lastError: failing }),
        }),
        processFigures: processFigures(clock),
        ailments: () => (failing === undefined ? [] : [failing]),
        startCheck: () => Promise.reject(new Error('a reader was asked for a check')),
        queryLimits: { time: PATIENCE },
        readOnly: { host: new URL(influx.url).host, database: influx.database },
        blames: () => blamesOf(fleet.seen()),
        pasted: (code) => ({ platforms: platformsFor(code), recipes: recipesFor(code) }),
        onBug,
        staticRoot: parts.staticRoot,
        signal: ending.signal,
      }),
      config.listen,
    );
    if (!serving.ok) {
      complain(serving.detail);
      return 2;
    }
    later(async () => {
      ending.abort();
      await serving.close();
    });
    parts.stdout.write(
      `plumbline ${version} reads what others measured from ${influx.database} at ${new URL(influx.url).host}\n`,
    );
    parts.stdout.write(`open ${serving.url}   (Ctrl-C stops)\n`);
    await ended(signal);
    parts.stdout.write('plumbline: stopping\n');
    return 0;
  });
