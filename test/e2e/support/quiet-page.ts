import { setTimeout as wait } from 'node:timers/promises';

import type { Page, Request } from 'playwright-core';

/** Between looks at whether all is answered, and until it is looked all the same (ms). */
const AGAIN = 100;
const PATIENCE = 30_000;

/**
 * What `look` finds while the page asks nothing: an answer that is on its way is held twice, as text and as what is read
 * of it. On a machine that never lets it, what it found at last.
 */
export const quietOf = (page: Page) => {
  const out = new Set<Request>();
  let asked = 0;
  page.on('request', (request) => {
    if (!request.url().includes('/api/') || request.url().endsWith('/api/live')) return;
    asked += 1;
    out.add(request);
  });
  page.on('requestfinished', (request) => void out.delete(request));
  page.on('requestfailed', (request) => void out.delete(request));
  return async <T>(look: () => Promise<T>): Promise<T> => {
    for (const end = performance.now() + PATIENCE; ; await wait(AGAIN)) {
      const isLast = performance.now() >= end;
      if (out.size > 0 && !isLast) continue;
      const before = asked;
      const found = await look();
      if (asked === before || isLast) return found;
    }
  };
};
