import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { startFakeServer } from './support/fake-server.mjs';
import { cdpOf, heldBy } from './support/held.ts';
import { quietOf } from './support/quiet-page.ts';
import { openPage } from './support/watched-page.ts';

const BUILT = existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)));
const why = NO_BROWSER ?? (BUILT ? undefined : 'the page is not built (npm run build)');
const PATHS = ['/lines', '/addresses', '/wall', '/t/cloudflare', '/events', '/', '/t/nas', '/sites'] as const;

describe.skipIf(why !== undefined)(`pages that were left${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('are gone: two hundred of them, most left before they were answered, hold and draw nothing', async () => {
    const server = await startFakeServer({ variant: 'addresses' });
    const watched = await openPage(browser, server.url);
    const { page } = watched;
    const go = (path: string): Promise<void> =>
      page.evaluate((to) => {
        history.pushState(null, '', to);
        dispatchEvent(new PopStateEvent('popstate'));
      }, path);
    const cdp = await cdpOf(page);
    const quiet = quietOf(page);
    const heldAfter = async (times: number) => {
      for (let i = 0; i < times; i += 1) {
        await go(PATHS[i % PATHS.length] ?? '/');
        await wait(i % 5 === 0 ? 250 : 30);
      }
      await go('/');
      await page.locator('[data-target=cloudflare]').waitFor();
      await expect.poll(() => page.locator('#app > main').count()).toBe(1);
      await expect.poll(() => page.locator('#app h1').count()).toBe(1);
      // What was asked by those that were left is answered by then.
      return quiet(() => heldBy(cdp));
    };
    try {
      await page.locator('[data-target=cloudflare]').waitFor();
      const before = await heldAfter(40);
      const after = await heldAfter(160);
      expect(after.listeners).toBeLessThanOrEqual(before.listeners + 10);
      expect(after.nodes).toBeLessThanOrEqual(before.nodes + 300);
    } finally {
      await watched.close();
      await server.close();
    }
  });
});
