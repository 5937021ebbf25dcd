import { GLOBAL, type Args, type OptionSpecs } from './args.ts';
import type { Command } from './command.ts';
import type { CliDeps } from './deps.ts';
import { styleFor } from './format/style.ts';
import { indent, pairs, widthOf, wrap } from './format/text.ts';

const optionLines = (specs: OptionSpecs, width: number): readonly string[] => {
  const rows = Object.entries({ ...specs, ...GLOBAL }).map(([name, { value, short, help }]) => {
    const left = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    return [left, help] as const;
  });
  return indent(pairs(rows, width - 2), 2);
};

export const commandHelp = (command: Command, args: Args, deps: CliDeps): string => {
  const { width } = styleFor(deps.stdout, deps.env);
  const { usage, summary, help } = { ...command, ...command.named?.(args, deps) };
  const more = help?.(deps, width);
  const lines = [
    `Usage: plumbline ${usage} [OPTION…]`,
    '',
    ...wrap(summary, width),
    ...(more === undefined
      ? []
      : ['', ...more.flatMap((line) => (widthOf(line) <= width ? [line] : wrap(line, width)))]),
    '',
    'Options:',
    ...optionLines(command.options, width),
  ];
  return `${lines.join('\n')}\n`;
};

export const generalHelp = (commands: readonly Command[], width: number): string => {
  const lines = [
    'plumbline tells you whether your line is true.',
    '',
    'Usage: plumbline COMMAND [OPTION…]',
    '',
    'Commands:',
    ...indent(
      pairs(
        commands.map((c) => [c.usage, c.summary]),
        width - 2,
      ),
      2,
    ),
    '',
    'Options:',
    ...optionLines({}, width),
    '',
    '`plumbline COMMAND --help` tells more.',
  ];
  return `${lines.join('\n')}\n`;
};
