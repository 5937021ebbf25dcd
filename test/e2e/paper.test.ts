import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { beyond, EVERY_PAGE } from './support/every-page.ts';
import { startFakeServer, type FakeServer, type Variant } from './support/fake-server.mjs';
import { openPage, type Watched } from './support/watched-page.ts';

// What is printed: a page on paper, from a screen that is wider and dark.

const BUILT = existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)));
const why = NO_BROWSER ?? (BUILT ? undefined : 'the page is not built (npm run build)');

/** A4 upright less a centimetre on each side, in CSS pixels: (210 − 20) mm ÷ 25.4 × 96. */
const PAPER = 718;
/** What nobody can press or fill in on paper. */
const OF_THE_SCREEN = 'nav, .button, .segments, input, .filter, .skip, .theme, .link-live';
const SCREEN = { width: 1_280, height: 800 };
const WHITE = 'rgb(255, 255, 255)';

const visible = (page: Page, selector: string): Promise<string[]> =>
  page.evaluate(
    (what) => [...document.querySelectorAll(what)].filter((e) => e.getClientRects().length > 0).map((e) => e.outerHTML),
    selector,
  );
const background = (page: Page): Promise<string[]> =>
  page.evaluate(() => [document.documentElement, document.body].map((e) => getComputedStyle(e).backgroundColor));

describe.skipIf(why !== undefined)(`paper${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  let watched: Watched;
  const servers = new Map<Variant, FakeServer>();
  const goto = async (path: string, variant: Variant): Promise<void> => {
    const server = servers.get(variant) ?? (await startFakeServer({ variant }));
    servers.set(variant, server);
    await watched.page.emulateMedia({ media: 'screen' });
    await watched.page.goto(server.url + path);
  };
  /** As the browser does it: the page is told, and what it does then counts. */
  const print = async (page: Page): Promise<void> => {
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
  };
  beforeAll(async () => {
    browser = await openBrowser();
    const dark = { colorScheme: 'dark', serviceWorkers: 'block', viewport: SCREEN } as const;
    watched = await openPage(browser, 'about:blank', dark);
  });
  afterAll(async () => {
    await browser?.close();
    for (const s of servers.values()) await s.close();
  });

  it.each(EVERY_PAGE)(
    '$path is white, as wide as its paper, and has nothing to press',
    async ({ path, variant, ready }) => {
      const { page } = watched;
      await goto(path, variant);
      await page.locator(ready).first().waitFor();
      await print(page);
      expect(await background(page)).toEqual([WHITE, WHITE]);
      expect(await visible(page, OF_THE_SCREEN)).toEqual([]);
      // The wall is as wide as its window, whatever that is.
      expect(await beyond(page, path.startsWith('/wall') ? SCREEN.width : PAPER)).toEqual([]);
      const told = await page.evaluate(() => getComputedStyle(document.body, '::before').content);
      expect(told).toContain(page.url());
      expect(told).toMatch(/\d{1,2} \w+ \d{4}(?:,| at) \d\d:\d\d:\d\d/);
    },
  );

  it('unfolds what is folded', async () => {
    const { page } = watched;
    await goto('/t/cloudflare', 'lines');
    const remedy = page.locator('.path-remedy pre, .path-remedy code').first();
    await remedy.waitFor({ state: 'attached' });
    expect(await remedy.isVisible()).toBe(false);
    await print(page);
    expect(await remedy.isVisible()).toBe(true);
  });

  it('keeps the chart in its own proportions, and what follows below it', async () => {
    const { page } = watched;
    await goto('/t/cloudflare', 'lines');
    await page.locator('.histogram').waitFor();
    await page.waitForFunction(() => (document.querySelector('canvas')?.clientWidth ?? 0) > 800);
    await print(page);
    const [shape, gap] = await page.evaluate((most) => {
      document.documentElement.style.width = `${most}px`;
      const canvas = document.querySelector('canvas');
      const at = canvas?.getBoundingClientRect();
      const legend = document.querySelector('.legend')?.getBoundingClientRect();
      document.documentElement.style.width = '';
      if (canvas === null || at === undefined || legend === undefined) return [0, 0];
      return [canvas.width / canvas.height / (at.width / at.height), legend.top - at.bottom];
    }, PAPER);
    expect(shape).toBeCloseTo(1, 1);
    expect(gap).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['screen', 1_280],
    ['screen', 1_100],
    ['print', 1_100],
  ] as const)('has each number of the table of targets below its own head (%s, %i px)', async (media, width) => {
    const { page } = watched;
    await page.setViewportSize({ width, height: 800 });
    await goto('/', 'lines');
    await page.locator('[data-target=cloudflare] .bars path').first().waitFor();
    await page.emulateMedia({ media });
    const columns = await page.evaluate(() => {
      const heads = [...document.querySelectorAll('.targets thead th')];
      return [...document.querySelectorAll('[data-target=cloudflare] .col-num')].map((cell) => {
        const { right, width: wide } = cell.getBoundingClientRect();
        if (wide === 0) return [];
        return [
          cell.getAttribute('data-label'),
          heads.find((h) => Math.abs(h.getBoundingClientRect().right - right) < 1)?.textContent,
        ];
      });
    });
    const shown = columns.filter((c) => c.length > 0);
    expect(shown.length).toBeGreaterThanOrEqual(3);
    for (const [own, head] of shown) expect(head).toBe(own);
    // And no column of nothing beside them.
    const [table, last] = await page.evaluate(() =>
      ['.targets', '.targets thead th:last-child'].map(
        (what) => document.querySelector(what)?.getBoundingClientRect().right ?? 0,
      ),
    );
    expect((table ?? 0) - (last ?? 0)).toBeLessThan(3);
  });
});
