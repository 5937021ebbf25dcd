import type { Report } from '../../probes/mtu/report.ts';
import { stepRows } from './diagnosis.ts';
import type { Style } from './style.ts';
import { pairs, printable, wrap } from './text.ts';

/** What was found, and what was looked at; evidence and remedy are the findings'. */
export const mtuLines = ({ verdict, steps }: Report, style: Style): readonly string[] => [
  ...wrap(printable(verdict.summary), style.width - 2),
  ...(steps.length === 0 ? [] : ['', ...pairs(stepRows(steps), style.width - 2)]),
];
