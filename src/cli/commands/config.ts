import { problemText } from '../../config/problems.ts';
import { nearest } from '../../domain/nearest.ts';
import type { Args } from '../args.ts';
import { wrong, type Command } from '../command.ts';
import type { CliDeps, ExitCode } from '../deps.ts';
import { counted } from '../format/number.ts';
import { printable } from '../format/text.ts';

const NAMES = ['init', 'check', 'schema'] as const;

export const config: Command = {
  usage: 'config WORD [FILE]',
  summary: 'A config file: init, check or schema',
  options: {
    config: { value: 'FILE', help: 'check: the file, where it is not the usual one' },
    output: { value: 'FILE', short: 'o', help: 'init, schema: where to write; - is the terminal' },
    force: { short: 'f', help: 'init, schema: replace the file if it is there' },
  },
  help: () => [
    'init     writes what there is to watch here, as a commented plumbline.yaml',
    'check    every error at once: where, what was found, what was expected',
    'schema   JSON Schema, for editors',
  ],
  prepare: (args, deps) => {
    const [what = '', file, more] = args.positionals;
    const problems = [];
    const known = NAMES.find((n) => n === what);
    if (known === undefined) {
      const near = nearest(what, NAMES);
      const expected = near === undefined ? `config ${NAMES.join('|')}` : `perhaps config ${near}`;
      problems.push({ what: what === '' ? 'config alone' : `config "${what}"`, expected });
    }
    if (more !== undefined || (file !== undefined && known !== 'check'))
      problems.push({ what: `"${more ?? file ?? ''}" is one word too many`, expected: 'config check takes one file' });
    if (known === 'check' && file !== undefined && args.has('config'))
      problems.push({ what: 'two config files', expected: 'one, as a word or by --config' });
    for (const name of known === 'check' ? ['output', 'force'] : ['config'])
      if (known !== undefined && args.has(name))
        problems.push({ what: `--${name} with config ${known}`, expected: `no --${name} there` });
    if (known === undefined || problems.length > 0) return wrong(...problems);
    if (known === 'check') return { run: () => checkFile(file ?? args.one('config'), deps) };
    return {
      run: async () =>
        put(
          known === 'init' ? await deps.config.init() : `${JSON.stringify(deps.config.schema(), null, 2)}\n`,
          args.one('output') ?? (known === 'init' ? 'plumbline.yaml' : '-'),
          args,
          deps,
        ),
    };
  },
};

const put = async (text: string, output: string, args: Args, deps: CliDeps): Promise<ExitCode> => {
  const { stdout, stderr } = deps;
  if (output === '-') {
    stdout.write(text);
    return 0;
  }
  const refused = await deps.writeText(output, text, args.has('force'));
  stderr.write(refused === undefined ? `Written to ${output}.\n` : `plumbline: ${output}: ${refused}\n`);
  return refused === undefined ? 0 : 2;
};

const checkFile = async (file: string | undefined, deps: CliDeps): Promise<ExitCode> => {
  const checked = await deps.config.check(file);
  if (!checked.ok) {
    for (const p of checked.problems)
      deps.stderr.write(`${printable(problemText(checked.file ?? file ?? 'config', p))}\n`);
    return 2;
  }
  const { warnings } = checked;
  for (const w of warnings) deps.stderr.write(`${printable(problemText(checked.file ?? 'config', w))}\n`);
  const where = checked.file ?? 'No config file: what there is to watch is discovered';
  const verdict = warnings.length === 0 ? 'nothing wrong' : `no error, ${counted(warnings.length, 'warning')}`;
  deps.stdout.write(`${where}: ${counted(checked.targets, 'target')}, ${verdict}.\n`);
  for (const line of checked.lines ?? []) deps.stdout.write(`${printable(line)}\n`);
  return 0;
};
