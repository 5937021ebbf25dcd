import { generalRemedy } from '../../diagnose/remedy/general.ts';
import { remedyFor, type Platform, type Remedy } from '../../diagnose/remedy/remedy.ts';
import type { Diagnosis, Step } from '../../diagnose/diagnosis.ts';
import { CODES } from '../../domain/codes.ts';
import type { Evidence, Finding } from '../../domain/finding.ts';
import type { Diagnosed } from '../diagnosed.ts';
import { evidenceRows } from './evidence.ts';
import { SHAPES, type Standing, type Style } from './style.ts';
import { indent, pairs, printable, wrap } from './text.ts';

/** A verdict, what it rests on, what to do about it, and what was looked at. */
export const diagnosisCard = (
  { subject, diagnosis }: Diagnosed,
  platform: Platform | undefined,
  style: Style,
): string => {
  const { verdict, findings, ways, steps } = diagnosis;
  const over = subject.via === undefined ? '' : ` over ${printable(subject.via)}`;
  const standing = standingOf(verdict);
  const title = `${style.standing(standing, `${SHAPES[standing]} ${verdict.code}`)}  ${style.strong(printable(subject.target ?? ''))}${over}`;
  const lines = [
    title,
    ...indent(wrap(printable(verdict.summary), style.width - 2), 2),
    ...section('', pairs(evidenceRows(shownOf(verdict)), style.width - 2)),
    ...section('', remedyLines(remedyFor(diagnosis, platform), verdict.severity !== 'info', platform, style)),
    ...alike(findings).flatMap((same) => section('', besideLines(same, style))),
    ...(ways.length < 2 ? [] : section('Ways', pairs(wayRows(ways, style), style.width - 2))),
    ...section('Looked at', pairs(stepRows(steps), style.width - 2)),
  ];
  return `${lines.join('\n')}\n`;

  function section(head: string, body: readonly string[]): readonly string[] {
    if (body.length === 0) return [];
    const inside = indent(body, 2).map((line) => line.trimEnd());
    return ['', ...(head === '' ? [] : [`  ${style.strong(head)}`]), ...inside];
  }
};

const standingOf = ({ code, severity }: Diagnosis['verdict']): Standing =>
  code === 'inconclusive' ? 'unmeasured' : severity;

/** What would settle it is what to do, and told there. */
const shownOf = ({ code, evidence }: Diagnosis['verdict']): Evidence => {
  const { settle: _, ...rest } = evidence;
  return code === 'inconclusive' ? rest : evidence;
};

/** Those of one code together: a certificate is the same over IPv4 and IPv6. */
const alike = (findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] => {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const group = groups.get(finding.code);
    if (group === undefined) groups.set(finding.code, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
};
/** What else was found: a sentence each, and what to do where there is something. The evidence is in `--json`. */
const besideLines = (same: readonly [Finding, ...Finding[]], style: Style): readonly string[] => {
  const [{ code, severity }] = same;
  const width = style.width - 4;
  const told = same.map(({ evidence: { summary } }) => (typeof summary === 'string' ? summary : CODES[code].meaning));
  const todo = severity === 'info' ? [] : same.map(({ evidence }) => `To do: ${generalRemedy(code, evidence)}`);
  return [
    style.standing(severity, `${SHAPES[severity]} ${code}`),
    ...indent(
      [...new Set([...told, ...todo])].flatMap((text) => wrap(printable(text), width)),
      2,
    ),
  ];
};

const wayRows = (ways: Diagnosis['ways'], style: Style): readonly (readonly [string, string])[] =>
  ways.map(({ family, address, verdict }) => {
    const standing = standingOf(verdict);
    return [
      `IPv${family}`,
      `${style.standing(standing, SHAPES[standing])} ${verdict.code} at ${printable(address)}`,
    ] as const;
  });

/** What was looked at, with the family where there are both. */
export const stepRows = (steps: readonly Step[]): readonly (readonly [string, string])[] => {
  const both = new Set(steps.flatMap((s) => s.family ?? [])).size > 1;
  return steps.map(({ name, family, told }) => {
    const of = family === undefined || !both ? '' : ` IPv${family}`;
    return [`${printable(name)}${of}`, printable(told)] as const;
  });
};

const remedyLines = (
  { general, recipe, platforms, misses }: Remedy,
  isNeeded: boolean,
  asked: Platform | undefined,
  style: Style,
): readonly string[] => {
  const { width } = style;
  const text = (words: string): readonly string[] => wrap(words, width - 2);
  if (recipe === undefined) {
    const none = asked === undefined || !isNeeded ? [] : text(`There is nothing of this to paste for ${asked}.`);
    return isNeeded ? [...text(`To do: ${printable(general)}`), ...none] : [];
  }
  if (!isNeeded && asked === undefined) return [];
  const others = platforms.filter((p) => p !== recipe.platform);
  return [
    ...(asked === undefined ? text(`To do: ${printable(general)}`) : []),
    ...text(`${asked === undefined ? 'Here and now' : `For ${asked}`}, ${recipe.where}:`),
    '',
    // Not broken between words: it is to be pasted.
    ...indent(recipe.paste.split('\n'), 2),
    '',
    ...text(`See whether it helps: ${recipe.verify}.`),
    ...text(`Undo: ${recipe.undo}.`),
    ...(misses === undefined ? [] : text(`What it does not cure: ${misses}`)),
    ...(others.length === 0 ? [] : text(`For another place: --for ${others.join(', ')}.`)),
  ];
};
