import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { startFakeServer } from './support/fake-server.mjs';
import { openPage } from './support/watched-page.ts';

const ROOT = fileURLToPath(new URL('../../dist/web/', import.meta.url));
const why = NO_BROWSER ?? (existsSync(`${ROOT}index.html`) ? undefined : 'the page is not built (npm run build)');
const LONG = { timeout: 40_000 };

describe.skipIf(why !== undefined)(`an installed page${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('has a manifest that the browser takes, and an icon of the size that it names', async () => {
    const server = await startFakeServer();
    const watched = await openPage(browser, server.url);
    try {
      const cdp = await watched.page.context().newCDPSession(watched.page);
      const { errors, url } = await cdp.send('Page.getAppManifest');
      expect(errors).toEqual([]);
      expect(url).toBe(`${server.url}/manifest.webmanifest`);
      const png = readFileSync(`${ROOT}icon-192.png`);
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([192, 192]);
    } finally {
      await watched.close();
      await server.close();
    }
  });

  it('opens where the service is gone, says so, and is the new one as soon as there is one', async () => {
    const server = await startFakeServer();
    const port = Number(new URL(server.url).port);
    const watched = await openPage(browser, `${server.url}/wall`);
    const { page } = watched;
    const verdict = (): Promise<string | null> => page.locator('[data-verdict]').getAttribute('data-verdict');
    try {
      await expect.poll(verdict, LONG).toBe('2 down');
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await server.close();
      await page.reload();
      await expect.poll(verdict, LONG).toBe('No contact');
      // Nothing of the api is kept.
      expect(await page.locator('[data-look]').count()).toBe(0);
      const again = await startFakeServer({ port });
      try {
        await expect.poll(verdict, LONG).toBe('2 down');
      } finally {
        await again.close();
      }
    } finally {
      await watched.close();
    }
  });
});
