import type { AnyProbe } from '../../probes/probe.ts';
import { standingOf, type Checked } from '../checked.ts';
import { findingLines } from './findings.ts';
import { standingWith } from './grade.ts';
import { value } from './number.ts';
import { reportLines } from './reports.ts';
import { SHAPES, WORDS, type Style } from './style.ts';
import { indent, pairs, printable, wrap } from './text.ts';

/** Findings that the report of their probe tells already. */
const TOLD: Readonly<Record<string, (code: string) => boolean>> = {
  headers: () => true,
  hsts: (code) => code.startsWith('hstspreload/'),
};

/** All that one check found, for a person. */
export const card = (checked: Checked, probe: AnyProbe, style: Style): string => {
  const { outcome, subject } = checked;
  const standing = standingWith(standingOf(checked), outcome.status === 'measured' ? outcome.report : undefined);
  const over = subject.via === undefined ? '' : ` over ${printable(subject.via)}`;
  const title = `${style.standing(standing, `${SHAPES[standing]} ${WORDS[standing]}`)}  ${probe.title}: ${style.strong(printable(subject.target ?? ''))}${over}`;
  const lines: string[] = [title];
  if (outcome.status === 'failed')
    lines.push(...indent(wrap(`${printable(outcome.detail)} (${outcome.reason})`, style.width - 4), 2));
  else {
    const own = reportLines(probe.name, outcome, style);
    const values = Object.entries(outcome.values).map(([field, n]): readonly [string, string] => {
      const info = probe.values[field];
      return info === undefined ? [field, String(n)] : [info.label, value(n, info.unit)];
    });
    lines.push(...indent(own ?? pairs(values, style.width - 2), 2));
  }
  for (const finding of outcome.findings)
    if (TOLD[probe.name]?.(finding.code) !== true) lines.push('', ...indent(findingLines(finding, style), 2));
  return `${lines.join('\n')}\n`;
};
