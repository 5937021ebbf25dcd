import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { startFakeServer, type FakeServer, type Variant } from './support/fake-server.mjs';
import { openPage } from './support/watched-page.ts';

// What holds of every page alike: nothing moves under the eye, and a time has UTC on hover.

const BUILT = existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)));
const why = NO_BROWSER ?? (BUILT ? undefined : 'the page is not built (npm run build)');

/** How late each answer is (ms). */
const LATE = 800;
/** The most that may move, of Chromium's layout shift score: 0.1 is what it calls good. */
const MOST = 0.01;
const SIZES = [
  { width: 1_280, height: 800 },
  { width: 390, height: 844 },
] as const;
const PAGES = [
  ['/', 'lines', '.verdict h1'],
  ['/lines', 'lines', '.line-cards'],
  ['/addresses', 'addresses', 'h1:not(:text("Addresses"))'],
  ['/sites', 'sites', '.sites-table'],
  ['/t/cloudflare', 'lines', '[data-stat=n]'],
  ['/wall?night=off', 'wall', '[data-hero]'],
  ['/wall?night=off', 'first', '[data-waiting]'],
  ['/events', 'events', '.event-line'],
  ['/paths', 'paths', '.path-table'],
  ['/check', 'lines', '.check-kind'],
  ['/config', 'config', '.cfg-doc'],
  ['/codes', 'events', '.code-group li'],
] as const;

const LOST = '[data-link=lost], [data-verdict="No contact"]';

/** What moved without being asked to: WCAG has no word for it, Chromium counts it as CLS. */
const watchShifts = (): void => {
  const told = { sum: 0, what: [] as string[] };
  Object.assign(globalThis, { plumblineShifts: told });
  interface Shift extends PerformanceEntry {
    readonly value: number;
    readonly sources: readonly {
      readonly node: Node | null;
      readonly previousRect: DOMRect;
      readonly currentRect: DOMRect;
    }[];
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) {
      told.sum += entry.value;
      for (const { node, previousRect: a, currentRect: b } of entry.sources)
        told.what.push(
          `${entry.value.toFixed(4)} ${node?.nodeName ?? ''} ${node?.textContent?.slice(0, 40) ?? ''} from ${a.x},${a.y} ${a.width}×${a.height} to ${b.x},${b.y} ${b.width}×${b.height}`,
        );
    }
  }).observe({ type: 'layout-shift', buffered: true });
};
const shifts = (page: Page): Promise<{ readonly sum: number; readonly what: readonly string[] }> =>
  page.evaluate(() => (globalThis as unknown as { plumblineShifts: { sum: number; what: string[] } }).plumblineShifts);

/** Sentences with a time of day that is in no <time> with UTC on hover; axes are told by their chart. */
const timesWithoutUtc = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      if (!/(?<![\w:.])\d{1,2}:\d{2}(?::\d{2})?(?![\w:])/.test(text)) continue;
      if (node.parentElement?.closest('time[title$="UTC"], code, pre, option, svg, .sr, [aria-hidden=true]') == null)
        found.push(text);
    }
    return found;
  });

describe.skipIf(why !== undefined)(`every page${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  const pages: Page[] = [];
  const servers = new Map<Variant, FakeServer>();
  const serverOf = async (variant: Variant): Promise<FakeServer> => {
    const server = servers.get(variant) ?? (await startFakeServer({ variant }));
    servers.set(variant, server);
    return server;
  };
  beforeAll(async () => {
    browser = await openBrowser();
    for (const viewport of SIZES) {
      // Its worker would ask for itself, and nothing would be late.
      const { page } = await openPage(browser, 'about:blank', { viewport, serviceWorkers: 'block' });
      await page.addInitScript(watchShifts);
      await page.route('**/api/**', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, LATE));
        // The page may be closed by then.
        await route.continue().catch(() => undefined);
      });
      pages.push(page);
    }
  });
  afterAll(async () => {
    await browser?.close();
    for (const s of servers.values()) await s.close();
  });
  /** On the desk and on a phone at once: most of it is waiting. */
  const onEach = (look: (page: Page, width: string) => Promise<void>): Promise<unknown> =>
    Promise.all(pages.map((page, i) => look(page, `at ${SIZES[i]?.width} px`)));
  const expectStill = async (page: Page, what: string, most: number): Promise<void> => {
    const moved = await shifts(page);
    expect(moved.sum, `${what}:\n${moved.what.join('\n')}`).toBeLessThanOrEqual(most);
  };

  it.each(PAGES)(
    '%s (%s) moves nothing as its data comes late, and tells UTC of each time',
    async (path, variant, ready) => {
      const { url } = await serverOf(variant);
      await onEach(async (page, width) => {
        await page.goto(`${url}${path}`);
        await page.locator(ready).first().waitFor();
        // What comes after it, and some live samples.
        await page.waitForTimeout(2 * LATE);
        await expectStill(page, `${path} ${width}`, MOST);
        expect(await timesWithoutUtc(page)).toEqual([]);
      });
    },
  );

  it.each(['/', '/wall?night=off'])('%s stays where it is when contact is lost and found', async (path) => {
    const server = await serverOf('wall');
    await onEach(async (page) => {
      await page.goto(`${server.url}${path}`);
      await page.locator('.verdict h1, [data-hero]').first().waitFor();
      await page.waitForTimeout(LATE);
    });
    const before = new Map(await Promise.all(pages.map(async (page) => [page, (await shifts(page)).sum] as const)));
    server.refuse(true);
    await onEach(async (page) => {
      await page.locator(LOST).first().waitFor();
      await page.waitForTimeout(LATE);
    });
    server.refuse(false);
    await onEach(async (page, width) => {
      await page.locator(LOST).first().waitFor({ state: 'detached' });
      await expectStill(page, `${path} ${width}`, (before.get(page) ?? 0) + MOST);
    });
  });
});
