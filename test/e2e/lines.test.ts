import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { startFakeServer, type FakeServer } from './support/fake-server.mjs';
import { expectAccessible, openPage, type Watched } from './support/watched-page.ts';

// What people see of their lines, with generated data behind it: DSL and 5G, a failover and back.

const BUILT = existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)));
const why = NO_BROWSER ?? (BUILT ? undefined : 'the page is not built (npm run build)');

describe.skipIf(why !== undefined)(`the lines in a browser${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  let well: FakeServer;
  let dark: FakeServer;
  beforeAll(async () => {
    browser = await openBrowser();
    well = await startFakeServer({ variant: 'lines' });
    dark = await startFakeServer({ variant: 'lines-dark' });
  });
  afterAll(async () => {
    await browser?.close();
    await well?.close();
    await dark?.close();
  });
  const text = async (page: Page, selector: string): Promise<string> =>
    (await page.locator(selector).first().innerText()).replaceAll('\u00a0', ' ');
  const ended = async (watched: Watched): Promise<void> => {
    expect(watched.wrongs).toEqual([]);
    await watched.close();
  };

  it.each([
    ['/lines', 'well', '[data-uptime=dsl] tbody tr'],
    ['/lines', 'dark', '[data-uptime=dsl] tbody tr'],
    ['/lines?incident=i-1', 'well', '[data-diagnosis]'],
    ['/wall?night=off', 'dark', '.wall-lines [data-day=dsl][aria-label*="dark for"]'],
    ['/', 'dark', '[data-lines="5g"]'],
  ] as const)(
    '%s (%s) breaks no rule of axe and none of the policy, light, dark, and on a phone',
    async (path, which, ready) => {
      const plain = { colorScheme: 'light', hasTouch: true, reducedMotion: 'reduce' } as const;
      const watched = await openPage(browser, (which === 'well' ? well : dark).url + path, plain);
      await expectAccessible(watched, ready);
      await ended(watched);
    },
  );

  it('answers at a glance, and leads there where there are uplinks alone', async () => {
    const watched = await openPage(browser, dark.url);
    const { page } = watched;
    await page.getByRole('link', { name: 'Lines', exact: true }).click();
    await page.locator('[data-line=dsl]').waitFor();
    expect(new URL(page.url()).pathname).toBe('/lines');
    expect(await text(page, '.verdict')).toMatch(/5G is live, DSL is dark\s+Since .*: 34\.0 ms, 1 of 60 lost/);
    expect(await text(page, '.last-failover')).toMatch(/Last failover, .*: 5G took over from DSL, 12 s dark/);
    expect(await text(page, '.house-findings')).toContain('The routes point to DSL; the world sees 198.51.100.42');
    expect(await text(page, '[data-line=dsl] .line-finding')).toContain('gateway up no internet');
    expect(await page.locator('[data-line="5g"] [data-standing]').getAttribute('data-standing')).toBe('live');
    await page.locator('[data-line=dsl]').getByRole('link', { name: 'Charts' }).click();
    expect(new URL(page.url()).pathname).toBe('/t/dsl');
    await ended(watched);
    const without = await startFakeServer();
    const other = await openPage(browser, without.url);
    await other.page.locator('[data-target=loopback]').waitFor();
    expect(await other.page.getByRole('link', { name: 'Lines', exact: true }).count()).toBe(0);
    await ended(other);
    await without.close();
  });

  it('opens what a failover cost, by keyboard too', async () => {
    const watched = await openPage(browser, `${well.url}/lines`);
    const { page } = watched;
    const marks = page.locator('.band-marks button');
    await marks.first().waitFor();
    expect(await marks.count()).toBe(2);
    await marks.first().focus();
    await page.keyboard.press('Enter');
    const told = await text(page, '.evidences');
    for (const part of ['Last answer by the old line', '3.2 s', '31 of 40 lost', '1492 → 1400', 'broken'])
      expect(told).toContain(part);
    expect(await marks.first().getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Enter');
    expect(await page.locator('.evidences').count()).toBe(0);
    await page.locator('.failovers').getByRole('button', { name: 'Show' }).first().click();
    expect(await text(page, '.failovers .evidence')).toContain('0.4 s');
    await page.setViewportSize({ width: 390, height: 844 });
    // So near each other that a finger would meet both: one mark, which opens both.
    await expect.poll(() => marks.count()).toBe(1);
    await marks.first().click();
    expect(await page.locator('.evidences .evidence').count()).toBe(2);
    await ended(watched);
  });

  it('tells a band to who cannot see it, incidents with their verdict, and each line by month', async () => {
    const watched = await openPage(browser, `${well.url}/lines`);
    const { page } = watched;
    await page.locator('[data-band=dsl] .piece').first().waitFor();
    const label = await page.locator('[data-band=dsl] .band').getAttribute('aria-label');
    expect(label?.replaceAll('\u00a0', ' ')).toMatch(/^DSL, last 24 hours: live .*, degraded 48 min, dark 31 min/);
    expect(await page.locator('[data-band=dsl] .piece-dark').count()).toBeGreaterThan(0);
    expect(await text(page, '[data-incident=i-1]')).toMatch(/explains Cloudflare, Google.*Diagnosis: no route\./s);
    await page.locator('.line-uptime').getByRole('button', { name: '5G' }).click();
    await page.locator('[data-uptime="5g"]').waitFor();
    expect(await text(page, '.uptime-months tbody tr')).toMatch(/^\d{4}\s+99\.\d+ %/);
    const report = page.locator('[data-line=dsl]').getByRole('link', { name: /^Report/ });
    expect(await report.getAttribute('href')).toBe('/api/lines/dsl/report?from=-14d');
    await ended(watched);
  });

  it('opens an incident with its diagnosis, by keyboard too, and the address keeps which', async () => {
    const watched = await openPage(browser, `${well.url}/lines`);
    const { page } = watched;
    const incident = page.locator('[data-incident=i-1]');
    const button = incident.getByRole('button', { name: /diagnosis of/ });
    await button.focus();
    await page.keyboard.press('Enter');
    await incident.locator('[data-diagnosis=no-route]').waitFor();
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    expect(new URL(page.url()).search).toBe('?incident=i-1');
    const told = await text(page, '[data-incident=i-1] .incident-evidence');
    for (const part of ['Packets leave by the DSL router', 'in 14 s', '192.168.1.1', '24', '100 %', 'ICMP filtered'])
      expect(told).toContain(part);
    expect(await incident.locator('pre').first().innerText()).toContain('ip -4 route get 1.1.1.1 oif ppp0\nping');
    await incident.getByText('Looked at').click();
    expect(await text(page, '[data-incident=i-1] .diagnosis')).toContain('1 of 30 routers answers');
    for (const [id, why] of [
      ['i-blip', 'It was over before a diagnosis could begin.'],
      ['i-0', 'Nothing was down: only an outage is diagnosed.'],
    ] as const) {
      await page.locator(`[data-incident=${id}] button`).click();
      await page.locator(`[data-incident=${id}]`).getByText(why).waitFor();
      // One at a time.
      expect(await page.locator('.incident-evidence').count()).toBe(1);
    }
    await page.goBack();
    await page.goBack();
    await incident.locator('[data-diagnosis]').waitFor();
    await button.click();
    await page.locator('.incident-evidence').waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
    await ended(watched);
  });

  it('says of a diagnosis that it runs or failed, and of an incident that there is none', async () => {
    const watched = await openPage(browser, `${dark.url}/lines?incident=i-2`);
    const { page } = watched;
    await page.locator('[data-diagnosis=failed]').waitFor();
    expect(await text(page, '[data-diagnosis=failed]')).toContain('It failed: unreachable: ppp0 is not up');
    await ended(watched);
    const other = await openPage(browser, `${well.url}/lines?incident=nowhere`);
    await other.page.getByText('No such resource.').waitFor();
    await other.close();
  });

  it('says on the wall which line is live, what is down, and what the failover cost', async () => {
    const watched = await openPage(browser, `${dark.url}/wall`, { viewport: { width: 1_920, height: 1_080 } });
    const { page } = watched;
    await page.locator('.wall-lines[data-live="5g"] [data-day=dsl][aria-label*="dark for"]').waitFor();
    expect(await text(page, '.hero h2')).toMatch(/^5G\s*Live$/);
    await expect.poll(() => text(page, '.hero-now')).toMatch(/^\d+\s*ms$/);
    expect(await text(page, '[data-front="line dsl"]')).toMatch(/^DSL\s*Down\s*no anchor has answered for 6 min/);
    expect(await text(page, '.wall-failover')).toMatch(
      /^Last failover .*: 5G took over from DSL, 12 s dark\s*home.example.org still points to 192.0.2.117$/,
    );
    expect(await text(page, '[data-target=dsl]')).toMatch(/^DSL\s*Dark/);
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('.wall-failover span, .hero h2 > span, .front-word, .day-label p')]
        .filter((e) => e.scrollWidth > e.clientWidth + 1)
        .map((e) => e.textContent),
    );
    expect(cut).toEqual([]);
    const below = await page.evaluate(() => {
      const [main, tiles, foot] = ['.wall-main', '.tiles', '.wall-foot'].map((s) =>
        document.querySelector(s)?.getBoundingClientRect(),
      );
      if (main === undefined || tiles === undefined || foot === undefined) return false;
      return main.bottom <= tiles.top && tiles.bottom <= foot.top && foot.bottom <= innerHeight;
    });
    expect(below).toBe(true);
    await ended(watched);
  });
});
