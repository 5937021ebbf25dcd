import { expect, it } from 'vitest';

import { observatory } from '../../../../src/probes/headers/observatory/grade.ts';
import { headersReport } from '../../../../src/probes/headers/report.ts';
import { GOLDEN } from './golden.ts';
import { NOT_LISTED, siteOf } from './seen.ts';

it.each(GOLDEN)('$name: $grade, $score', ({ site, preloaded = NOT_LISTED, points, score, grade }) => {
  const graded = observatory(siteOf(site), preloaded);
  expect({
    points: graded.rules.map((each) => each.points).filter((each) => each !== 0),
    score: graded.score,
    grade: graded.grade,
  }).toEqual({ points, score, grade });
  expect(headersReport.shape.grades.parse([graded])).toEqual([graded]);
});
