import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { startFakeServer, type FakeServer, type Variant } from './support/fake-server.mjs';
import { axeViolations, expectAccessible, openPage, type Watched } from './support/watched-page.ts';

// The page alone, with generated data behind it: what it shows, how it behaves, whom it asks.

const BUILT = fileURLToPath(new URL('../../dist/web', import.meta.url));
const NOT_BUILT = existsSync(`${BUILT}/index.html`) ? undefined : 'the page is not built (npm run build)';
const why = NO_BROWSER ?? NOT_BUILT;

describe.skipIf(NOT_BUILT !== undefined)(
  `the built page${NOT_BUILT === undefined ? '' : ` (skipped: ${NOT_BUILT})`}`,
  () => {
    it('is 150 kB gzipped at most, all of it', () => {
      const files = readdirSync(BUILT, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
      const bytes = files.reduce((sum, f) => sum + gzipSync(readFileSync(`${f.parentPath}/${f.name}`)).length, 0);
      expect(bytes).toBeLessThanOrEqual(150_000);
    });
    it('has nothing inline, and nothing from elsewhere', () => {
      const html = readFileSync(`${BUILT}/index.html`, 'utf8');
      expect(html).not.toMatch(/<style|style=|<script(?![^>]* src=)|\son\w+=|https?:/);
    });
  },
);

describe.skipIf(why !== undefined)(`the page in a browser${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  let server: FakeServer;
  const servers = new Map<Variant, FakeServer>();
  const of = async (variant: Variant): Promise<FakeServer> => {
    const running = servers.get(variant) ?? (await startFakeServer({ variant }));
    servers.set(variant, running);
    return running;
  };
  beforeAll(async () => {
    browser = await openBrowser();
    server = await of('normal');
  });
  afterAll(async () => {
    await browser?.close();
    for (const s of servers.values()) await s.close();
  });
  const text = (page: Page, selector: string): Promise<string> => page.locator(selector).first().innerText();
  const ended = async (watched: Watched): Promise<void> => {
    expect(watched.wrongs).toEqual([]);
    await watched.close();
  };

  it.each([
    ['/', 'normal', '[data-target=loopback]'],
    ['/', 'no-route', '[data-banner=no-route]'],
    ['/', 'no-engine', '[data-banner=no-engine]'],
    ['/', 'empty', 'h1:text("Nothing to watch")'],
    ['/', 'fresh', 'h1:text("No data yet")'],
    ['/t/cloudflare?range=1y', 'normal', '.days [data-day]'],
    ['/t/nas?range=15m', 'normal', '[data-stat=n]'],
    ['/t/new', 'normal', '.chart-empty'],
    ['/t/nobody', 'normal', 'h1:text("No target")'],
    ['/wall?night=off', 'normal', '[data-target=loopback]'],
    ['/events', 'normal', '.event-line'],
    ['/nowhere', 'normal', 'h1:text("Nothing hangs here")'],
  ] as const)(
    '%s (%s) breaks no rule of axe and none of the policy, light, dark, and on a phone',
    async (path, variant, ready) => {
      // Without motion: colours on their way from one theme to the other are nobody's.
      const plain = { colorScheme: 'light', hasTouch: true, reducedMotion: 'reduce' } as const;
      const watched = await openPage(browser, (await of(variant)).url + path, plain);
      await expectAccessible(watched, ready);
      await ended(watched);
    },
  );

  it.each([320, 390, 430, 1_280])('what is lost for whatever reason stays within a page %i px wide', async (width) => {
    const size = { width, height: 800 };
    const { url } = await of('unsent');
    const watched = await openPage(browser, url, { viewport: size });
    const { page } = watched;
    /** What sticks out of what it should lie in. */
    const outside = (what: string, within: string): Promise<string[]> =>
      page.evaluate(
        ([what, within]) =>
          [...document.querySelectorAll(what)].flatMap((e) => {
            const text = document.createRange();
            text.selectNodeContents(e);
            const [inner, outer] = [text.getBoundingClientRect(), e.closest(within)?.getBoundingClientRect()];
            const fits = outer !== undefined && inner.left >= outer.left && inner.right <= outer.right;
            return fits ? [] : [e.textContent ?? ''];
          }),
        [what, within] as const,
      );
    for (const [path, ready] of [
      ['/', '.no-reply >> text=could not send'],
      ['/t/google', '.no-reply >> text=could not send'],
      ['/wall', '.tile-down .tile-big'],
      ['/events', '.event-line'],
    ] as const) {
      await page.goto(url + path);
      await page.locator(ready).first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await outside('.col-now > *', '.row')).toEqual([]);
      expect(await outside('.tile-big', '.tile')).toEqual([]);
      // The word has its whole room beside the reason.
      const crowded = await page.evaluate(
        () =>
          [...document.querySelectorAll('.tile-big, .front-word')].filter((e) => e.scrollWidth > e.clientWidth + 1)
            .length,
      );
      expect(crowded).toBe(0);
      if (path === '/t/google') expect(await page.locator('.readout-keys').isVisible()).toBe(width >= 768);
    }
    await ended(watched);
  });

  it('follows what is measured, and says changes of state aloud', async () => {
    const watched = await openPage(browser, server.url);
    const { page } = watched;
    const now = '[data-target=quad9] [data-stat=now]';
    await page.locator(now).waitFor();
    const before = await text(page, now);
    await expect.poll(() => text(page, now)).not.toBe(before);
    expect(await page.locator('[data-link=live]').count()).toBe(1);
    expect(await text(page, '[data-announcer]')).toBe('');
    server.setState('quad9', { word: 'down', since: Date.now() * 1_000 });
    await expect.poll(() => text(page, '[data-announcer]')).toBe('Quad9: Down');
    expect(await text(page, '[data-target=quad9] [data-state]')).toBe('Down');
    // What fails comes first within its group.
    const anchors = page.locator('[data-role=anchor] tr[data-target]');
    expect(await anchors.first().getAttribute('data-target')).toBe('quad9');
    await expect.poll(() => text(page, '.recent')).toContain('Quad9 went down');
    server.setState('quad9', { word: 'up', since: Date.now() * 1_000 });
    await expect.poll(() => text(page, '[data-announcer]')).toBe('Quad9: Up');
    await ended(watched);
  });

  it('walks through a strip with the arrow keys', async () => {
    const watched = await openPage(browser, server.url);
    const strip = watched.page.locator('[data-target=cloudflare] .strip');
    await strip.focus();
    await watched.page.keyboard.press('ArrowLeft');
    expect(await strip.getAttribute('aria-valuetext')).toMatch(/^\d\d:\d\d: median .*\sms/);
    expect(await strip.locator('.tip').innerText()).toBe(await strip.getAttribute('aria-valuetext'));
    await watched.page.keyboard.press('Home');
    expect(await strip.getAttribute('aria-valuenow')).toBe('0');
    await ended(watched);
  });

  it('zooms and moves by keyboard; the address keeps it, and back goes back', async () => {
    const watched = await openPage(browser, `${server.url}/t/cloudflare`);
    const { page } = watched;
    await page.locator('[data-stat=p50]').waitFor();
    const search = (): string => new URL(page.url()).search;
    await page.locator('.chart-box').focus();
    await page.keyboard.press('+');
    expect(search()).toBe('?range=10m');
    await page.waitForTimeout(1_100);
    await page.keyboard.press('ArrowLeft');
    const fixed = search();
    expect(fixed).toMatch(/^\?from=\d{4}-\d\d-\d\dT[\d:.]+Z&to=\d{4}-/);
    await page.getByRole('button', { name: 'Go live' }).waitFor();
    // A row of presses is one step back.
    await page.keyboard.press('+');
    await page.keyboard.press('-');
    expect(search()).toBe(fixed);
    await page.goBack();
    expect(search()).toBe('?range=10m');
    await page.goForward();
    await page.reload();
    expect(search()).toBe(fixed);
    await page.getByRole('button', { name: 'Go live' }).click();
    expect(search()).toBe('?range=10m');
    await ended(watched);
  });

  it('zooms by dragging, and reads values under the pointer', async () => {
    const watched = await openPage(browser, `${server.url}/t/cloudflare?range=6h`);
    const { page } = watched;
    await page.locator('[data-stat=p50]').waitFor();
    const box = await page.locator('.chart-box').boundingBox();
    if (box === null) throw new Error('no chart');
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.4, y);
    await expect.poll(() => text(page, '.readout')).toMatch(/UTC.*median .*\sms/);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, y, { steps: 4 });
    expect(await page.locator('.chart-drag').count()).toBe(1);
    await page.mouse.up();
    const query = new URL(page.url()).searchParams;
    const span = Date.parse(query.get('to') ?? '') - Date.parse(query.get('from') ?? '');
    expect(span / 3_600_000).toBeGreaterThan(1);
    expect(span / 3_600_000).toBeLessThan(1.6);
    await ended(watched);
  });

  it('shows a year: what it is made of, what was dark, day by day', async () => {
    const watched = await openPage(browser, `${server.url}/t/cloudflare?range=1y`);
    const { page } = watched;
    await page.locator('[data-stat=p50]').waitFor();
    expect(await text(page, '.numbers')).toContain('percentiles within 1 %');
    expect(Number(await page.locator('[data-stat=uptime]').getAttribute('value'))).toBeGreaterThan(0.999);
    expect(await text(page, '.uptime')).toMatch(/\d+\soutages, 3\sh\s\d\d\smin dark in 36\d\sd.*2\sd.* not watched/);
    const chart = await page.locator('.chart-box').boundingBox();
    if (chart === null) throw new Error('no chart');
    await page.mouse.move(chart.x + chart.width * 0.3, chart.y + chart.height / 2);
    await expect
      .poll(() => text(page, '.readout'))
      .toMatch(/^\w{3} \d+ \w+, 01:00–13:00|, 13:00 – \w{3} \d+ \w+( \d+)?, 0[12]:00/);
    await page.getByRole('button', { name: 'Longest' }).click();
    expect(await text(page, '[data-spell=outage]')).toMatch(/3\sh\s04\smin/);
    // No single samples are left, so the points of the chart are the table.
    const [table] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const csv = readFileSync(await table.path(), 'utf8').split('\r\n');
    expect(csv[0]).toMatch(/^from,to,n,lost,min_us,p10_us/);
    expect(csv.length).toBeGreaterThan(700);
    const days = page.locator('.days-box');
    await days.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await days.getAttribute('aria-valuetext')).toMatch(/^\w{3} \d+ \w+( \d+)? by UTC: [\d,]+\sechoes/);
    await page.keyboard.press('Enter');
    const query = new URL(page.url()).searchParams;
    expect(query.get('from')).toMatch(/T00:00:00Z$/);
    await page.goBack();
    expect(new URL(page.url()).search).toBe('?range=1y');
    await ended(watched);
  });

  it('takes any stretch by the viewer’s clock, and steps back and forth', async () => {
    const watched = await openPage(browser, `${server.url}/t/cloudflare?range=24h`);
    const { page } = watched;
    await page.locator('[data-stat=p50]').waitFor();
    await page.getByRole('button', { name: 'From – to' }).click();
    const from = page.getByLabel('From', { exact: true });
    expect(await from.evaluate((e) => e === document.activeElement)).toBe(true);
    await from.fill('2026-03-01T12:00');
    await page.getByLabel('To', { exact: true }).fill('2026-03-01T11:00');
    await page.getByRole('button', { name: 'Show', exact: true }).first().click();
    expect(await text(page, '.between')).toContain('after From');
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.locator('.between').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'From – to' }).evaluate((e) => e === document.activeElement)).toBe(
      true,
    );
    await page.getByRole('button', { name: 'Earlier' }).click();
    const query = new URL(page.url()).searchParams;
    expect(Date.parse(query.get('to') ?? '') - Date.parse(query.get('from') ?? '')).toBe(86_400_000);
    await page.getByRole('button', { name: 'Later' }).click();
    expect(new URL(page.url()).search).toBe('?range=24h');
    await ended(watched);
  });

  it('opens a young service at what there is', async () => {
    const watched = await openPage(browser, `${(await of('young')).url}/t/cloudflare`);
    const { page } = watched;
    await page.locator('[data-stat=p50]').waitFor();
    expect(await text(page, '.picks [aria-pressed=true]')).toBe('10m');
    expect(await text(page, '.live-note')).toMatch(/^Following now, all \d+\smin so far$/);
    expect(new URL(page.url()).search).toBe('');
    await ended(watched);
  });

  it('switches series and axis, and lists outages to the second', async () => {
    const watched = await openPage(browser, `${server.url}/t/cloudflare`);
    const { page } = watched;
    await page.getByRole('button', { name: 'TCP connect' }).click();
    await expect.poll(() => text(page, '.numbers')).toContain('TCP connect');
    await page.getByRole('button', { name: 'Log' }).click();
    expect(new URL(page.url()).search).toBe('?range=1h&y=log&probe=tcp&field=connect');
    const outage = page.locator('[data-spell=outage]').first();
    expect(await outage.innerText()).toMatch(/\d\d:\d\d:\d\d – \d\d:\d\d:\d\d\s+Failure:\s+32\ss\s+no answer/);
    expect(await outage.locator('time').first().getAttribute('title')).toMatch(/^\d{4}-\d\d-\d\d [\d:]{8} UTC$/);
    expect(await page.locator('.hops tbody tr').count()).toBe(6);
    await ended(watched);
  });

  it('gives the chart as a picture and the samples as a table', async () => {
    const watched = await openPage(browser, `${server.url}/t/cloudflare?range=15m`);
    const { page } = watched;
    await page.locator('[data-stat=p50]').waitFor();
    const [picture] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'PNG' }).click(),
    ]);
    expect(picture.suggestedFilename()).toMatch(/^plumbline-cloudflare-[\dTZ-]+\.png$/);
    const png = readFileSync(await picture.path());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2_800, 1_560]);
    const [table] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
    const csv = readFileSync(await table.path(), 'utf8').split('\n');
    expect(csv[0]).toBe('time,value_us,lost,said_by,note');
    expect(csv.length).toBeGreaterThan(850);
    await ended(watched);
  });

  it('filters events by target, and the address keeps that too', async () => {
    const watched = await openPage(browser, `${server.url}/events`);
    const { page } = watched;
    await page.locator('.event-line').first().waitFor();
    const all = await page.locator('.event-line').count();
    await page.getByLabel('Target').selectOption('vps');
    await expect.poll(() => page.locator('.event-line').count()).toBeLessThan(all);
    expect(new URL(page.url()).search).toBe('?target=vps');
    expect(await text(page, '.event-days')).toContain('moved from 203.0.113.12 to 203.0.113.77');
    await ended(watched);
  });

  it('asks for the token while reading is protected', async () => {
    const { url } = await of('protected');
    const watched = await openPage(browser, url);
    const { page } = watched;
    const field = page.getByLabel('Token');
    await field.fill('wrong');
    await page.getByRole('button', { name: 'Read' }).click();
    await expect.poll(() => text(page, '[role=alert]')).toContain('not the token');
    expect(await axeViolations(page)).toEqual([]);
    await field.fill('secret');
    await page.getByRole('button', { name: 'Read' }).click();
    await page.locator('[data-target=loopback]').waitFor();
    await watched.close();
  });

  it('keeps the theme that was chosen', async () => {
    const watched = await openPage(browser, server.url, { colorScheme: 'light' });
    const theme = (): Promise<string | null> => watched.page.locator('html').getAttribute('data-theme');
    expect(await theme()).toBe('light');
    await watched.page.getByRole('button', { name: 'Theme' }).click();
    await watched.page.getByRole('button', { name: 'Theme' }).click();
    expect(await theme()).toBe('dark');
    await watched.page.reload();
    expect(await theme()).toBe('dark');
    // Whatever else is kept there is none.
    await watched.page.evaluate(() => localStorage.setItem('plumbline-theme', 'dark'.repeat(250_000)));
    await watched.page.reload();
    expect(await theme()).toBe('light');
    await ended(watched);
  });
});
