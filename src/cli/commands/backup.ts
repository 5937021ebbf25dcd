import { tooMany, type Args, type UsageProblem } from '../args.ts';
import type { Command } from '../command.ts';
import type { ExitCode } from '../deps.ts';
import { fetchInto } from '../fetch-into.ts';
import { printable } from '../format/text.ts';

const STATE = { value: 'DIR', help: 'The state folder, where it is not the usual one' } as const;

const fileOf = (args: Args, what: string): { readonly file: string; readonly problems: readonly UsageProblem[] } => {
  const [file = ''] = args.positionals;
  const problems = [...tooMany(args.positionals, 1)];
  if (file === '') problems.push({ what: 'no file', expected: what });
  if (args.one('state') === '') problems.push({ what: '--state without a value', expected: 'a path' });
  return { file, problems };
};

export const backup: Command = {
  usage: 'backup FILE',
  summary: 'A copy of the whole record, while it is being written',
  options: { force: { short: 'f', help: 'Replace the file if it is there' }, state: STATE },
  help: () => [
    'The copy is of one moment, is read through before it gets its name, and is',
    'for this user alone. Measuring goes on. `plumbline restore` takes it back.',
  ],
  prepare: (args, deps) => {
    const { file, problems } = fileOf(args, 'where the backup is to lie');
    if (problems.length > 0) return { problems };
    const asked = { method: 'POST', path: '/backup', state: args.one('state') } as const;
    return { run: () => fetchInto(asked, { file, force: args.has('force'), record: true }, deps) };
  },
};

export const restore: Command = {
  usage: 'restore FILE',
  summary: 'Make a backup the record; what was is kept beside it',
  options: { state: STATE },
  help: () => [
    'The service has to be stopped. The backup is read through first: one that is',
    'broken, or that a newer plumbline made, changes nothing. An older one is brought',
    'up to date at the next start, which tells the time between as a gap.',
  ],
  prepare: (args, deps) => {
    const { file, problems } = fileOf(args, 'a backup');
    if (problems.length > 0) return { problems };
    return {
      run: async (): Promise<ExitCode> => {
        const done = await deps.restore(file, args.one('state'));
        if (!done.ok) {
          deps.stderr.write(`plumbline: ${printable(done.why)}\n`);
          return 2;
        }
        const kept = done.kept === undefined ? '' : ` What was there is kept as ${done.kept}.`;
        deps.stderr.write(`${printable(`Restored: ${done.contents}.${kept}`)}\n`);
        return 0;
      },
    };
  },
};
