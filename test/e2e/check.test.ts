import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ApiDeps } from '../../src/api/deps.ts';
import { serveApi, type Serving } from '../../src/api/serve.ts';
import type { Config } from '../../src/config/config.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { PROBES } from '../../src/probes/index.ts';
import { apiForTest, START, TOKEN } from '../api/support.ts';
import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { axeViolations, expectAccessible, openPage, type Watched } from './support/watched-page.ts';

// Running a check from the page, against the real api on loopback; what runs is told by hand, and nothing is probed.

const BUILT = fileURLToPath(new URL('../../dist/web', import.meta.url));
const why = NO_BROWSER ?? (existsSync(`${BUILT}/index.html`) ? undefined : 'the page is not built (npm run build)');

const FOUND: Outcome<unknown> = {
  status: 'measured',
  values: { rttP50: 18_400, sent: 10, lossRatio: 0.3 },
  findings: [
    {
      code: 'packet-loss',
      severity: 'warn',
      evidence: { summary: '3 of 10 echoes were lost.', lost: 3, ratio: 0.3 },
      remedy: 'Look at the cable.',
    },
  ],
  report: { address: '192.168.1.1', engine: 'fake', echoes: [{ seq: 1, rttMicros: 18_400 }] },
};

/** The check that runs, told by hand. */
class Hand {
  order: Parameters<ApiDeps['startCheck']>[0] | undefined;
  signal: AbortSignal | undefined;
  progress: (line: string) => void = () => undefined;
  end: (outcome: Outcome<unknown>) => void = () => undefined;
  readonly startCheck: ApiDeps['startCheck'] = (order, signal, progress) =>
    new Promise((resolve) => {
      this.order = order;
      this.signal = signal;
      this.progress = progress ?? this.progress;
      const end = (outcome: Outcome<unknown>): void => {
        const { probe, aim } = order;
        resolve({ kind: 'run', id: 'r1', at: START, tookMs: 1_900, probe: probe.name, subject: aim.subject, outcome });
      };
      this.end = end;
      const gone = { status: 'failed', reason: 'cancelled', detail: 'whoever asked has gone', findings: [] } as const;
      signal.addEventListener('abort', () => end(gone), { once: true });
    });
}

describe.skipIf(why !== undefined)(
  `running a check from the page${why === undefined ? '' : ` (skipped: ${why})`}`,
  () => {
    let browser: Browser;
    const closing: (() => Promise<unknown>)[] = [];
    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterAll(async () => {
      for (const close of closing) await close();
      await browser?.close();
    });

    const open = async (path: string, config: Partial<Config> = {}, more: Partial<ApiDeps> = {}) => {
      const hand = new Hand();
      const api = apiForTest({ startCheck: hand.startCheck, probes: PROBES, staticRoot: BUILT, ...more }, config);
      const server = await serveApi(api.app, { host: '127.0.0.1', port: 0 });
      if (!server.ok) throw new Error(server.detail);
      const served: Serving = server;
      const watched = await openPage(browser, new URL(path, served.url).href);
      closing.push(async () => {
        api.stop.abort();
        await watched.close();
        await served.close(100);
      });
      return { hand, api, watched, page: watched.page, server: served };
    };
    const words = (page: Page, selector: string): Promise<string> => page.locator(selector).first().innerText();
    const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
    /** A refused token is an error on the console; anything else is wrong. */
    const noWrongs = ({ wrongs }: Watched): void =>
      expect(wrongs.filter((w) => !/status of (?:401|503)/.test(w))).toEqual([]);

    it('asks for the token, tells how far it is while it runs, then what it found: by keyboard alone', async () => {
      const { hand, page, watched } = await open('/check?target=router&probe=ping', { token: TOKEN });
      await expectAccessible(watched, '#check-token');
      expect(await page.locator('input[name=probe]:checked').inputValue()).toBe('ping');
      await page.locator('#check-token').focus();
      await page.keyboard.type('wrong-wrong-wrong-wrong');
      await page.keyboard.press('Enter');
      await expect.poll(() => words(page, '#check-token-problem')).toContain('not the token');
      expect(hand.order).toBeUndefined();
      await page.locator('#check-token').selectText();
      await page.keyboard.type(TOKEN);
      await page.keyboard.press('Enter');
      await page.locator('[data-check=running]').waitFor();
      expect(await focused(page)).toBe('Stop');
      expect(page.url()).not.toContain(TOKEN);
      expect(hand.order).toMatchObject({ probe: { name: 'ping' }, aim: { subject: { target: 'router' } } });
      hand.progress('echo 1: 18.4 ms');
      await expect.poll(() => words(page, '.check-lines')).toBe('echo 1: 18.4 ms');
      expect(await page.locator('.check-result').count()).toBe(0);
      expect(await axeViolations(page)).toEqual([]);
      hand.progress('echo 2: lost\u202e');
      hand.end(FOUND);
      await page.locator('[data-check=warn]').waitFor();
      expect(await focused(page)).toBe('Run');
      const result = await words(page, '.check-result');
      expect(result).toMatch(/Round-trip time: ROUTER[\s\S]*Not as it should be[\s\S]*3 of 10 echoes were lost/);
      expect(result).toMatch(/loss\s+30\s%[\s\S]*Look at the cable\.[\s\S]*Median round-trip time\s+18\.4\sms/);
      expect(await page.getByRole('link', { name: 'packet loss' }).getAttribute('href')).toBe('/codes/packet-loss');
      await page.locator('.check-report summary').focus();
      await page.keyboard.press('Enter');
      expect(await words(page, '.check-report')).toMatch(/echoes\s+1\.\s+seq 1\s+RTT 18\.4\sms/);
      await page.setViewportSize({ width: 1_280, height: 800 });
      await expectAccessible(watched, '.check-report[open]');
      noWrongs(watched);
    });

    it('stops it, runs it again, keeps what was run, and goes on while another page is looked at', async () => {
      const { hand, page, watched } = await open('/check?target=far&probe=route', { token: TOKEN });
      await page.locator('#check-token').fill(TOKEN);
      await page.locator('.check-options summary').click();
      await page.getByLabel('max hops').fill('12');
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.locator('[data-check=running]').waitFor();
      expect(hand.order?.options).toMatchObject({ max_hops: 12, timeout: 1_000 });
      await page.getByRole('button', { name: 'Stop this check' }).click();
      await page.locator('[data-check=gap]').waitFor();
      await expect.poll(() => hand.signal?.aborted).toBe(true);
      expect(await words(page, '.check-result')).toContain('Stopped.');
      expect(await focused(page)).toContain('Route: FAR');
      await page.getByRole('button', { name: 'Again' }).click();
      await page.locator('[data-check=running]').waitFor();
      await page.getByRole('link', { name: 'Overview' }).click();
      await page.locator('h1').first().waitFor();
      hand.progress('1  192.168.1.1');
      await page.getByRole('link', { name: 'Check', exact: true }).click();
      await expect.poll(() => words(page, '.check-lines')).toContain('192.168.1.1');
      hand.end({ status: 'failed', reason: 'no-route', detail: 'no route to the host', findings: [] });
      await page.locator('.check-history li').nth(1).waitFor();
      expect(await words(page, '.check-result')).toMatch(/Could not be measured\s+no route to the host \(no-route\)/);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.locator('#check-token').waitFor();
      noWrongs(watched);
    });

    it('says when too many run, and when the service goes while it runs', async () => {
      const { hand, page, api, server } = await open('/check?target=router', { token: TOKEN });
      const ask = { method: 'POST', headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' } };
      const others = [1, 2, 3, 4].map(() => ({ stop: new AbortController() }));
      const answers = others.map(({ stop }) =>
        fetch(new URL('/api/checks', server.url), {
          ...ask,
          body: JSON.stringify({ probe: 'ping', target: 'router' }),
          signal: stop.signal,
        }).catch(() => undefined),
      );
      await page.locator('#check-token').fill(TOKEN);
      await expect.poll(() => api.ask('/api/check-choices').then((a) => a.body)).toMatchObject({ running: 4 });
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await expect.poll(() => words(page, '.check-result')).toContain('Too many checks are running.');
      for (const { stop } of others) stop.abort();
      await Promise.all(answers);
      await expect.poll(() => api.ask('/api/check-choices').then((a) => a.body)).toMatchObject({ running: 0 });
      hand.order = undefined;
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.locator('[data-check=running]').waitFor();
      await expect.poll(() => hand.order).toBeDefined();
      api.stop.abort();
      await expect.poll(() => words(page, '.check-result')).toContain('The service is stopping.');
    });

    it('says what line to write where no token is configured, and where nothing can be run', async () => {
      const none = await open('/check');
      await none.page.locator('.check-empty').waitFor();
      expect(await words(none.page, '.check-line code')).toMatch(/^token: [a-z2-9]{32}$/);
      expect(await axeViolations(none.page)).toEqual([]);
      noWrongs(none.watched);
      const reader = await open('/check', {}, { readOnly: { host: 'influx.lan:8086', database: 'plumbline' } });
      await expect.poll(() => words(reader.page, '.check-empty')).toContain('only reads what others measured');
    });
  },
);
