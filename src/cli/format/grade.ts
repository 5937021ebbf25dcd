import { headersReport, type Grade } from '../../probes/headers/report.ts';
import type { Standing, Style } from './style.ts';
import { pad, printable, widthOf } from './text.ts';

/** How a grade is: a colour beside its letter. */
const standingOfGrade = (grade: string): Standing => {
  if (grade.startsWith('A')) return 'ok';
  return /^[BC]/.test(grade) ? 'warn' : 'fail';
};
export const GRADERS: Readonly<Record<Grade['grader'], string>> = {
  observatory: 'MDN Observatory',
  securityheaders: 'securityheaders',
};
/** A site that is well by what was found is to be looked at where its grade is not: that changes no exit code. */
export const standingWith = (found: Standing, report: unknown): Standing => {
  const read = headersReport.safeParse(report);
  const good = !read.success || read.data.grades.every(({ grade }) => grade.startsWith('A'));
  return good || found === 'fail' || found === 'unmeasured' ? found : 'warn';
};
/** `A+ (115)`. */
export const gradeText = ({ grade, score }: { readonly grade: string; readonly score?: number | undefined }): string =>
  score === undefined ? printable(grade) : `${printable(grade)} (${score})`;

const SIDE_BY_SIDE = 60;
const boxOf = ({ grader, version, grade, score }: Grade, style: Style): readonly string[] => {
  const letter = pad(printable(grade), 2);
  const painted = style.standing(standingOfGrade(grade), style.strong(letter));
  const points = score === undefined ? 'compatible, no score' : `${score} points`;
  return [
    `┌────┐ ${style.strong(GRADERS[grader])}`,
    `│ ${painted} │ ${points}`,
    `└────┘ ${score === undefined ? 'rules of' : 'version'} ${printable(version)}`,
  ];
};
/** Each grade large, beside each other where there is room. `plain`: how wide a line is without its colours. */
export const gradeBoxes = (grades: readonly Grade[], style: Style): readonly string[] => {
  const boxes = grades.map((grade) => boxOf(grade, style));
  if (style.width < SIDE_BY_SIDE) return boxes.flat();
  // oxlint-disable-next-line no-control-regex
  const bare = (line: string): number => widthOf(line.replaceAll(/\u001b\[\d+m/g, ''));
  const widest = Math.max(0, ...boxes.flat().map(bare));
  const beside = (line: string, last: boolean): string => (last ? line : line + ' '.repeat(widest + 3 - bare(line)));
  return [0, 1, 2].map((row) => boxes.map((box, i) => beside(box[row] ?? '', i === boxes.length - 1)).join(''));
};
