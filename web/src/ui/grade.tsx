import { gradeLook } from '../model/grades.ts';
import { told } from '../model/sites.ts';

/** A grade as a letter in a shape: round for A, cut corners for B and C, square for what is worse, dashed for none. */
export const GradeMark = ({ grade, big = false }: { grade: string | undefined; big?: boolean }) => (
  <span class={`grade grade-${gradeLook(grade)}${big ? ' grade-big' : ''}`} data-grade={grade}>
    {grade === undefined || grade === '' ? (
      <>
        <span aria-hidden="true">–</span>
        <span class="sr">no grade</span>
      </>
    ) : (
      told(grade, 4).replace('-', '\u2212')
    )}
  </span>
);
