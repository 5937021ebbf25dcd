import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Overview } from '../../src/api/schema.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { Settled } from '../../src/domain/sample.ts';
import { linesOf } from '../../src/store/influx/lines.ts';
import { until } from '../survive/until.ts';
import { influxMissing, startInflux, type Influx } from '../support/influxd.ts';
import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { axeViolations, openPage, type Watched } from './support/watched-page.ts';

// Three places write what they measured to a real InfluxDB; another plumbline, which measures nothing, shows them side
// by side. Nothing here leaves loopback.

const missing = influxMissing({ own: true }) ?? NO_BROWSER;
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

const SECOND = 1_000_000;
const USUAL: Readonly<Record<string, number>> = { router: 900, berlin: 14_000, shop: 22_000, mail: 31_000 };
const PLACES = ['home', 'office', 'flat'];
/** The shop is down for all; of the flat's line nothing is left but its router. */
const isDown = (vantage: string, target: string): boolean =>
  target === 'shop' || (vantage === 'flat' && target !== 'router');

/** Half an hour until now of one target from one place: well, and down in the last five minutes if it is. */
const history = (vantage: string, target: string, now: number): readonly Entry[] => {
  const subject = { target, vantage };
  const value = USUAL[target] ?? 1_000;
  const down = isDown(vantage, target);
  const samples = Array.from({ length: 1_800 }, (_, i): Settled => {
    const at = now - (1_800 - i) * SECOND;
    return down && at >= now - 300 * SECOND ? { at, lost: 'timeout' } : { at, value: value + ((i * 7) % 90) };
  });
  const change = (from: string, to: string, at: number): Entry => ({
    kind: 'event',
    at,
    type: 'state-changed',
    severity: to === 'down' ? 'fail' : 'info',
    subject,
    probe: 'ping',
    evidence: { field: 'rtt', from, to, since: at },
  });
  return [
    { kind: 'samples', probe: 'ping', field: 'rtt', subject, samples },
    change('unknown', 'up', now - 1_800 * SECOND),
    ...(down ? [change('up', 'down', now - 300 * SECOND)] : []),
  ];
};

let browser: Browser;
let influx: Influx;
let reader: ChildProcess | undefined;
let watched: Watched;
let url = '';
let database = '';
const folder = mkdtempSync(join(tmpdir(), 'plumbline-places-'));
const writing = new AbortController();

const write = (entries: readonly Entry[], vantage: string): Promise<void> =>
  influx.write(database, entries.flatMap((e) => linesOf(e, vantage)).join('\n'));
/** A sample a second from every place, until aborted. What finds no InfluxDB is lost: nobody exports here. */
const goOn = async (): Promise<void> => {
  while (!writing.signal.aborted) {
    const at = Date.now() * 1_000;
    for (const vantage of PLACES)
      await write(
        Object.keys(USUAL).map((target): Entry => ({
          kind: 'samples',
          probe: 'ping',
          field: 'rtt',
          subject: { target, vantage },
          samples: [isDown(vantage, target) ? { at, lost: 'timeout' } : { at, value: USUAL[target] ?? 1_000 }],
        })),
        vantage,
      ).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
};
const overview = async (): Promise<Overview> => (await (await fetch(`${url}api/overview`)).json()) as Overview;

beforeAll(async () => {
  if (missing !== undefined) return;
  [browser, influx] = await Promise.all([openBrowser(), startInflux({ own: true })]);
  database = await influx.createDatabase();
  const now = Math.floor(Date.now() / 1_000) * SECOND;
  for (const vantage of PLACES)
    for (const target of Object.keys(USUAL)) await write(history(vantage, target, now), vantage);
  await write([{ kind: 'gap', from: now - 900 * SECOND, to: now - 600 * SECOND, reason: 'stopped' }], 'office');
  void goOn();
  const config = join(folder, 'plumbline.yaml');
  writeFileSync(config, `influx:\n  url: ${influx.url}\n  database: ${database}\n  flush: 1s\n`);
  const main = new URL('../../dist/main.js', import.meta.url).pathname;
  const args = [main, 'serve', '--read-only', '--config', config, '--listen', '127.0.0.1:0'];
  reader = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, HOME: folder, XDG_STATE_HOME: folder },
  });
  let said = '';
  reader.stdout?.on('data', (data: Buffer) => (said += data.toString()));
  url = await until('it says where its page is', () => /open (\S+)/.exec(said)?.[1]);
  await until('it finds what was written', async () => (await overview()).targets.length === 12);
  watched = await openPage(browser, url);
});
afterAll(async () => {
  writing.abort();
  if (reader !== undefined && reader.exitCode === null) {
    reader.kill('SIGTERM');
    await once(reader, 'exit');
  }
  await watched?.close();
  await Promise.all([browser?.close(), influx?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

describe('several places in one view', () => {
  it('tells their site from a line of ours, with what speaks for it', async () => {
    const { blames = [], vantage, readOnly } = await overview();
    expect(vantage).toBe('3 places');
    expect(readOnly).toMatchObject({ database });
    expect(Object.fromEntries(blames.map((b) => [b.target, b.fault]))).toEqual({
      berlin: 'line',
      mail: 'line',
      shop: 'site',
    });
    const blame = (target: string) => watched.page.locator(`[data-role="place ${target}"] .blame`);
    await expect.poll(() => blame('shop').textContent()).toContain('The site (or what all 3 places share)');
    expect(await blame('berlin').textContent()).toContain('The line of flat: 2 of 3 other targets from there');
    expect(await blame('router').count()).toBe(0);
    const rows = await watched.page.locator('[data-role="place shop"] [data-target] .col-name a').allTextContents();
    expect(rows.toSorted()).toEqual(['flat', 'home', 'office']);
  });
  it('shows one place’s view of a target, and leads to the others', async () => {
    const { page } = watched;
    await page.click('[data-role="place berlin"] [data-target="berlin@home"] .col-name a');
    await page.waitForSelector('.places');
    expect(await page.locator('.places a[aria-current]').textContent()).toContain('home');
    await expect.poll(() => page.locator('data[data-stat="p50"]').first().getAttribute('value')).toMatch(/^14\d{3}$/);
    expect(await page.textContent('[data-read-only]')).toBe('read-only');
    await page.click('.places a:has-text("flat")');
    await page.waitForSelector('[data-spell="outage"]');
    expect(decodeURIComponent(new URL(page.url()).pathname)).toBe('/t/berlin@flat');
    expect(await axeViolations(page)).toEqual([]);
    // The office did not watch for a while: no gap of anybody else's.
    const gaps = async (name: string): Promise<number> => {
      const answer = await fetch(`${url}api/targets/${name}/view?from=-30m`);
      return ((await answer.json()) as { gaps: readonly unknown[] }).gaps.length;
    };
    expect([await gaps('berlin@office'), await gaps('berlin@home')]).toEqual([1, 0]);
  });
  it('goes on live, starts no check, and keeps nothing', async () => {
    await watched.page.goto(url);
    const latest = async (): Promise<number> => {
      const { targets } = await overview();
      return targets.find((t) => t.name === 'router@home')?.latest?.at ?? 0;
    };
    const before = await latest();
    await expect.poll(latest).toBeGreaterThan(before);
    const refused = await fetch(`${url}api/checks`, { method: 'POST', body: '{}' });
    expect(refused.status).toBe(403);
    expect(readdirSync(folder)).toEqual(['plumbline.yaml']);
    expect(await axeViolations(watched.page)).toEqual([]);
    expect(watched.wrongs).toEqual([]);
  });
  it('goes to the one place that sees a target, where there is but one', async () => {
    const one = await openPage(browser, url);
    const { page } = one;
    await page.route('**/api/overview', async (route) => {
      const all = (await (await route.fetch()).json()) as Overview;
      await route.fulfill({ json: { ...all, targets: all.targets.filter((t) => t.place?.vantage === 'home') } });
    });
    await page.goto(`${url}t/router?range=15m`);
    await page.waitForURL((at) => decodeURIComponent(at.pathname) === '/t/router@home');
    expect(new URL(page.url()).search).toBe('?range=15m');
    await page.waitForSelector('h1:text("router · home")');
    await one.close();
  });
  it('says when InfluxDB is gone, and shows it again by itself when it is back', async () => {
    const health = async (): Promise<string> =>
      ((await (await fetch(`${url}healthz`)).json()) as { reasons: string[] }).reasons.join();
    await influx.stop('SIGKILL');
    await expect.poll(health).toMatch(/^InfluxDB at 127\.0\.0\.1:\d+ does not answer/);
    // An answer of a moment ago may be given once more.
    await expect.poll(async () => (await fetch(`${url}api/overview`)).status).toBe(503);
    // It looks every 15 s by itself, and at once when the browser is online again.
    await watched.page.evaluate(() => dispatchEvent(new Event('online')));
    await watched.page.waitForSelector('[data-banner="cut-off"]', { timeout: 90_000 });
    expect(await watched.page.textContent('h1')).toBe('No contact with InfluxDB');
    expect(await watched.page.textContent('[data-link]')).toMatch(/^No contact with InfluxDB/);
    expect(await watched.page.textContent('[data-banner="cut-off"]')).toContain('connection refused');
    // A page that is opened now says so too: plumbline answered.
    const late = await openPage(browser, url, { viewport: { width: 320, height: 640 } });
    await late.page.waitForSelector('h1:text("No contact with InfluxDB")');
    expect(await late.page.textContent('[data-link="cut-off"]')).toMatch(/^No contact with InfluxDB/);
    expect(await late.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await late.page.goto(`${url}wall`);
    await late.page.waitForSelector('[data-verdict="No contact with InfluxDB"]');
    await late.close();
    await influx.start();
    await expect.poll(health).toBe('');
    await watched.page.waitForSelector('[data-banner="cut-off"]', { state: 'detached' });
    await watched.page.waitForSelector('[data-role="place shop"] .blame');
  });
});
