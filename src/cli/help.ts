import { GLOBAL, type OptionSpecs } from './args.ts';
import type { Command } from './command.ts';
import type { CliDeps } from './deps.ts';
import { pad, widthOf } from './format/text.ts';

const optionLines = (specs: OptionSpecs): readonly string[] => {
  const rows = Object.entries({ ...specs, ...GLOBAL }).map(([name, { value, short, help }]) => {
    const left = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    return [left, help] as const;
  });
  const width = Math.max(...rows.map(([left]) => widthOf(left)));
  return rows.map(([left, help]) => `  ${pad(left, width)}  ${help}`);
};

export const commandHelp = (command: Command, deps: CliDeps): string => {
  const more = command.help?.(deps);
  const lines = [
    `Usage: plumbline ${command.usage} [OPTION…]`,
    '',
    command.summary,
    ...(more === undefined ? [] : ['', ...more]),
    '',
    'Options:',
    ...optionLines(command.options),
  ];
  return `${lines.join('\n')}\n`;
};

export const generalHelp = (commands: readonly Command[]): string => {
  const width = Math.max(...commands.map((c) => widthOf(c.usage)));
  const lines = [
    'plumbline tells you whether your line is true.',
    '',
    'Usage: plumbline COMMAND [OPTION…]',
    '',
    'Commands:',
    ...commands.map((c) => `  ${pad(c.usage, width)}  ${c.summary}`),
    '',
    'Options:',
    ...optionLines({}),
    '',
    '`plumbline COMMAND --help` tells more.',
  ];
  return `${lines.join('\n')}\n`;
};
