import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { startFakeServer, type FakeServer } from './support/fake-server.mjs';
import { expectAccessible, openPage, type Watched } from './support/watched-page.ts';

// Who the world thinks one is, with generated data behind it: a DSL, a 5G behind CGNAT, a VPN, sites that refuse.

const BUILT = existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)));
const why = NO_BROWSER ?? (BUILT ? undefined : 'the page is not built (npm run build)');

describe.skipIf(why !== undefined)(`addresses in a browser${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  const servers = new Map<string, FakeServer>();
  const urlOf = (variant: 'addresses' | 'addresses-fresh' | 'addresses-hostile'): string =>
    servers.get(variant)?.url ?? '';
  beforeAll(async () => {
    browser = await openBrowser();
    for (const variant of ['addresses', 'addresses-fresh', 'addresses-hostile'] as const)
      servers.set(variant, await startFakeServer({ variant }));
  });
  afterAll(async () => {
    await browser?.close();
    for (const s of servers.values()) await s.close();
  });
  const text = async (page: Page, selector: string): Promise<string> =>
    (await page.locator(selector).first().innerText()).replaceAll('\u00a0', ' ');
  const ended = async (watched: Watched): Promise<void> => {
    expect(watched.wrongs).toEqual([]);
    await watched.close();
  };

  it.each([
    ['addresses', '[data-held="5g"] .patch'],
    ['addresses-fresh', '[data-empty]'],
    ['addresses-hostile', '[data-held="5g"] .patch'],
  ] as const)(
    '/addresses (%s) breaks no rule of axe and none of the policy, light, dark, and on a phone',
    async (variant, ready) => {
      const plain = { colorScheme: 'light', hasTouch: true, reducedMotion: 'reduce' } as const;
      const watched = await openPage(browser, `${urlOf(variant)}/addresses`, plain);
      await expectAccessible(watched, ready);
      await ended(watched);
    },
  );

  it('answers at a glance, and is linked where the config asks', async () => {
    const watched = await openPage(browser, urlOf('addresses'));
    const { page } = watched;
    await page.getByRole('link', { name: 'Addresses', exact: true }).click();
    await page.locator('[data-glance]').first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/addresses');
    expect(await text(page, '.verdict h1')).toBe('The world says United Kingdom');
    expect(await text(page, '[data-glance="198.51.100.7"]')).toMatch(
      /^DSL: 198\.51\.100\.7, here since .*; the world says United Kingdom \(4 of 5\)$/,
    );
    expect(await text(page, '[data-place="5g"] .nat')).toContain(
      'CGNAT: the router has 100.72.3.4, the world sees 203',
    );
    expect(await text(page, '[data-evidence=two]')).toMatch(/Two pieces of evidence agree on United Kingdom/);
    expect(await text(page, '[data-site=wiki] [data-over=vpn]')).toMatch(/^VPN: refuses since .*has been blocked/);
    expect(await text(page, '[data-site=stack] [data-over="5g"]')).toMatch(/fails, .*Filtered since/s);
    await ended(watched);
    const without = await startFakeServer({ variant: 'lines' });
    const other = await openPage(browser, without.url);
    await other.page.getByRole('link', { name: 'Lines', exact: true }).waitFor();
    expect(await other.page.getByRole('link', { name: 'Addresses', exact: true }).count()).toBe(0);
    await ended(other);
    await without.close();
  });

  it('has a matrix of addresses and sources, told apart without colour, with the age of each database', async () => {
    const watched = await openPage(browser, `${urlOf('addresses')}/addresses`);
    const { page } = watched;
    const row = await text(page, '[data-source=ip2l]');
    expect(row).toMatch(/IP2Location, built 141 d ago old/);
    expect(row).toMatch(/United Arab Emirates AE differs/);
    expect(await text(page, '[data-source=cloudflare]')).toContain('no answer within 5 s');
    expect(await text(page, '.geo')).toMatch(
      /registration is not location.*Example DSL Ltd.*Google .* offers no look-up/s,
    );
    await page.locator('.geo-scroll').focus();
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('geo-scroll');
    await ended(watched);
  });

  it('shows by keyboard what each source said of another address, and more of those that were held', async () => {
    const watched = await openPage(browser, `${urlOf('addresses')}/addresses`);
    const { page } = watched;
    await page.locator('[data-placed="198.51.100.7"]').waitFor();
    const button = page.locator('.placings').getByRole('button', { name: /^VPN/ });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-placed="192.0.2.66"]').waitFor();
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    const told = await page.locator('.placings [role=img]').first().getAttribute('aria-label');
    expect(told?.replaceAll('\u00a0', ' ')).toMatch(/^geolite: Netherlands 20 d, United Kingdom 12 d$/);
    const rows = page.locator('.held-list tbody tr');
    expect(await rows.count()).toBe(8);
    await page.locator('.held').getByRole('button', { name: /more$/ }).press('Enter');
    expect(await rows.count()).toBe(20);
    expect(await text(page, '.held-list')).toMatch(/198\.51\.100\.201\s+before/);
    await ended(watched);
  });

  it('copies the letter to whom it has to be sent', async () => {
    const watched = await openPage(browser, `${urlOf('addresses')}/addresses`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const { page } = watched;
    const copy = page.locator('[data-correction=IP2Location]').getByRole('button', { name: /^Copy/ });
    await copy.press('Enter');
    await page
      .locator('[data-correction=IP2Location]')
      .getByRole('button', { name: /^Copied/ })
      .waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^The IP address 198\.51\.100\.7 is in use in London, England, GB\./,
    );
    await ended(watched);
  });

  it('says that nothing was asked yet', async () => {
    const watched = await openPage(browser, `${urlOf('addresses-fresh')}/addresses`);
    const { page } = watched;
    await page.locator('[data-empty]').waitFor();
    expect(await text(page, '.verdict h1')).toBe('Not known yet where the world thinks this is');
    expect(await text(page, '[data-place=dsl]')).toContain('No address is known');
    expect(await text(page, '[data-site=wiki]')).toContain('Not asked yet');
    expect(await page.locator('.corrections').count()).toBe(0);
    await ended(watched);
  });

  it('shows what strangers wrote as text, without what would turn or hide the words around it', async () => {
    const watched = await openPage(browser, `${urlOf('addresses-hostile')}/addresses`);
    const { page } = watched;
    await page.locator('[data-place=dsl] dd bdi').first().waitFor();
    const body = await page.locator('body').innerText();
    expect(body).toContain('<script>document.title="owned"</script>');
    expect(body).toContain('<img src=x onerror=');
    expect(body).toContain('שלום');
    // oxlint-disable-next-line no-control-regex
    expect(body).not.toMatch(/[\u0000-\u0008\u001b\u202a-\u202e\u2066-\u2069]/);
    expect(await page.title()).not.toContain('owned');
    expect(await page.locator('main img, main b').count()).toBe(0);
    await ended(watched);
  });

  it('says on the wall where the world sees the live line, and marks where that is elsewhere', async () => {
    const watched = await openPage(browser, `${urlOf('addresses')}/wall`, {
      viewport: { width: 1_920, height: 1_080 },
    });
    const { page } = watched;
    await page.locator('[data-fact=where][data-look=up]').waitFor();
    expect(await text(page, '[data-fact=where]')).toBe('Seen in United Kingdom (4 of 5)');
    expect(
      await page.evaluate(() => {
        const where = document.querySelector('[data-fact=where] span');
        return where !== null && where.scrollWidth <= where.clientWidth + 1;
      }),
    ).toBe(true);
    await ended(watched);
  });
});
