import { problemText } from '../../config/problems.ts';
import type { Args, UsageProblem } from '../args.ts';
import { exitCodeOf, jsonLine, standingOf } from '../checked.ts';
import type { Prepared } from '../command.ts';
import type { CliDeps, ExitCode } from '../deps.ts';
import { influxCard } from '../format/influx.ts';
import { styleFor } from '../format/style.ts';
import { printable } from '../format/text.ts';
import { LiveLine } from '../progress.ts';

/** The word after `check` that is no probe: the InfluxDB that the config names. */
export const INFLUX = 'influx';

export const prepareInflux = (args: Args, deps: CliDeps): Prepared => {
  const [, target] = args.positionals;
  const problems: UsageProblem[] = ['set', 'from', 'via']
    .filter((name) => args.has(name))
    .map((name) => ({ what: `--${name} with check influx`, expected: `no --${name} there: the config says all` }));
  if (target !== undefined)
    problems.push({ what: `"${target}" with check influx`, expected: 'no target: the config says where it is' });
  return problems.length > 0 ? { problems } : { run: () => run(args.one('config'), args.has('json'), deps) };
};

const run = async (file: string | undefined, json: boolean, deps: CliDeps): Promise<ExitCode> => {
  const { stdout, stderr, env, clock } = deps;
  const line = new LiveLine(stderr, clock);
  const at = clock.now();
  const checked = await deps.checkInflux(file, (text) => line.show(text)).finally(() => line.clear());
  if (!checked.ok && 'lookedAt' in checked) {
    const places = printable(checked.lookedAt.join(' and '));
    stderr.write(
      `plumbline: No config file found (looked at ${places}); write one with \`npx plumbline config init\`, then add \`influx:\`\n`,
    );
    return 2;
  }
  if (!checked.ok) {
    for (const problem of checked.problems)
      stderr.write(`plumbline: ${printable(problemText(checked.file ?? file ?? 'config', problem))}\n`);
    return 2;
  }
  const { vantage, outcome } = checked;
  for (const warning of checked.warnings) stderr.write(`plumbline: ${printable(problemText(checked.file, warning))}\n`);
  const one = { probe: INFLUX, subject: { vantage }, at, outcome };
  stdout.write(json ? jsonLine(one) : influxCard(one, outcome, styleFor(stdout, env)));
  return exitCodeOf([standingOf(one)], 1);
};
