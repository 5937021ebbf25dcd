import { nearest } from '../domain/nearest.ts';
import { readArgs, type UsageProblem } from './args.ts';
import type { Command } from './command.ts';
import { addresses } from './commands/addresses.ts';
import { backup, restore } from './commands/backup.ts';
import { check } from './commands/check.ts';
import { config } from './commands/config.ts';
import { diagnose } from './commands/diagnose.ts';
import { explain } from './commands/explain.ts';
import { exportTable } from './commands/export.ts';
import { lines } from './commands/lines.ts';
import { report } from './commands/report.ts';
import { serve } from './commands/serve.ts';
import { sites } from './commands/sites.ts';
import type { CliDeps, ExitCode } from './deps.ts';
import { styleFor } from './format/style.ts';
import { cut, indent, printable, wrap } from './format/text.ts';
import { commandHelp, generalHelp } from './help.ts';

const COMMANDS = {
  serve,
  check,
  diagnose,
  lines,
  addresses,
  sites,
  report,
  explain,
  config,
  export: exportTable,
  backup,
  restore,
} satisfies Record<string, Command>;
const names = Object.keys(COMMANDS);
const isName = (text: string): text is keyof typeof COMMANDS => Object.hasOwn(COMMANDS, text);

/** Runs one command line (without `node` and the script) and answers with its exit code. */
export const runCli = async (argv: readonly string[], deps: CliDeps): Promise<ExitCode> => {
  const [first = '', ...rest] = argv;
  if (isName(first)) return runCommand(first, rest, deps);
  const { args, problems } = readArgs(argv, {});
  if (problems.length === 0 && args.has('version')) {
    deps.stdout.write(`plumbline ${deps.version}\n`);
    return 0;
  }
  if (problems.length === 0 && args.has('help')) {
    deps.stdout.write(generalHelp(Object.values(COMMANDS), styleFor(deps.stdout, deps.env).width));
    return 0;
  }
  const [word] = args.positionals;
  if (word === undefined && problems.length === 0) {
    deps.stderr.write(generalHelp(Object.values(COMMANDS), styleFor(deps.stderr, deps.env).width));
    return 2;
  }
  // A command behind an option: say how it is meant.
  const near = word === undefined ? undefined : nearest(word, names);
  const expected = near === undefined ? `one of ${names.join(', ')}` : `perhaps ${near}`;
  const unknown = word === undefined || isName(word) ? [] : [{ what: `"${word}" is no command`, expected }];
  return refuse([...problems, ...unknown, ...misplaced(word)], 'plumbline --help', deps);
};

const misplaced = (word: string | undefined): readonly UsageProblem[] =>
  word !== undefined && isName(word)
    ? [{ what: `options before "${word}"`, expected: `plumbline ${word} [OPTION…]` }]
    : [];

const runCommand = async (name: keyof typeof COMMANDS, argv: readonly string[], deps: CliDeps): Promise<ExitCode> => {
  const command: Command = COMMANDS[name];
  const { args, problems } = readArgs(argv, command.options);
  if (args.has('help')) {
    deps.stdout.write(commandHelp(command, args, deps));
    return 0;
  }
  if (args.has('version')) {
    deps.stdout.write(`plumbline ${deps.version}\n`);
    return 0;
  }
  const prepared = await command.prepare(args, deps);
  const all = [...problems, ...('problems' in prepared ? prepared.problems : [])];
  if (all.length > 0 || 'problems' in prepared) return refuse(all, `plumbline ${name} --help`, deps);
  return prepared.run();
};

/** Everything that is wrong, at once. */
const refuse = (problems: readonly UsageProblem[], help: string, { stderr, env }: CliDeps): ExitCode => {
  const { width } = styleFor(stderr, env);
  const lines = problems.flatMap(({ what, expected }) => {
    const told = `plumbline: ${cut(printable(what), 120)}; expected ${printable(expected)}`;
    const [first = '', ...more] = wrap(told, width - 2);
    return [first, ...indent(more, 2)];
  });
  stderr.write(`${[...lines, `\`${help}\` tells more.`].join('\n')}\n`);
  return 2;
};
