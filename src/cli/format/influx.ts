import type { Outcome } from '../../domain/outcome.ts';
import type { InfluxCheck } from '../../store/influx/check/check.ts';
import { standingOf, type Checked } from '../checked.ts';
import { findingLines } from './findings.ts';
import { SHAPES, WORDS, type Style } from './style.ts';
import { indent, pad, printable, wrap } from './text.ts';

/** Every step of a check of InfluxDB, in order, and what is wrong. */
export const influxCard = (checked: Checked, outcome: Outcome<InfluxCheck>, style: Style): string => {
  const standing = standingOf(checked);
  const title = (of: string): string =>
    `${style.standing(standing, `${SHAPES[standing]} ${WORDS[standing]}`)}  InfluxDB${of}`;
  if (outcome.status === 'failed') return `${title('')}\n  ${printable(outcome.detail)} (${outcome.reason})\n`;
  const { url, database, steps } = outcome.report;
  const lines = steps.flatMap(({ step, ok, detail }) => {
    const [first = '', ...more] = wrap(printable(detail), style.width - 14);
    const shape = style.standing(ok ? 'ok' : 'fail', SHAPES[ok ? 'ok' : 'fail']);
    return [`${shape} ${pad(step, 9)} ${first}`].concat(indent(more, 12));
  });
  const findings = outcome.findings.flatMap((finding) => ['', ...indent(findingLines(finding, style), 2)]);
  const where = `: ${style.strong(printable(database))} at ${printable(url)}`;
  return `${[title(where), ...indent(lines, 2), ...findings].join('\n')}\n`;
};
