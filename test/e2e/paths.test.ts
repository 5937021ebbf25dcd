import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { startFakeServer, type FakeServer } from './support/fake-server.mjs';
import { expectAccessible, openPage } from './support/watched-page.ts';

describe.skipIf(NO_BROWSER !== undefined)('the page of paths', () => {
  let browser: Browser;
  let server: FakeServer;
  beforeAll(async () => {
    browser = await openBrowser();
    server = await startFakeServer({ variant: 'paths' });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  const text = async (page: Page, selector: string): Promise<string> =>
    (await page.locator(selector).first().innerText()).replaceAll('\u00a0', ' ');

  it.each([
    ['/paths', '[data-way=cloudflare]'],
    ['/paths?target=cloudflare', '[data-changes]'],
  ])('%s breaks no rule of axe and none of the policy, light, dark, and on a phone', async (path, ready) => {
    const plain = { colorScheme: 'light', hasTouch: true, reducedMotion: 'reduce' } as const;
    const watched = await openPage(browser, server.url + path, plain);
    await expectAccessible(watched, ready);
    expect(watched.wrongs).toEqual([]);
    await watched.close();
  });

  it('shows all ways, the worst first; one opened by keyboard shows its last look whole, sizes, remedies and what changed', async () => {
    const watched = await openPage(browser, `${server.url}/paths`);
    const { page } = watched;
    await page.locator('[data-way=cloudflare]').waitFor();
    expect(await text(page, '.verdict h1')).toBe('Cloudflare: reverse black hole, and 4 more');
    expect(await text(page, '[data-way="vps dsl"]')).toMatch(/1,492 B PPPoE.*no change in 30 d/s);
    expect(await text(page, '[data-way=quad9] [data-failed]')).toContain('the name has no address');
    const again = page.locator('[data-way="vps 5g"]').getByRole('link', { name: 'Run now' });
    expect(await again.getAttribute('href')).toBe('/check?probe=mtu&target=vps&via=5g');

    await page.locator('[data-way=cloudflare] th a').press('Enter');
    await page.locator('[data-changes]').waitFor();
    expect(new URL(page.url()).search).toBe('?target=cloudflare');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect(await text(page, '[data-ladder=download4] .ladder-words')).toBe(
      '1,380 B come through; 1,381 B and more vanish',
    );
    expect(await text(page, '.path-steps')).toMatch(/Download\s+IPv4 stood still in the TLS handshake/);
    await page.locator('[data-choice=For]').selectOption('openwrt');
    await expect.poll(() => text(page, '.path-remedy pre')).toContain('uci');
    expect(await text(page, '.path-compare tbody tr')).toMatch(/verdict\s+no fault\s+reverse black hole/i);
    await page.locator('[data-choice=Before]').selectOption({ index: 1 });
    await expect.poll(() => text(page, '[data-changes]')).toBe('Nothing differs.');
    await page.goBack();
    await page.locator('[data-way=cloudflare]').waitFor();
    expect(watched.wrongs).toEqual([]);
    await watched.close();
  });

  it('says how to have a way looked at where none is', async () => {
    const none = await startFakeServer({ variant: 'empty' });
    const watched = await openPage(browser, `${none.url}/paths`);
    await watched.page.locator('[data-empty]').waitFor();
    expect(await text(watched.page, '[data-empty] pre')).toContain('mtu: on');
    expect(watched.wrongs).toEqual([]);
    await watched.close();
    await none.close();
  });
});
