import { familyOf } from '../../domain/address.ts';
import { nearest } from '../../domain/nearest.ts';
import type { Goal } from '../../diagnose/diagnosis.ts';
import { rehearseAll } from '../../diagnose/rehearsal.ts';
import { isPlatform, PLATFORMS, type Platform } from '../../diagnose/remedy/remedy.ts';
import type { Binding } from '../../net/net.ts';
import type { UsageProblem } from '../args.ts';
import type { Command } from '../command.ts';
import type { CliDeps, ExitCode } from '../deps.ts';
import { diagnoseAll } from '../diagnose-all.ts';
import { diagnosedExitCode, diagnosedLine, type Diagnosed } from '../diagnosed.ts';
import { diagnosisCard } from '../format/diagnosis.ts';
import { rehearsalCard, rehearsalLine } from '../format/rehearsal.ts';
import { styleFor } from '../format/style.ts';
import { readFamily, readGoal, readResolvers, type NamedGoal } from '../goal.ts';
import { LiveLine } from '../progress.ts';
import { viaText } from '../values.ts';
import { readWayOut } from '../way-out.ts';

export const diagnose: Command = {
  usage: 'diagnose TARGET…',
  summary: 'What is wrong with the way to a place, and the remedy',
  options: {
    family: { value: '4|6', help: 'One family alone; both where it is left out' },
    via: {
      value: 'KEY=VALUE',
      multiple: true,
      help: 'The way out: source=ADDRESS, device=NAME, mark=NUMBER, namespace=NAME, vrf=DEVICE',
    },
    resolver: { value: 'ADDRESS', multiple: true, help: 'A resolver to compare with those of the system' },
    for: { value: 'PLATFORM', help: `The remedy for ${PLATFORMS.slice(0, 4).join(', ')}, …` },
    'dry-run': { help: 'Say what would be sent, and send nothing' },
    json: { help: 'One JSON object a target, a line each' },
  },
  help: () => [
    'TARGET is a name, an address, or an http or https URL whose object is the',
    'download. It wants no privileges, and fetches 2 MB at most.',
    '',
    'Platforms of --for:',
    `  ${PLATFORMS.slice(0, 5).join(', ')},`,
    `  ${PLATFORMS.slice(5).join(', ')}`,
    '',
    'Exit code: 0 nothing is wrong, 1 something is, 2 the command is wrong,',
    '3 it could not be settled.',
  ],
  prepare: async (args, deps) => {
    const goals: NamedGoal[] = [];
    const problems: UsageProblem[] = [];
    for (const text of args.positionals) {
      const read = readGoal(text);
      if (read.ok) goals.push(read.goal);
      else problems.push(read.problem);
    }
    if (args.positionals.length === 0)
      problems.push({ what: 'no target', expected: 'a name, an address, or an http or https URL' });
    const family = readFamily(args.one('family'), goals);
    const { resolvers, problems: notResolvers } = readResolvers(args.all('resolver'));
    const hosts = goals.map(({ host }) => host);
    const via = await readWayOut(args.all('via'), { hosts, family: family.family }, deps.machine);
    const platform = readPlatform(args.one('for'));
    const all = [...problems, ...family.problems, ...via.problems, ...notResolvers, ...platform.problems];
    if (all.length > 0) return { problems: all };
    const { source } = via.binding;
    const only = family.family ?? (source === undefined ? undefined : familyOf(source));
    const asked: Asked = {
      goals: goals.map(({ name, ...goal }) => ({
        name,
        goal: { ...goal, resolvers, ...(only === undefined ? {} : { family: only }) },
      })),
      binding: via.binding,
      platform: platform.platform,
      json: args.has('json'),
    };
    return { run: () => (args.has('dry-run') ? tellAll(asked, deps) : runAll(asked, deps)) };
  },
};

interface Asked {
  readonly goals: readonly { readonly name: string; readonly goal: Goal }[];
  readonly binding: Binding;
  readonly platform: Platform | undefined;
  readonly json: boolean;
}

const readPlatform = (
  text: string | undefined,
): { readonly platform: Platform | undefined; readonly problems: readonly UsageProblem[] } => {
  if (text === undefined) return { platform: undefined, problems: [] };
  if (isPlatform(text)) return { platform: text, problems: [] };
  const near = nearest(text, PLATFORMS);
  const expected = near === undefined ? `one of ${PLATFORMS.join(', ')}` : `perhaps ${near}`;
  return { platform: undefined, problems: [{ what: `--for ${text}`, expected }] };
};

const subjectOf = (name: string, { binding }: Asked, { vantage }: CliDeps) => {
  const via = viaText(binding);
  return { target: name, ...(via === undefined ? {} : { via }), vantage };
};

/** What would be sent. Sends nothing, and asks no resolver. */
const tellAll = (asked: Asked, deps: CliDeps): ExitCode => {
  const style = styleFor(deps.stdout, deps.env);
  for (const { name, goal } of asked.goals) {
    const rehearsal = rehearseAll(goal);
    const subject = subjectOf(name, asked, deps);
    deps.stdout.write(
      asked.json ? rehearsalLine(subject, goal, rehearsal) : rehearsalCard(subject, goal, rehearsal, style),
    );
  }
  return 0;
};

const runAll = async (asked: Asked, deps: CliDeps): Promise<ExitCode> => {
  const { stdout, stderr, env, clock, signal } = deps;
  const style = styleFor(stdout, env);
  const line = new LiveLine(stderr, clock);
  const opened = await deps.openNet({ echoes: false });
  const done: Diagnosed[] = [];
  try {
    const goals = asked.goals.map(({ name, goal }) => ({ subject: subjectOf(name, asked, deps), goal }));
    for await (const diagnosed of diagnoseAll(goals, opened.net.via(asked.binding), deps, line)) {
      line.clear();
      if (!asked.json && done.length > 0) stdout.write('\n');
      done.push(diagnosed);
      stdout.write(
        asked.json ? diagnosedLine(diagnosed, asked.platform) : diagnosisCard(diagnosed, asked.platform, style),
      );
    }
  } finally {
    line.clear();
    await opened.close();
  }
  if (signal.aborted && stdout.isOpen) stderr.write(`Interrupted: ${done.length} of ${asked.goals.length} told.\n`);
  return diagnosedExitCode(done, asked.goals.length);
};
