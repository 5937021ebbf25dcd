import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { startFakeServer, type FakeServer } from './support/fake-server.mjs';
import { expectAccessible, openPage } from './support/watched-page.ts';

// A month of events with their evidence, and the codes that explain them; the answers are generated.

const BUILT = existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)));
const why = NO_BROWSER ?? (BUILT ? undefined : 'the page is not built (npm run build)');

describe.skipIf(why !== undefined)(`events in a browser${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  let server: FakeServer;
  beforeAll(async () => {
    browser = await openBrowser();
    server = await startFakeServer({ variant: 'events' });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  const lines = (page: Page): Promise<number> => page.locator('.event-line').count();
  const happen = (n: number): void =>
    server.happen({
      kind: 'event',
      at: Date.now() * 1_000 + n,
      type: 'line-finding',
      severity: 'fail',
      subject: { target: 'dsl', vantage: 'home' },
      evidence: { code: 'line-dark', on: true, summary: `DSL is dark, live ${n}.` },
    });

  it('open to their evidence by keyboard, with the code explained and ways on, and break no rule', async () => {
    const watched = await openPage(browser, `${server.url}/events`, { colorScheme: 'light', reducedMotion: 'reduce' });
    const { page } = watched;
    const first = page.locator('[data-event=path-changed]');
    await first.locator('button').focus();
    await page.keyboard.press('Enter');
    const detail = first.locator('.event-detail');
    await detail.getByText('Clamp the MSS').waitFor();
    const told = (await detail.innerText()).replaceAll('\u00a0', ' ');
    expect(told).toContain('path MTU over IPv4\t1,380 B');
    expect(await detail.getByRole('link').evaluateAll((all) => all.map((a) => a.getAttribute('href')))).toEqual([
      '/codes/reverse-black-hole',
      expect.stringMatching(/^\/paths\?target=vps&at=\d+$/),
      expect.stringMatching(/^\/t\/vps\?from=.*&to=/),
      expect.stringMatching(/^\/events\?from=.*&to=/),
    ]);
    await page.locator('[data-event=failover] > button').click();
    expect(await page.locator('[data-event=failover] .event-detail').innerText()).toContain('dark for\t3.2');
    await expectAccessible(watched, '.event-evidence');
    expect(watched.wrongs).toEqual([]);
    await watched.close();
  });

  it('are filtered by the address, found by their words, kept as a file, and loaded on to the last', async () => {
    const watched = await openPage(browser, `${server.url}/events?severity=fail`);
    const { page } = watched;
    await page.locator('.event-line').first().waitFor();
    expect(await page.getByLabel('Severity').inputValue()).toBe('fail');
    const failures = await lines(page);
    await page.getByRole('searchbox', { name: 'Find' }).fill('is not a function');
    await expect.poll(() => lines(page)).toBe(1);
    await expect.poll(() => new URL(page.url()).search).toBe('?severity=fail&q=is+not+a+function');
    expect(failures).toBeGreaterThan(3);
    await page.goto(`${server.url}/events?type=line-finding`);
    await expect.poll(() => lines(page)).toBe(200);
    await page.getByRole('button', { name: 'Load more' }).click();
    await expect.poll(() => lines(page)).toBe(261);
    expect(await page.getByRole('button', { name: 'Load more' }).count()).toBe(0);
    await page.getByRole('searchbox', { name: 'Find' }).fill('nothing like this');
    await page.locator('[data-empty]').waitFor();
    expect(await page.getByRole('link', { name: 'CSV' }).getAttribute('href')).toMatch(
      /^\/api\/events\?format=csv&types=line-finding&from=\d+&to=\d+$/,
    );
    await watched.close();
  });

  it('that come live wait while one reads, and are shown at once where nobody does', async () => {
    const watched = await openPage(browser, `${server.url}/events?target=dsl`);
    const { page } = watched;
    await page.locator('.event-line').first().waitFor();
    happen(1);
    await expect.poll(() => page.locator('.event-line').first().innerText()).toContain('live 1');
    await page.evaluate(() => window.scrollTo(0, 600));
    const before = await page.evaluate(() => document.documentElement.scrollHeight);
    happen(2);
    happen(3);
    const news = page.getByRole('button', { name: '2 new' });
    await news.waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(before);
    await news.click();
    await expect.poll(() => page.locator('.event-line').first().innerText()).toContain('live 3');
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    await watched.close();
  });

  it('codes are found by their words; one by itself has what to do, what to paste, and when it was found', async () => {
    const watched = await openPage(browser, `${server.url}/codes`, { colorScheme: 'light', reducedMotion: 'reduce' });
    const { page } = watched;
    await page.locator('.code-group').first().waitFor();
    await page.getByRole('searchbox', { name: 'Find' }).fill('expired');
    await expect.poll(() => page.locator('.code-group li').count()).toBe(1);
    await page.getByRole('link', { name: 'certificate-expired' }).click();
    await expect.poll(() => page.locator('h1').innerText()).toBe('Certificate expired');
    await page.getByText('Not found here').waitFor();
    await page.goto(`${server.url}/codes/icmp-filtered`);
    await page.getByText('openbsd', { exact: true }).click();
    expect(await page.locator('pre').innerText()).toContain('needfrag');
    await page.goto(`${server.url}/codes/observatory/csp-not-implemented`);
    await page.locator('[data-code="observatory/csp-not-implemented"]').waitFor();
    await page.goto(`${server.url}/codes/line-degraded`);
    expect(await page.locator('[data-found]').innerText()).toMatch(
      /^Found (?:at least )?130.times here in 30 days, last/,
    );
    await expectAccessible(watched, '.code-found li');
    expect(watched.wrongs).toEqual([]);
    await page.goto(`${server.url}/codes/line-drak`);
    await page.locator('[data-missing]').waitFor();
    expect(await page.locator('[data-missing]').innerText()).toContain('perhaps line-dark');
    await watched.close();
  });
});
