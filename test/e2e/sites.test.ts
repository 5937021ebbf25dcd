import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { startFakeServer, type FakeServer, type Variant } from './support/fake-server.mjs';
import { expectAccessible, openPage, type Watched } from './support/watched-page.ts';

// What one runs, with generated data behind it: a blog behind a CDN, a shop whose certificate ends, a printer.

const BUILT = existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)));
const why = NO_BROWSER ?? (BUILT ? undefined : 'the page is not built (npm run build)');

describe.skipIf(why !== undefined)(`sites in a browser${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  const servers = new Map<Variant, FakeServer>();
  const urlOf = (variant: Variant): string => servers.get(variant)?.url ?? '';
  beforeAll(async () => {
    browser = await openBrowser();
    for (const variant of ['sites', 'sites-fresh', 'sites-many', 'sites-hostile'] as const)
      servers.set(variant, await startFakeServer({ variant }));
  });
  afterAll(async () => {
    await browser?.close();
    for (const s of servers.values()) await s.close();
  });
  const text = async (page: Page, selector: string): Promise<string> =>
    (await page.locator(selector).first().innerText()).replaceAll('\u00a0', ' ');
  const rows = (page: Page): Promise<string[]> =>
    page.locator('.sites-table tbody tr').evaluateAll((all) => all.map((r) => r.getAttribute('data-site') ?? ''));
  const ended = async (watched: Watched): Promise<void> => {
    expect(watched.wrongs).toEqual([]);
    await watched.close();
  };

  it.each([
    ['/sites', 'sites', '[data-site=blog]'],
    ['/sites/blog', 'sites-fresh', '[data-empty]'],
    ['/sites/shop.example', 'sites-hostile', '[data-difference]'],
  ] as const)(
    '%s (%s) breaks no rule of axe and none of the policy, light, dark, and on a phone',
    async (path, variant, ready) => {
      const plain = { colorScheme: 'light', hasTouch: true, reducedMotion: 'reduce' } as const;
      const watched = await openPage(browser, urlOf(variant) + path, plain);
      await expectAccessible(watched, ready);
      await ended(watched);
    },
  );

  it('says in a heading what is to be looked at, and sorts by keyboard; the address remembers it', async () => {
    const watched = await openPage(browser, urlOf('sites'));
    const { page } = watched;
    await page.getByRole('link', { name: 'Sites', exact: true }).click();
    await page.locator('[data-site=blog]').waitFor();
    expect(await text(page, '.verdict h1')).toBe('Printer in the hall: does not answer');
    expect(await rows(page)).toEqual(['printer', 'shop.example', 'blog', 'api']);
    expect(await text(page, '[data-list]')).toMatch(/built in \(the preload list\) is of .* 3 d ago/);
    const button = page.locator('[data-sort=certificate]');
    const sorted = (): Promise<string | null> =>
      page.locator('th:has([data-sort=certificate])').getAttribute('aria-sort');
    await button.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => rows(page)).toEqual(['printer', 'shop.example', 'api', 'blog']);
    expect([await sorted(), new URL(page.url()).search]).toEqual(['ascending', '?sort=certificate']);
    await page.keyboard.press('Enter');
    await expect.poll(() => rows(page)).toEqual(['blog', 'api', 'shop.example', 'printer']);
    expect([await sorted(), new URL(page.url()).search]).toEqual(['descending', '?sort=-certificate']);
    await page.reload();
    await page.locator('[data-site=blog]').waitFor();
    expect(await rows(page)).toEqual(['blog', 'api', 'shop.example', 'printer']);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('sites.csv');
    await page.goBack();
    await expect.poll(() => rows(page)).toEqual(['printer', 'shop.example', 'api', 'blog']);
    await ended(watched);
  });

  it('opens a site: its grades, rules, what they hide, the chain, and the way there', async () => {
    const watched = await openPage(browser, `${urlOf('sites')}/sites`);
    const { page } = watched;
    await page.locator('[data-site=blog] a').press('Enter');
    await page.locator('[data-grader=observatory]').waitFor();
    expect(new URL(page.url()).pathname).toBe('/sites/blog');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Blog');
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('.site-card [data-grade]').first().getAttribute('data-grade')).toBe('A+');
    expect(await text(page, '[data-in-spite=observatory]')).toMatch(/A\+ in spite of\s+.*leads to another host/s);
    expect(await text(page, '[data-grader=observatory] [data-rule=redirection]')).toMatch(/−5$/);
    expect(await text(page, '[data-raises=securityheaders]')).toContain('Name payment once');
    expect(await page.locator('[data-place] h3').allInnerTexts()).toEqual([
      'The page',
      'A page that is not there (404)',
      'A static file',
      'A redirect',
    ]);
    const explained = page.locator('[data-code=permissions-policy-duplicate] summary');
    await explained.press('Enter');
    expect(await text(page, '[data-code=permissions-policy-duplicate] details')).toContain('Name each feature once');
    expect(await text(page, '.way-there')).toMatch(
      /301\s+http:\/\/blog\.example\/.*302\s+https:\/\/cdn\.example\.net\//s,
    );
    await page.locator('[data-raw=page] summary').press('Enter');
    expect(await text(page, '[data-raw=page]')).toMatch(
      /Permissions-Policy\s+payment=\(\), geolocation=\(\), payment=\(self\)/,
    );
    expect(await text(page, '.hsts')).toMatch(/Preload list\s+on it.*redirects\.http\.first_redirect\.no_hsts/s);
    expect(await text(page, '[data-certificate="0"]')).toMatch(/61 days left.*and 3 more/s);
    await ended(watched);
  });

  it('tells what differs between two runs, by default around the last change, and others as they are chosen', async () => {
    const watched = await openPage(browser, `${urlOf('sites')}/sites/blog`);
    const { page } = watched;
    await page.locator('[data-difference]').waitFor();
    expect(await text(page, '[data-moved=observatory]')).toMatch(/D.*A\+.*30 to 110 points/s);
    expect(await text(page, '[data-rule-change="observatory content-security-policy"]')).toMatch(/\+35$/);
    expect(await text(page, '[data-header-change="page x-powered-by"]')).toMatch(/went.*PHP\/8\.1\.2/s);
    await page.locator('[data-choice=Before]').selectOption('blog-1');
    await expect.poll(() => page.locator('[data-moved]').count()).toBe(0);
    await page.locator('[data-header-change="page server"]').waitFor();
    expect(new URL(page.url()).search).toBe('?before=blog-1&after=blog-0');
    await page.locator('[data-choice=After]').selectOption('blog-1');
    await expect.poll(() => text(page, '[data-difference]')).toBe('Nothing differs.');
    await ended(watched);
  });

  it('copies the lines for the server that is chosen by keyboard', async () => {
    const watched = await openPage(browser, `${urlOf('sites')}/sites/blog`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const { page } = watched;
    await page.getByRole('tab', { name: 'nginx' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Caddy');
    await page.getByRole('button', { name: 'Copy the lines for Caddy' }).press('Enter');
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^header \{\n\tStrict-Transport-Security "/,
    );
    await ended(watched);
  });

  it('shows what strangers wrote as text, and a site that there is not', async () => {
    const watched = await openPage(browser, `${urlOf('sites-hostile')}/sites/blog`);
    const { page } = watched;
    await page.locator('[data-difference]').waitFor();
    await page.evaluate(() => {
      for (const d of document.querySelectorAll('details')) d.open = true;
    });
    const body = await page.locator('body').innerText();
    expect(body).toContain('<script>document.title="owned"</script>');
    expect(body).toContain('שלום');
    // oxlint-disable-next-line no-control-regex
    expect(body).not.toMatch(/[\u0000-\u0008\u001b\u202a-\u202e\u2066-\u2069]/);
    expect(await page.locator('main img, main b').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(watched.wrongs).toEqual([]);
    await page.goto(`${urlOf('sites')}/sites/none`);
    await page.getByText('There is no site none.').waitFor();
    await page.getByRole('link', { name: 'All sites' }).click();
    await page.locator('[data-site=blog]').waitFor();
    await watched.close();
  });

  it('has a strip on the wall, the worst first, within its room whatever the screen', async () => {
    const watched = await openPage(browser, `${urlOf('sites-many')}/wall`, {
      viewport: { width: 1_920, height: 1_080 },
    });
    const { page } = watched;
    const first = page.locator('[data-wall-site]').first();
    for (const [width, height] of [
      [1_920, 1_080],
      [3_840, 2_160],
      [1_080, 1_920],
    ] as const) {
      await page.setViewportSize({ width, height });
      await first.waitFor();
      expect(await first.getAttribute('data-wall-site')).toBe('site-7');
      expect(await text(page, '[data-wall-site=site-7]')).toMatch(/^D\s+site-7\.example\s+4 d/);
      expect(await text(page, '.wall-site-more')).toMatch(/^\d+ more, \d+ not well$/);
      const fits = (): Promise<boolean> =>
        page.evaluate(() => {
          const [strip, foot] = ['.wall-sites', '.wall-foot'].map((s) =>
            document.querySelector(s)?.getBoundingClientRect(),
          );
          if (strip === undefined || foot === undefined) return false;
          return strip.height < innerHeight * 0.13 && strip.bottom <= foot.top && foot.bottom <= innerHeight;
        });
      await expect.poll(fits).toBe(true);
    }
    await ended(watched);
  });
});
