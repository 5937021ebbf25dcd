import { CODES } from '../../domain/codes.ts';
import type { Evidence, Finding } from '../../domain/finding.ts';
import { LOSS_REASONS, LOSS_WORDS } from '../../domain/sample.ts';
import { percent } from './number.ts';
import { SHAPES, type Style } from './style.ts';
import { indent, printable, words, wrap } from './text.ts';

/** Evidence is in the units of the store; a person wants a time and a share. */
const told = (key: string, value: Evidence[string]): string => {
  if (value === null) return 'unknown';
  if (typeof value === 'number' && /^since$|Since$|^lastGood$|LastGood$|^builtAt$/.test(key))
    return new Date(Math.round(value / 1_000)).toISOString();
  if (typeof value === 'number' && key.endsWith('Ratio')) return percent(value);
  const loss = key === 'reason' ? LOSS_REASONS.find((r) => r === value) : undefined;
  return loss === undefined ? printable(String(value)) : LOSS_WORDS[loss];
};
const evidenceText = (evidence: Evidence): string =>
  Object.entries(evidence)
    .map(([key, value]) => `${words(printable(key))}${typeof value === 'number' ? '' : ':'} ${told(key, value)}`)
    .join(', ');

/** A finding as a person needs it: what it means, what was seen, what to do. */
export const findingLines = ({ code, severity, evidence, remedy }: Finding, style: Style): readonly string[] => {
  // A finding of a diagnosis brings its own sentence.
  const { summary, ...rest } = evidence;
  const meaning = typeof summary === 'string' ? printable(summary) : CODES[code].meaning;
  const seen = evidenceText(rest);
  const width = style.width - 4;
  // What follows the first line is commands, to be pasted whole.
  const [todo = '', ...commands] = (remedy ?? CODES[code].remedy).split('\n').map(printable);
  return [
    style.standing(severity, `${SHAPES[severity]} ${code}`),
    ...indent(
      [
        ...wrap(meaning, width),
        ...(seen === '' ? [] : wrap(`Seen: ${seen}.`, width)),
        ...wrap(`To do: ${todo}`, width),
        ...indent(commands, 2),
      ],
      2,
    ),
  ];
};
