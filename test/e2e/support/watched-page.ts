import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A page of its own, and everything that it did wrong. */
export interface Watched {
  readonly page: Page;
  /** Errors on the console, violations of the policy, requests to elsewhere. */
  readonly wrongs: readonly string[];
  close(): Promise<void>;
}

export const openPage = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Watched> => {
  const context = await browser.newContext({
    viewport: { width: 1_440, height: 900 },
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    acceptDownloads: true,
    ...options,
  });
  const page = await context.newPage();
  const wrongs: string[] = [];
  const origin = new URL(url).origin;
  page.on('console', (m) => {
    if (m.type() === 'error') wrongs.push(`console: ${m.text()}`);
  });
  page.on('pageerror', (e) => wrongs.push(`error: ${e.message}`));
  page.on('request', (r) => {
    const own = r.url().startsWith(`${origin}/`) || /^(data|blob):/.test(r.url());
    if (!own) wrongs.push(`request to elsewhere: ${r.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (e) => {
      // oxlint-disable-next-line no-console
      console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`);
    });
  });
  await page.goto(url);
  return { page, wrongs, close: () => context.close() };
};

/** What axe-core finds wrong with the page as it is, a line each. */
export const axeViolations = async (page: Page): Promise<string[]> => {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    interface Axe {
      run(options: unknown): Promise<{
        violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
      }>;
    }
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.flatMap((v) =>
      v.nodes.slice(0, 3).map((n) => `${v.id}: ${v.help}: ${n.html.slice(0, 160)} ${n.failureSummary ?? ''}`),
    );
  });
};

/** A page that draws itself meanwhile loses the headings that its parts are named by: it is looked at until it is right. */
const noViolations = (page: Page): Promise<void> => expect.poll(() => axeViolations(page)).toEqual([]);

/** Once `ready` is there: no rule of axe is broken in either theme nor on a phone, and nothing is wider than that. */
export const expectAccessible = async ({ page }: Watched, ready: string): Promise<void> => {
  await page.locator(ready).first().waitFor();
  await noViolations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
  await noViolations(page);
  await page.setViewportSize({ width: 360, height: 740 });
  const over = (): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(over).toBe(0);
  await noViolations(page);
};
