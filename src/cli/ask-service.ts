import { text } from 'node:stream/consumers';

import { tooMany, type Args, type UsageProblem } from './args.ts';
import type { Command } from './command.ts';
import type { CliDeps, ExitCode } from './deps.ts';
import { messageOf, refused } from './fetch-into.ts';
import { styleFor, type Style } from './format/style.ts';
import { cut, printable } from './format/text.ts';

/** What is asked of the service that runs, and how its answer is told. */
export interface Asking<T> {
  /** Of the owner's api; the public one has it below /api. */
  readonly path: string;
  readonly card: (all: T, style: Style) => string;
  readonly exitOf: (all: T) => ExitCode;
}
/** A command that shows one answer of the service. */
export const askingCommand = <T>({ path, card, exitOf }: Asking<T>): Pick<Command, 'options' | 'prepare'> => ({
  options: {
    json: { help: `One JSON object, as /api${path} answers` },
    state: { value: 'DIR', help: 'The state folder, where it is not the usual one' },
  },
  prepare: (args: Args, deps) => {
    const problems: UsageProblem[] = [...tooMany(args.positionals, 0)];
    if (args.one('state') === '') problems.push({ what: '--state without a value', expected: 'a folder' });
    if (problems.length > 0) return { problems };
    return { run: () => ask({ path, card, exitOf }, args.one('state'), args.has('json'), deps) };
  },
});

const ask = async <T>(
  { path, card, exitOf }: Asking<T>,
  state: string | undefined,
  json: boolean,
  deps: CliDeps,
): Promise<ExitCode> => {
  const { stdout, stderr, signal, env } = deps;
  const tell = (what: string): void => stderr.write(`plumbline: ${cut(printable(what), 1_000)}\n`);
  const opened = await deps.openOwner(state);
  if (!opened.ok) {
    tell(opened.detail);
    return 2;
  }
  try {
    const answer = await opened.owner.ask('GET', path, signal);
    if (answer.status !== 200) {
      const { code, why } = await refused(answer);
      tell(why);
      return code;
    }
    const all = JSON.parse(await text(answer.body)) as T;
    stdout.write(json ? `${JSON.stringify(all)}\n` : card(all, styleFor(stdout, env)));
    return exitOf(all);
  } catch (error) {
    tell(`it broke off: ${messageOf(error)}`);
    return 3;
  } finally {
    await opened.owner.close();
  }
};
