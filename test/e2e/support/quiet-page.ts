import { setTimeout as wait } from 'node:timers/promises';

import type { Page, Request } from 'playwright-core';

/** Between looks at whether all is answered, and until it is looked all the same (ms). */
const AGAIN = 100;
const PATIENCE = 30_000;

/** An answer that is on its way is held twice: as text, and as what is read of it. */
export const quietOf = (page: Page) => {
  let [asked, answered] = [0, 0];
  const isAnswered = (r: Request): boolean => r.url().includes('/api/') && !r.url().endsWith('/api/live');
  page.on('request', (r) => void (isAnswered(r) && (asked += 1)));
  for (const end of ['requestfinished', 'requestfailed'] as const)
    page.on(end as 'requestfinished', (r) => void (isAnswered(r) && (answered += 1)));
  /** What `look` finds while nothing is asked; on a machine that never lets it, what it found at last. */
  return async <T>(look: () => Promise<T>): Promise<T> => {
    for (const end = performance.now() + PATIENCE; ; await wait(AGAIN)) {
      const before = asked;
      const isQuiet = answered === asked;
      const isLast = performance.now() >= end;
      if (!isQuiet && !isLast) continue;
      const found = await look();
      if (asked === before || isLast) return found;
    }
  };
};
