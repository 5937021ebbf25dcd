import type { RefusalReport } from '../../probes/refusal/report.ts';
import { printable } from './text.ts';

/** What a page answered with, and where that was. */
export const refusalLines = (report: RefusalReport): readonly string[] => {
  const { address, status, bytes, title, ended, refuses, because = '' } = report;
  return [
    `${address}, status ${status}, ${bytes} bytes`,
    ...(title === undefined ? [] : [`title: ${printable(title)}`]),
    ...(ended === undefined ? [] : [`led to: ${printable(ended)}`]),
    refuses ? `refuses: ${printable(because)}` : 'does not refuse, by what was asked for',
  ];
};
