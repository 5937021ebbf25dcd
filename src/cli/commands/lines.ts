import { text } from 'node:stream/consumers';

import type { Lines } from '../../api/line-schema.ts';
import { tooMany, type UsageProblem } from '../args.ts';
import type { Command } from '../command.ts';
import type { CliDeps, ExitCode } from '../deps.ts';
import { messageOf, refused } from '../fetch-into.ts';
import { linesCard } from '../format/lines.ts';
import { styleFor } from '../format/style.ts';
import { cut, printable } from '../format/text.ts';

export const lines: Command = {
  usage: 'lines',
  summary: 'Which line is live, and how all of them stand',
  options: {
    json: { help: 'One JSON object, as /api/lines answers' },
    state: { value: 'DIR', help: 'The state folder, where it is not the usual one' },
  },
  help: () => [
    'Asks the service that runs. Exit code 0: the live line is known and carries.',
    '1: it is dark, or no line carries. 3: it is not known, or no service runs.',
  ],
  prepare: (args, deps) => {
    const problems: UsageProblem[] = [...tooMany(args.positionals, 0)];
    if (args.one('state') === '') problems.push({ what: '--state without a value', expected: 'a folder' });
    if (problems.length > 0) return { problems };
    return { run: () => show(args.one('state'), args.has('json'), deps) };
  },
};

const exitOf = ({ live, lines }: Lines): ExitCode => {
  if (lines.length === 0) return 0;
  const carrying = lines.find((l) => l.name === live?.line);
  if (carrying !== undefined) return carrying.standing === 'dark' ? 1 : 0;
  return lines.every((l) => l.standing === 'dark') ? 1 : 3;
};

const show = async (state: string | undefined, json: boolean, deps: CliDeps): Promise<ExitCode> => {
  const { stdout, stderr, signal } = deps;
  const tell = (what: string): void => stderr.write(`plumbline: ${cut(printable(what), 1_000)}\n`);
  const opened = await deps.openOwner(state);
  if (!opened.ok) {
    tell(opened.detail);
    return 2;
  }
  try {
    const answer = await opened.owner.ask('GET', '/lines', signal);
    if (answer.status !== 200) {
      const { code, why } = await refused(answer);
      tell(why);
      return code;
    }
    const told = await text(answer.body);
    const all = JSON.parse(told) as Lines;
    stdout.write(json ? `${JSON.stringify(all)}\n` : linesCard(all, styleFor(stdout, deps.env)));
    return exitOf(all);
  } catch (error) {
    tell(`it broke off: ${messageOf(error)}`);
    return 3;
  } finally {
    await opened.owner.close();
  }
};
