import { formatDuration } from '../../probes/duration.ts';
import { optionsOf, type OptionInfo } from '../../probes/option-info.ts';
import { isOnce, type AnyOnce, type AnyProbe } from '../../probes/probe.ts';
import type { Command } from '../command.ts';
import { indent, pairs } from '../format/text.ts';
import { INFLUX } from './check-influx.ts';

const OF_INFLUX = 'the InfluxDB of the config: address, login, database, write, read';

const usualText = ({ kind, usual }: OptionInfo): string =>
  kind === 'duration' && typeof usual === 'number' ? formatDuration(usual) : String(usual);

/** What an option is for; below, what may be written and what holds where it is left out. */
const optionRows = (option: OptionInfo): readonly (readonly [string, string])[] => {
  const { name, about, expected, usual } = option;
  const takes = `Takes ${expected}${usual === undefined ? '' : `. Left out: ${usualText(option)}`}`;
  return about === undefined
    ? [[name, takes]]
    : [
        [name, about],
        ['', takes],
      ];
};

const EXIT =
  'Exit code: 0 nothing is wrong, 1 something is, 2 the command is wrong, 3 it could not be measured. With --fix: 0 there are lines to paste, 3 there are none.';

/** `check --help`: which probes there are, and what each tells. */
export const probesHelp = (probes: readonly AnyProbe[], width: number): readonly string[] => [
  'Probes:',
  ...indent(
    pairs(
      [...probes.filter(isOnce).map((p): [string, string] => [p.name, p.purpose ?? p.title]), [INFLUX, OF_INFLUX]],
      width - 2,
    ),
    2,
  ),
  '',
  '`plumbline check PROBE --help` tells its options.',
  '',
  EXIT,
];

/** `check PROBE --help` */
export const probeHelp = (probe: AnyOnce): Pick<Command, 'usage' | 'summary' | 'help'> => {
  const options = optionsOf(probe);
  return {
    usage: `check ${probe.name} ${probe.usualTarget === undefined ? 'TARGET…' : '[TARGET…]'}`,
    summary: `${probe.title}${probe.purpose === undefined ? '' : `: ${probe.purpose}`}`,
    help: (_, width) => [
      ...(options.length === 0 ? ['It has no options of its own.'] : ['What --set takes:']),
      ...indent(pairs(options.flatMap(optionRows), width - 2), 2),
    ],
  };
};
