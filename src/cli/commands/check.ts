import { nearest } from '../../domain/nearest.ts';
import type { Binding } from '../../net/net.ts';
import { FIX_KINDS } from '../../probes/headers/report.ts';
import { isOnce, type AnyOnce } from '../../probes/probe.ts';
import type { Args, UsageProblem } from '../args.ts';
import { checkAll, type Asked } from '../check-all.ts';
import { exitCodeOf, jsonLine, standingOf, type Checked } from '../checked.ts';
import type { Command } from '../command.ts';
import type { CliDeps, ExitCode } from '../deps.ts';
import { card } from '../format/card.ts';
import { briefOf, comparison, type Brief } from '../format/overview.ts';
import { styleFor, type Standing, type Style } from '../format/style.ts';
import { LiveLine } from '../progress.ts';
import { setOptions } from '../set-options.ts';
import { MAX_BYTES, readTargetFile, readTargets, type NamedTarget } from '../targets.ts';
import { viaText } from '../values.ts';
import { readWayOut } from '../way-out.ts';
import { readFix, runFix } from './check-fix.ts';
import { probeHelp, probesHelp } from './check-help.ts';
import { INFLUX, prepareInflux } from './check-influx.ts';

export const check: Command = {
  usage: 'check PROBE [TARGET…]',
  summary: 'One probe, once; several targets make a table',
  options: {
    set: { value: 'NAME=VALUE', multiple: true, help: 'An option of the probe; may be repeated' },
    from: { value: 'FILE', help: 'More targets, one a line; - is standard input' },
    via: {
      value: 'KEY=VALUE',
      multiple: true,
      help: 'The way out: source=ADDRESS, device=NAME, mark=NUMBER, namespace=NAME, vrf=DEVICE',
    },
    json: { help: 'One JSON object a target, a line each' },
    fix: { value: 'SERVER', help: `headers of one site: print the lines to paste (${FIX_KINDS.join(', ')})` },
    config: { value: 'FILE', help: 'influx: the config file, where it is not the usual one' },
  },
  help: ({ probes }, width) => probesHelp(probes, width),
  named: ({ positionals: [name] }, { probes }) => {
    const probe = probes.filter(isOnce).find((p) => p.name === name);
    return probe === undefined ? undefined : probeHelp(probe);
  },
  prepare: async (args, deps) => {
    const [probeName, ...texts] = args.positionals;
    if (probeName === INFLUX) return prepareInflux(args, deps);
    const found = findProbe(probeName, deps);
    const set = found.probe === undefined ? undefined : setOptions(found.probe, args.all('set'));
    const { targets, problems } = await allTargets(texts, args, found.probe, deps);
    const via = await readWayOut(
      args.all('via'),
      { hosts: targets.map((t) => hostOf(t.address, found.probe)) },
      deps.machine,
    );
    const misplaced = args.has('config')
      ? [{ what: '--config with a probe', expected: '--config with check influx alone' }]
      : [];
    const fix = readFix(args, found.probe, targets);
    const all = [
      ...found.problems,
      ...misplaced,
      ...fix.problems,
      ...problems,
      ...(set?.problems ?? []),
      ...via.problems,
    ];
    if (found.probe === undefined || set === undefined || all.length > 0) return { problems: all };
    const asked = { probe: found.probe, options: set.options, targets, via: viaText(via.binding) };
    const { kind } = fix;
    if (kind !== undefined) return { run: () => runFix({ ...asked, kind }, via.binding, args.has('json'), deps) };
    return { run: () => runAll(asked, via.binding, args.has('json'), deps) };
  },
};

const findProbe = (
  name: string | undefined,
  { probes }: CliDeps,
): { readonly probe?: AnyOnce; readonly problems: readonly UsageProblem[] } => {
  const once = probes.filter(isOnce);
  const probe = once.find((p) => p.name === name);
  if (probe !== undefined) return { probe, problems: [] };
  const names = [...once.map((p) => p.name), INFLUX];
  const near = name === undefined ? undefined : nearest(name, names);
  const expected = near === undefined ? `one of ${names.join(', ')}` : `perhaps ${near}`;
  return { problems: [{ what: name === undefined ? 'no probe' : `"${name}" is no probe`, expected }] };
};

const hostOf = (address: string, probe: AnyOnce | undefined): string =>
  probe?.ofPages === true ? new URL(address).hostname.replaceAll(/^\[|\]$/g, '') : address;

const allTargets = async (
  texts: readonly string[],
  args: Args,
  { usualTarget: usual, ofPages }: Pick<AnyOnce, 'usualTarget' | 'ofPages'> = {},
  deps: CliDeps,
): Promise<{ readonly targets: readonly NamedTarget[]; readonly problems: readonly UsageProblem[] }> => {
  const named = readTargets(texts, ofPages);
  const from = args.one('from');
  if (from === undefined) {
    if (texts.length > 0) return named;
    if (usual !== undefined) return { targets: [{ name: usual, address: usual }], problems: [] };
    return { targets: [], problems: [{ what: 'no target', expected: 'a host name or an address, or --from FILE' }] };
  }
  const file = await deps.readText(from, MAX_BYTES);
  if (!file.ok) {
    const unread = { what: `--from ${from}: ${file.detail}`, expected: `a text file of at most ${MAX_BYTES} bytes` };
    return { targets: named.targets, problems: [...named.problems, unread] };
  }
  const listed = readTargetFile(from, file.text, ofPages);
  const targets = [...named.targets, ...listed.targets];
  const none = { what: `--from ${from} names no target`, expected: 'one a line' };
  const problems = [...named.problems, ...listed.problems];
  return { targets, problems: targets.length + problems.length > 0 ? problems : [none] };
};

/** What is printed of one target, made as soon as it is done: the rest of it is not kept. */
type Told = { readonly standing: Standing } & (
  | { readonly as: 'text'; readonly text: string }
  | { readonly as: 'brief'; readonly brief: Brief }
);
const teller =
  ({ probe, targets }: Asked, json: boolean, style: Style) =>
  (checked: Checked): Told => {
    const standing = standingOf(checked);
    if (json) return { standing, as: 'text', text: jsonLine(checked) };
    if (targets.length === 1) return { standing, as: 'text', text: card(checked, probe, style) };
    return { standing, as: 'brief', brief: briefOf(checked) };
  };

const runAll = async (asked: Asked, binding: Binding, json: boolean, deps: CliDeps): Promise<ExitCode> => {
  const { stdout, stderr, env, clock, signal } = deps;
  const style = styleFor(stdout, env);
  const line = new LiveLine(stderr, clock);
  const opened = await deps.openNet();
  const standings: Standing[] = [];
  const briefs: Brief[] = [];
  try {
    for await (const told of checkAll(asked, opened.net.via(binding), deps, line, teller(asked, json, style))) {
      standings.push(told.standing);
      if (told.as === 'brief') briefs.push(told.brief);
      else {
        line.clear();
        stdout.write(told.text);
      }
    }
  } finally {
    line.clear();
    await opened.close();
  }
  if (briefs.length > 0) stdout.write(comparison(briefs, asked.probe, style));
  if (signal.aborted && stdout.isOpen)
    stderr.write(`Interrupted: ${standings.length} of ${asked.targets.length} told.\n`);
  return exitCodeOf(standings, asked.targets.length);
};
