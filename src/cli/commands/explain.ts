import { CODES, isCode } from '../../domain/codes.ts';
import { nearest } from '../../domain/nearest.ts';
import { platformsFor } from '../../diagnose/remedy/remedy.ts';
import { tooMany } from '../args.ts';
import { wrong, type Command } from '../command.ts';
import { SHAPES, styleFor, type Style } from '../format/style.ts';
import { table } from '../format/table.ts';
import { cut, indent, printable, wrap } from '../format/text.ts';

export const explain: Command = {
  usage: 'explain [CODE]',
  summary: 'What a finding means and how to fix it',
  options: {},
  prepare: (args, { stdout, env }) => {
    const problems = tooMany(args.positionals, 1);
    if (problems.length > 0) return { problems };
    const style = styleFor(stdout, env);
    const [code] = args.positionals;
    if (code === undefined) return { run: () => tell(allCodes(style)) };
    if (isCode(code)) return { run: () => tell(oneCode(code, style)) };
    const near = nearest(code, Object.keys(CODES));
    const expected = near === undefined ? '`plumbline explain` lists all codes' : `perhaps ${near}`;
    return wrong({ what: `"${cut(printable(code), 60)}" is no code`, expected });

    function tell(lines: readonly string[]): 0 {
      stdout.write(`${lines.join('\n')}\n`);
      return 0;
    }
  },
};

const oneCode = (code: keyof typeof CODES, style: Style): readonly string[] => {
  const { severity, meaning, remedy } = CODES[code];
  const platforms = platformsFor(code);
  const paste = `With text to paste: plumbline diagnose TARGET --for ${platforms.join(', ')}`;
  return [
    `${style.standing(severity, `${SHAPES[severity]} ${severity}`)}  ${style.strong(code)}`,
    ...indent(wrap(meaning, style.width - 2), 2),
    '',
    ...indent(wrap(`To do: ${remedy}`, style.width - 2), 2),
    ...(platforms.length === 0 ? [] : indent(wrap(paste, style.width - 2), 2)),
  ];
};

const allCodes = (style: Style): readonly string[] =>
  table(
    [{ title: 'CODE' }, { title: 'SEVERITY' }, { title: 'MEANING', least: 30 }],
    Object.entries(CODES).map(([code, { severity, meaning }]) => [code, `${SHAPES[severity]} ${severity}`, meaning]),
    style.width,
  );
