import type { Lines } from '../../api/line-schema.ts';
import { askingCommand } from '../ask-service.ts';
import type { Command } from '../command.ts';
import type { ExitCode } from '../deps.ts';
import { linesCard } from '../format/lines.ts';

const exitOf = ({ live, lines }: Lines): ExitCode => {
  if (lines.length === 0) return 0;
  const carrying = lines.find((l) => l.name === live?.line);
  if (carrying !== undefined) return carrying.standing === 'dark' ? 1 : 0;
  return lines.every((l) => l.standing === 'dark') ? 1 : 3;
};

export const lines: Command = {
  usage: 'lines',
  summary: 'Which line is live, and how all of them stand',
  help: () => [
    'Asks the service that runs. Exit code 0: the live line is known and carries.',
    '1: it is dark, or no line carries. 3: it is not known, or no service runs.',
  ],
  ...askingCommand<Lines>({ path: '/lines', card: linesCard, exitOf }),
};
