import type { Config, ConfigProblem } from '../../config/config.ts';
import { readDocument, type Path } from '../../config/document.ts';
import { effectiveConfig } from '../../config/effective.ts';
import { configRows } from '../../config/rows.ts';
import type { Hide } from '../../config/secrets.ts';
import { shownLines } from '../../config/shown-lines.ts';
import { shownProblem, shownWhileRunning } from '../../config/shown-problem.ts';
import { whoIsAsked } from '../../config/who-is-asked.ts';
import type { Run } from '../../domain/entry.ts';
import { SECOND } from '../../domain/time.ts';
import { isOnce, isStream } from '../../probes/probe.ts';
import { cached } from '../cached.ts';
import type { ApiDeps } from '../deps.ts';
import { configCosts, configTargets } from './checks.ts';
import { hiding } from './hiding.ts';
import { onDisk, rereader } from './on-disk.ts';
import { runningProblems } from './running.ts';
import type { ConfigAsRead, ConfigTrouble } from './schema.ts';
import type { ConfigSource } from './source.ts';

const MOST_ROWS = 10_000;
const MOST_TROUBLES = 200;
const AROUND = 2;
/** The record is asked for what ran seldom. */
const RUNS_KEPT = 30 * SECOND;
const MOST_RUNS = 500;

type Excerpts = (line: number | undefined) => Pick<ConfigTrouble, 'around'>;
const excerpts = (text: string | undefined, probes: ApiDeps['probes'], hide: Hide): Excerpts => {
  let lines: readonly string[] | undefined;
  return (line) => {
    if (line === undefined || text === undefined) return {};
    lines ??= shownLines(text, probes, hide);
    const first = Math.max(1, line - AROUND);
    return { around: { first, lines: lines.slice(first - 1, line + AROUND) } };
  };
};
const trouble = (
  shown: ConfigProblem,
  more: Pick<ConfigTrouble, 'severity' | 'about'>,
  excerpt: Excerpts,
): ConfigTrouble => ({ ...more, ...shown, ...excerpt(shown.line) });

/** Tells the config as it was read and what is wrong in it: once a second, however many ask. */
export const configTeller = (deps: ApiDeps): (() => Promise<ConfigAsRead>) => {
  const { clock, query, probes, startedAt, counters, net, readOnly } = deps;
  const source: ConfigSource = deps.configSource ?? { config: deps.config, discovered: false, given: [], warnings: [] };
  const { config, discovered } = source;
  const text = source.text?.();
  const reread =
    source.again === undefined
      ? undefined
      : rereader(() => (source.again as NonNullable<typeof source.again>)(), clock);
  const document = text === undefined ? undefined : readDocument(text);
  const lineOf = (path: Path): number | undefined => document?.lineOf(path);
  const hider = hiding({ document, config }, probes);

  // Made anew when there are other targets: those that are discovered come later.
  const written = lastOf((_: Config['targets'], hide: Hide) => {
    const effective = effectiveConfig(config);
    const doc = configRows({
      effective,
      probes,
      discovered,
      given: source.given,
      most: MOST_ROWS,
      hide,
      ...(text === undefined ? {} : { text }),
    });
    return {
      ...doc,
      targets: configTargets(config, discovered, lineOf, hide),
      costs: configCosts(config, hide),
      asked: whoIsAsked(config).map(hide),
    };
  });
  const excerptOf = lastOf((hide: Hide) => excerpts(text, probes, hide));
  const runs = cached(clock, RUNS_KEPT, async () => {
    const all = new Map<string, readonly Run[] | undefined>();
    const used = new Set(config.targets.flatMap((t) => t.checks.map((c) => c.probe)));
    for (const probe of used) {
      if (!isOnce(probe) || isStream(probe)) continue;
      const found = await query.runs({ from: startedAt, to: clock.now() + 1, probe: probe.name, limit: MOST_RUNS });
      all.set(probe.name, found.length < MOST_RUNS ? found : undefined);
    }
    return all;
  });
  const running = async (): Promise<readonly ConfigProblem[]> => {
    if (readOnly !== undefined) return [];
    const devices = await source.devices?.();
    const { v4, v6 } = deps.routes();
    const { engineMissing } = net;
    return runningProblems(config, {
      now: clock.now(),
      startedAt,
      counters,
      runs: await runs(),
      hasWayOut: v4 || v6,
      ...(engineMissing === undefined ? {} : { engineMissing }),
      ...(devices === undefined ? {} : { devices }),
    });
  };

  return cached(clock, SECOND, async (): Promise<ConfigAsRead> => {
    const read = await reread?.();
    const hide = hider(read);
    const disk = reread === undefined ? undefined : onDisk(source, read, probes, hide);
    const excerpt = excerptOf(hide);
    const ofDisk = excerpts(read?.text?.(), probes, hide);
    const severity = read?.ok === true ? 'warn' : 'fail';
    const ofFile = (read?.ok === true ? read.warnings : (read?.problems ?? [])).map((p) =>
      trouble(shownProblem(p, hide), { severity, about: 'file' }, ofDisk),
    );
    const atStart =
      read?.ok === true
        ? []
        : source.warnings.map((p) => trouble(shownProblem(p, hide), { severity: 'warn', about: 'start' }, excerpt));
    const nowWrong = (await running()).map((p) => {
      const line = lineOf(p.path.split('.'));
      const shown = shownWhileRunning(line === undefined ? p : { ...p, line }, hide);
      return trouble(shown, { severity: 'warn', about: 'running' }, excerpt);
    });
    const { file } = config;
    return {
      now: clock.now(),
      since: startedAt,
      ...(file === undefined ? {} : { file }),
      discovered,
      readOnly: readOnly !== undefined,
      token: config.token === undefined ? 'not set' : 'set',
      ...(disk === undefined ? {} : { onDisk: { state: disk.state, changes: disk.changes, more: disk.more } }),
      troubles: [...ofFile, ...atStart, ...nowWrong].slice(0, MOST_TROUBLES),
      ...written(config.targets, hide),
    };
  });
};

const lastOf = <K extends readonly unknown[], T>(make: (...of: K) => T): ((...of: K) => T) => {
  let last: { readonly of: K; readonly value: T } | undefined;
  return (...of) => {
    if (last === undefined || of.some((one, i) => one !== last?.of[i])) last = { of, value: make(...of) };
    return last.value;
  };
};
