import type { Lint } from './report.ts';

/** What a good grade hides and the lint says, too: by the code of the first, that of the second. */
const SAME: Readonly<Record<string, string>> = {
  'grade-hides-shared-cookie': 'cache-shared-cookie',
  'grade-hides-no-caching-rule': 'cache-heuristic',
  'grade-hides-bare-404': 'header-lost',
  'grade-hides-bare-redirect': 'header-lost',
};

/** Lint and weaknesses as one: what both say stands there once, by the lint, which then tells who hides it. */
export const joined = (lint: readonly Lint[], weaknesses: readonly Lint[]): readonly Lint[] => {
  const all = [...lint];
  for (const weakness of weaknesses) {
    const at = all.findIndex(({ code, place }) => code === SAME[weakness.code] && place === weakness.place);
    const same = all[at];
    if (same === undefined || weakness.hiddenBy === undefined) all.push(weakness);
    else all[at] = { ...same, hiddenBy: weakness.hiddenBy };
  }
  return all;
};
