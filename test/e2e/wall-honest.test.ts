import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { startFakeServer } from './support/fake-server.mjs';
import { axeViolations, openPage } from './support/watched-page.ts';

// What the page says when what it shows is not now, and how it comes back, before a service that comes and goes.

const BUILT = existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)));
const why = NO_BROWSER ?? (BUILT ? undefined : 'the page is not built (npm run build)');
const LONG = { timeout: 40_000 };

describe.skipIf(why !== undefined)(`an honest page${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  const text = async (page: Page, selector: string): Promise<string> =>
    (await page.locator(selector).first().innerText()).replaceAll('\u00a0', ' ');

  it('greys out what is old, says when nobody is there, comes back by itself, and renews itself', async () => {
    const own = await startFakeServer();
    const wall = await openPage(browser, `${own.url}/wall`, { viewport: { width: 1_920, height: 1_080 } });
    const table = await openPage(browser, own.url);
    const chart = await openPage(browser, `${own.url}/t/google`);
    const { page } = wall;
    try {
      const tile = (name: string): Promise<string | null> =>
        page.locator(`[data-target=${name}]`).getAttribute('data-look');
      const verdict = (): Promise<string | null> => page.locator('[data-verdict]').getAttribute('data-verdict');
      await page.locator('[data-look=up]').first().waitFor();
      own.freeze('google');
      expect(await tile('google')).toBe('up');
      await expect.poll(() => tile('google'), LONG).toBe('stale');
      expect(await text(page, '[data-target=google]')).toMatch(/stale \d+ s/);
      await expect.poll(() => text(table.page, '[data-target=google] [data-stat=now]'), LONG).toMatch(/stale \d+ s/);
      await expect.poll(() => text(chart.page, '.chart-age'), LONG).toMatch(/stale \d+ s/);
      expect(await text(chart.page, '.numbers h2')).toMatch(/^Numbers stale \d+ s$/);
      expect(await chart.page.locator('.numbers table.old').count()).toBe(1);
      expect(await axeViolations(chart.page)).toEqual([]);
      expect(await tile('cloudflare')).toBe('up');
      own.stall(true);
      await expect.poll(verdict, LONG).toBe('No contact');
      expect(await text(page, '[data-verdict] header p')).toMatch(/^with plumbline for \d+ s, since \d\d:\d\d:\d\d$/);
      await expect.poll(() => text(table.page, 'h1'), LONG).toBe('No contact');
      expect(await text(table.page, '[data-banner=lost]')).toMatch(/No contact with plumbline for \d+ s, since \d\d:/);
      expect(await axeViolations(table.page)).toEqual([]);
      own.stall(false);
      await expect.poll(verdict, LONG).toBe('2 down');
      own.refuse(true);
      // A stream that was opened while nothing came is let go by its silence alone, 15 s and the time to try again.
      await expect.poll(verdict, LONG).toBe('No contact');
      await page.evaluate(() => document.body.classList.add('the-old-page'));
      own.setVersion('0.2.0');
      own.refuse(false);
      await expect.poll(() => page.locator('.the-old-page').count(), LONG).toBe(0);
      await expect.poll(verdict, LONG).toBe('2 down');
    } finally {
      await chart.close();
      await table.close();
      await wall.close();
      await own.close();
    }
  });

  it('greys out what is measured seldom, each by how often it is', async () => {
    let later = 0;
    const [wall, sites] = await Promise.all(
      (['wall', 'sites'] as const).map((variant) =>
        startFakeServer({ variant, now: () => Date.now() + later * 3_600_000 }),
      ),
    );
    if (wall === undefined || sites === undefined) throw new Error('two servers');
    const size = { viewport: { width: 1_920, height: 1_080 } };
    // Nobody looked for some hours.
    later = 20;
    const facts = await openPage(browser, `${wall.url}/wall`, size);
    const table = await openPage(browser, `${sites.url}/sites`, size);
    try {
      const fact = (name: string): Promise<string> => text(facts.page, `[data-fact=${name}]`);
      await facts.page.locator('[data-fact=mtu][data-look=unknown]').waitFor();
      expect(await fact('mtu')).toMatch(/^Path MTU 1,492 bytes\s+stale 21 h$/);
      expect(await fact('where')).toBe('Seen in United Kingdom (4 of 5)');
      const row = table.page.locator('[data-site=blog]');
      await row.waitFor();
      const old = await row.locator('td.old').evaluateAll((cells) => cells.map((c) => c.getAttribute('data-label')));
      expect(old).toEqual(['Observatory', 'securityheaders', 'Certificate', 'TLS']);
      expect(await text(table.page, '[data-site=blog] td.old .stale')).toBe('stale 22 h');
      expect(await axeViolations(table.page)).toEqual([]);
    } finally {
      await facts.close();
      await table.close();
      await wall.close();
      await sites.close();
    }
  });

  it('is in contact while streams stay silent, for it asks', async () => {
    const own = await startFakeServer();
    const watched = await openPage(browser, own.url);
    const { page } = watched;
    try {
      await page.locator('[data-target=cloudflare]').waitFor();
      own.hush(true);
      await expect.poll(() => page.locator('[data-link]').getAttribute('data-link')).toBe('live');
      const asked = page.waitForResponse((r) => r.url().endsWith('/api/overview'), LONG);
      await (await asked).finished();
      expect(await page.locator('[data-link]').getAttribute('data-link')).toBe('live');
    } finally {
      await watched.close();
      await own.close();
    }
  });
});
