import { setMaxListeners } from 'node:events';
import { join } from 'node:path';

import { platformsFor, recipesFor } from '../diagnose/remedy/remedy.ts';
import { buildApi } from '../api/app.ts';
import { addressesTeller } from '../api/addresses/teller.ts';
import { linesTeller } from '../api/lines/teller.ts';
import { buildOwnerApi } from '../api/owner/app.ts';
import { serveOwner } from '../api/owner/serve.ts';
import type { QueryLimits } from '../api/limited-query.ts';
import { serveApi } from '../api/serve.ts';
import { sitesTeller } from '../api/sites/teller.ts';
import type { ExitCode, Output, ServeOptions } from '../cli/deps.ts';
import type { Target } from '../config/config.ts';
import { discover } from '../config/discover.ts';
import { missingDevices } from '../config/missing-devices.ts';
import { problemText } from '../config/problems.ts';
import type { Clock } from '../domain/clock.ts';
import type { Entry } from '../domain/entry.ts';
import type { Millis } from '../domain/time.ts';
import { networkDevices } from '../net/devices.ts';
import type { Missing } from '../net/echo/access.ts';
import { openNet } from '../net/open.ts';
import { waysOut } from '../net/routes.ts';
import type { EchoEngine } from '../net/net.ts';
import { bugText } from '../scheduler/bug.ts';
import { startScheduler } from '../scheduler/scheduler.ts';
import { closingEntries, openingEntries } from '../scheduler/service.ts';
import { openDuckDb } from '../store/duckdb/open.ts';
import { fileCache } from '../store/file-cache.ts';
import { runCounters } from '../watch/counters.ts';
import { rulesFor } from '../watch/lines/rules.ts';
import { pathState } from '../watch/path-state.ts';
import { runWatcher } from '../watch/run.ts';
import { targetState } from '../watch/target-state.ts';
import { ended, withClosing } from './closing.ts';
import { seekFirstHop } from './first-hop.ts';
import { greeting } from './greeting.ts';
import { configSource } from './config-source.ts';
import { watchAddresses } from './address-watch.ts';
import { watchLines } from './line-watch.ts';
import type { InfluxExport } from './influx.ts';
import { knownAddresses, mainFieldOf, stateTeller } from './known.ts';
import { orders } from './orders.ts';
import { lastRuns } from './last-runs.ts';
import { makePlan, type PlanContext } from './plan.ts';
import { processFigures } from './process-figures.ts';
import { lookAround, surroundingsNow } from './surroundings.ts';
import { watchSites } from './site-watch.ts';
import { stateFolder } from './state-folder.ts';
import { startUpkeep } from './upkeep.ts';

/** The scheduler hands on once a second already; this only lets what comes together commit together. */
const GATHER_MS = 100;

export interface ServiceParts {
  readonly options: ServeOptions;
  readonly context: PlanContext;
  /** Finds the config file, given `--config`. */
  readonly search: (flag: string | undefined) => Promise<string | undefined>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: Clock;
  /** Time since boot with the time asleep, by the same clock. */
  readonly boot: () => Millis | undefined;
  /** Its cadences are of the clock's `elapsed`, its stamps of the clock's `now`. */
  readonly openEcho: () => Promise<EchoEngine | Missing>;
  readonly version: string;
  /** How much the api may ask of the store, where not the usual. */
  readonly queryLimits?: Partial<QueryLimits>;
  /** The built page. */
  readonly staticRoot: string;
  /** Ends the service. */
  readonly signal: AbortSignal;
}

/** Measures, keeps and shows until the signal; what keeps it from starting is told, and answered with 2. */
export const runService = (parts: ServiceParts): Promise<ExitCode> =>
  withClosing(async (later) => {
    const { options, context, clock, version, signal } = parts;
    const folder = stateFolder(options.state, parts.env, parts.home);
    const say = (line: string): void => parts.stdout.write(`${line}\n`);
    const complain = (line: string): void => parts.stderr.write(`plumbline: ${line}\n`);
    const onBug = (error: unknown): void => complain(`a bug, please report it: ${bugText(error)}`);

    const echo = await parts.openEcho();
    const engine = 'echoes' in echo ? echo : undefined;
    if (engine !== undefined) later(() => engine.close());
    const net = openNet({ clock, echo, version });

    const here = await surroundingsNow();
    const file = await parts.search(options.config);
    const plan = await makePlan(file, here, context, { hasEngine: engine !== undefined, listen: options.listen });
    if ('problems' in plan) {
      for (const problem of plan.problems) complain(problemText(plan.file, problem));
      return 2;
    }
    const { config } = plan;
    // A device may come later: its line is dark until then.
    const missing = missingDevices(config, (await networkDevices()) ?? []);
    for (const warning of [...plan.warnings, ...missing]) complain(problemText(config.file ?? '', warning));

    let exporting: InfluxExport | undefined;
    const store = await openDuckDb({
      folder,
      clock,
      gather: GATHER_MS,
      keep: config.keep,
      notice: complain,
      ...(config.influx === undefined ? {} : { exported: () => exporting?.cursor() ?? 0 }),
    });
    if (!store.ok) {
      complain(store.message);
      return 2;
    }
    later(() => store.close());
    for (const { file, to, why } of store.movedAside()) complain(`${file} is damaged (${why}); kept as ${to}`);
    const upkeep = startUpkeep(store.chores, clock, {
      failing: (chore, why) => complain(`upkeep of the record, ${chore}: ${why}; it is tried again every minute`),
    });
    later(() => upkeep.stop());
    const { journal, query } = store;
    const cache = fileCache(join(folder, 'cache'));
    const keep = (entries: readonly Entry[]): void => {
      journal.append(entries).catch((error: unknown) => complain(`not kept: ${bugText(error)}`));
    };
    const startedAt = clock.now();
    const lastAt = await journal.lastAt();

    // Readers first, so that they miss nothing; they outlive what writes.
    const reading = new AbortController();
    setMaxListeners(0, reading.signal); // as many as read, and each of them waits
    const mainField = mainFieldOf(context.probes);
    const watcher = runWatcher(targetState(mainField, rulesFor(config.uplinks)), journal, reading.signal, onBug);
    const paths = runWatcher(pathState, journal, reading.signal, onBug);
    const startCheck = orders(net, clock, journal, cache);
    const lineWatch = watchLines({
      config,
      probes: context.probes,
      journal,
      clock,
      startCheck,
      signal: reading.signal,
      onBug,
    });
    const addressWatch = watchAddresses({
      config,
      probes: context.probes,
      journal,
      clock,
      startCheck,
      ...(lineWatch.lines === undefined ? {} : { lines: lineWatch.lines }),
      signal: reading.signal,
      onBug,
    });
    const siteWatch = watchSites({ config, journal, clock, startCheck, signal: reading.signal, onBug });
    const addresses = await knownAddresses(journal, query, startedAt, reading.signal);
    const counting = runCounters(journal, clock, reading.signal);
    if (config.influx !== undefined) {
      // Its client takes memory that nobody else should pay for.
      const { exportToInflux } = await import('./influx.ts');
      const { vantage, influx: settings } = config;
      const targets = () => config.targets;
      exporting = exportToInflux({ settings, vantage, journal, clock, folder, targets, notice: complain });
    }
    const broken: string[] = [];
    const exported = exporting === undefined ? [] : [exporting.done];
    const readers = [
      watcher.done,
      paths.done,
      ...lineWatch.done,
      ...addressWatch.done,
      ...siteWatch.done,
      addresses.done,
      counting.done,
      ...exported,
    ].map((done) =>
      done.catch((error: unknown) => {
        broken.push(`a reader of the journal stopped: ${bugText(error)}`);
        onBug(error);
      }),
    );
    later(async () => {
      reading.abort();
      await exporting?.stop();
      await Promise.all(readers);
    });

    const chosen =
      engine === undefined
        ? { engine: 'none', why: net.engineMissing?.why ?? '' }
        : { engine: engine.name, stamps: engine.stamps, how: engine.how };
    // Not waited for: a store that fails now must keep nobody from being told so on the page.
    keep([
      ...openingEntries(lastAt, startedAt, { version }),
      {
        kind: 'event',
        at: startedAt,
        type: 'engine-chosen',
        severity: engine === undefined ? 'warn' : 'info',
        evidence: chosen,
      },
    ]);

    const checks = config.targets.flatMap((t) => t.checks.map(lineWatch.paced));
    const scheduler = startScheduler({
      checks,
      net,
      clock,
      cache,
      append: (entries) => journal.append(entries),
      boot: parts.boot,
      lastAt,
      lastRun: await lastRuns(query, checks, startedAt),
      onBug,
    });
    later(async () => {
      await scheduler.stop();
      keep(closingEntries(clock.now(), { version }));
    });

    let routes = waysOut(here.routes);
    const ending = new AbortController();
    const serving = await serveApi(
      buildApi({
        config,
        configSource: configSource(plan, file, context, options),
        version,
        startedAt,
        clock,
        query,
        journal,
        probes: context.probes,
        net,
        states: stateTeller(config, () => watcher.state(), startedAt),
        resolved: () => addresses.all,
        routes: () => routes,
        counters: counting.counters,
        storeHealth: () => store.health(),
        processFigures: processFigures(clock),
        ...(exporting === undefined ? {} : { influx: exporting.told }),
        ailments: () => {
          const { ok, pending, lastError } = store.health();
          const failing = ok ? [] : [`the store: ${lastError ?? 'unknown'} (${pending} entries wait)`];
          return [...failing, ...store.ailments(), ...upkeep.ailments(), ...broken];
        },
        startCheck,
        incidents: lineWatch.incidents,
        ...(lineWatch.lines === undefined ? {} : { lines: lineWatch.lines }),
        pasted: (code) => ({ platforms: platformsFor(code), recipes: recipesFor(code) }),
        onBug,
        ...(parts.queryLimits === undefined ? {} : { queryLimits: parts.queryLimits }),
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
    store.announce(serving.url);
    if (store.socketPath !== undefined) {
      const { lines } = lineWatch;
      const watched = { config, clock, query, ...(lines === undefined ? {} : { lines }) };
      const owner = buildOwnerApi({
        query,
        probes: context.probes,
        uplinks: config.uplinks,
        lines: linesTeller({ ...watched, startedAt }),
        addresses: addressesTeller(watched),
        sites: sitesTeller(watched),
        backup: (s) => store.backup(s),
        onBug,
      });
      const listening = await serveOwner(owner, store.socketPath);
      // The line is watched all the same; a command line beside it says that nobody answers.
      if (listening.ok) later(() => listening.close());
      else complain(listening.detail);
    }

    const add = (targets: readonly Target[]): void => {
      for (const check of targets.flatMap((t) => t.checks)) scheduler.add(check);
    };
    const seeking = plan.discovered
      ? seekFirstHop({ plan, net, clock, signal }, context.probes, add)
      : Promise.resolve();
    const looking = lookAround(clock, signal, (now) => {
      routes = waysOut(now.routes);
      if (plan.discovered) add(plan.grow(discover(now, { ...context, vantage: config.vantage })));
    });
    const told = { version, config, discovered: plan.discovered, routes, net, folder };
    for (const line of greeting({ ...told, url: serving.url })) say(line);

    await Promise.all([seeking, looking, ended(signal)]);
    say('plumbline: stopping');
    return 0;
  });
