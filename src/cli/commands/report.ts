import { join } from 'node:path';

import { isProblem } from '../../api/range.ts';
import { reportName } from '../../api/report/echoes.ts';
import { reportPeriod } from '../../api/report/period.ts';
import { tooMany, type UsageProblem } from '../args.ts';
import type { Command } from '../command.ts';
import { fetchInto } from '../fetch-into.ts';

export const report: Command = {
  usage: 'report LINE',
  summary: 'A report of a line for its provider, with raw echoes',
  options: {
    from: { value: 'TIME', help: 'The start; 14 days ago unless told' },
    to: { value: 'TIME', help: 'The end, which is not in it; a minute ago unless told' },
    out: { value: 'DIR', help: 'The folder to write into; this one unless told' },
    force: { short: 'f', help: 'Replace the files if they are there' },
    state: { value: 'DIR', help: 'The state folder, where it is not the usual one' },
  },
  help: () => [
    'Writes plumbline-LINE-….html, which prints on A4, and plumbline-LINE-….csv,',
    'whose SHA-256 it names. 31 days at most. TIME as for `plumbline export`.',
    'Asks the service that runs, or reads the record itself where none does.',
  ],
  prepare: (args, deps) => {
    const [line] = args.positionals;
    const period = reportPeriod({ from: args.one('from'), to: args.one('to') }, deps.clock.now());
    const problems: UsageProblem[] = [...tooMany(args.positionals, 1)];
    if (line === undefined || line === '')
      problems.push({ what: 'no line', expected: 'the name of one, as under `uplinks` in the config' });
    else if (line.length > 253) problems.push({ what: `the name "${line}"`, expected: '253 characters at most' });
    if (isProblem(period))
      problems.push({
        what: `${period.where === 'query to' ? '--to' : '--from'}: ${period.what}`.replace(/\.$/, ''),
        expected: (period.expected ?? 'a time').replace('`to`', '--to'),
      });
    for (const name of ['out', 'state'])
      if (args.one(name) === '') problems.push({ what: `--${name} without a value`, expected: 'a folder' });
    if (problems.length > 0 || line === undefined || isProblem(period)) return { problems };
    const query = new URLSearchParams({ line, from: `${period.from}`, to: `${period.to}` });
    const name = reportName(line, period);
    const fetch = (what: 'report.csv' | 'report', ending: string) =>
      fetchInto(
        { method: 'GET', path: `/${what}?${query.toString()}`, state: args.one('state') },
        { file: join(args.one('out') ?? '.', `${name}.${ending}`), force: args.has('force') },
        deps,
      );
    return {
      run: async () => {
        const code = await fetch('report.csv', 'csv');
        return code === 0 ? fetch('report', 'html') : code;
      },
    };
  },
};
