import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { beyond, EVERY_PAGE } from './support/every-page.ts';
import { startFakeServer, type FakeServer, type Variant } from './support/fake-server.mjs';
import { openPage } from './support/watched-page.ts';

// For eyes that want letters four times as large, or the few colours of their system.

const BUILT = existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)));
const why = NO_BROWSER ?? (BUILT ? undefined : 'the page is not built (npm run build)');

/** 1,280 px at 400%: WCAG's reflow. */
const NARROW = { width: 320, height: 256 };
/** What tells a state by a colour or a pattern beside its shape, and on which page. */
const COLOURED: readonly (readonly [string, Variant, readonly string[]])[] = [
  ['/', 'lines', ['.bars path', '.mark']],
  ['/t/cloudflare?range=1y', 'lines', ['.day', '.legend .key']],
  ['/t/cloudflare', 'lines', ['.histogram-plot i']],
  ['/lines', 'lines', ['.band .piece', '.band-key .piece']],
  ['/addresses', 'addresses', ['.patch', '.band-keys i']],
  ['/paths?target=cloudflare', 'paths', ['.rungs .rung', '.rung-reach', '.ladder-keys .rung']],
];

describe.skipIf(why !== undefined)(`other eyes${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  const servers = new Map<Variant, FakeServer>();
  const pages: Page[] = [];
  const open = async (options: BrowserContextOptions): Promise<Page> => {
    const { page } = await openPage(browser, 'about:blank', { serviceWorkers: 'block', ...options });
    pages.push(page);
    return page;
  };
  const goto = async (page: Page, path: string, variant: Variant): Promise<void> => {
    const server = servers.get(variant) ?? (await startFakeServer({ variant }));
    servers.set(variant, server);
    await page.goto(server.url + path);
  };
  let [narrow, forced]: Page[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
    narrow = await open({ viewport: NARROW, deviceScaleFactor: 2 });
    forced = await open({ viewport: { width: 1_280, height: 800 }, forcedColors: 'active' });
  });
  afterAll(async () => {
    await browser?.close();
    for (const s of servers.values()) await s.close();
  });

  it.each(EVERY_PAGE)('$path has no sideways scroll at 400%', async ({ path, variant, ready }) => {
    if (narrow === undefined) return;
    await goto(narrow, path, variant);
    await narrow.locator(ready).first().waitFor();
    expect(await narrow.evaluate(() => document.documentElement.scrollWidth)).toBe(NARROW.width);
    // The wall is moved by a pixel or two each minute, and cuts at its edge.
    if (!path.startsWith('/wall')) expect(await beyond(narrow, NARROW.width)).toEqual([]);
  });

  it.each(COLOURED)(
    '%s (%s) keeps what tells a state where the system has its own colours',
    async (path, variant, all) => {
      if (forced === undefined) return;
      await goto(forced, path, variant);
      for (const what of all) {
        await forced.locator(what).first().waitFor({ state: 'attached' });
        const adjusted = await forced.evaluate(
          (selector) =>
            [...document.querySelectorAll(selector)]
              .filter((e) => getComputedStyle(e).forcedColorAdjust !== 'none')
              .map((e) => e.outerHTML),
          what,
        );
        expect(adjusted).toEqual([]);
      }
    },
  );

  it('shows which one is chosen, and where the focus is, in the colours of the system', async () => {
    if (forced === undefined) return;
    await goto(forced, '/t/cloudflare', 'lines');
    await forced.locator('.histogram').waitFor();
    const [chosen, highlight] = await forced.evaluate(() => {
      const sample = document.body.appendChild(document.createElement('i'));
      sample.style.background = 'Highlight';
      const all = [document.querySelector('.segments [aria-pressed=true]'), sample];
      return all.map((e) => (e === null ? '' : getComputedStyle(e).backgroundColor));
    });
    expect(chosen).toBe(highlight);
    await forced.locator('.segments button').first().focus();
    await forced.keyboard.press('Tab');
    const ring = await forced.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
      return [outlineStyle, Number.parseFloat(outlineWidth)];
    });
    expect(ring[0]).toBe('solid');
    expect(ring[1]).toBeGreaterThanOrEqual(2);
  });
});
