import { text } from 'node:stream/consumers';

import type { Addresses } from '../../api/addresses/schema.ts';
import { tooMany, type UsageProblem } from '../args.ts';
import type { Command } from '../command.ts';
import type { CliDeps, ExitCode } from '../deps.ts';
import { messageOf, refused } from '../fetch-into.ts';
import { addressesCard, seenIn } from '../format/addresses.ts';
import { styleFor } from '../format/style.ts';
import { cut, printable } from '../format/text.ts';

export const addresses: Command = {
  usage: 'addresses',
  summary: 'Who the world thinks you are, and where',
  options: {
    json: { help: 'One JSON object, as /api/addresses answers' },
    state: { value: 'DIR', help: 'The state folder, where it is not the usual one' },
  },
  help: () => [
    'Asks the service that runs. Exit code 0: it is known where most place the live line,',
    'and that is where the config says (`here`), if it says so. 1: it is elsewhere.',
    '3: it is not known, or no service runs.',
  ],
  prepare: (args, deps) => {
    const problems: UsageProblem[] = [...tooMany(args.positionals, 0)];
    if (args.one('state') === '') problems.push({ what: '--state without a value', expected: 'a folder' });
    if (problems.length > 0) return { problems };
    return { run: () => show(args.one('state'), args.has('json'), deps) };
  },
};

const exitOf = (all: Addresses): ExitCode => {
  const country = seenIn(all);
  if (country === undefined) return 3;
  return all.here === undefined || all.here.country === country ? 0 : 1;
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
    const answer = await opened.owner.ask('GET', '/addresses', signal);
    if (answer.status !== 200) {
      const { code, why } = await refused(answer);
      tell(why);
      return code;
    }
    const all = JSON.parse(await text(answer.body)) as Addresses;
    stdout.write(json ? `${JSON.stringify(all)}\n` : addressesCard(all, styleFor(stdout, deps.env)));
    return exitOf(all);
  } catch (error) {
    tell(`it broke off: ${messageOf(error)}`);
    return 3;
  } finally {
    await opened.owner.close();
  }
};
