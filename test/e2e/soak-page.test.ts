import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { soakPages, type Rules } from './support/soaked-pages.ts';

const BUILT = existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)));
const why = NO_BROWSER ?? (BUILT ? undefined : 'the page is not built (npm run build)');

/** Updates that are shown, of more than a hundred samples each, and the first of them: code is compiled, caches fill. */
const UPDATES = 200;
const WARM_UP = 60;
/**
 * A node or a listener kept of each update would be more than 220 more, and a sample kept of each sample 1.8 MiB
 * (measured); what a page needs moves by a third of a MiB by itself.
 */
const RULES: Rules = {
  heapMiB: { unit: 'MiB', growth: 0.9 },
  nodes: { unit: '', growth: 60 },
  listeners: { unit: '', growth: 20 },
};

describe.skipIf(why !== undefined)(`pages that stay open${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('hold no more after hundreds of updates than after the first', async () => {
    const { verdicts, behind } = await soakPages(browser, {
      speed: 10,
      rules: RULES,
      warmUp: () => WARM_UP,
      isOver: (updates) => updates >= UPDATES,
    });
    expect(behind).toEqual([]);
    expect(verdicts.filter((v) => !v.ok)).toEqual([]);
  });
});
