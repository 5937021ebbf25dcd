import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { startFakeServer, type FakeServer } from './support/fake-server.mjs';
import { openPage } from './support/watched-page.ts';

// When the page begins to draw, and the numbers that follow each sample by themselves.

describe.skipIf(NO_BROWSER !== undefined)(
  `a living page${NO_BROWSER === undefined ? '' : ` (skipped: ${NO_BROWSER})`}`,
  () => {
    let browser: Browser;
    let server: FakeServer;
    beforeAll(async () => {
      browser = await openBrowser();
      server = await startFakeServer({ variant: 'normal' });
      server.hush(true);
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });
    const tell = (settled: { readonly value: number } | { readonly lost: 'timeout' }): void =>
      server.send({
        kind: 'samples',
        target: 'quad9',
        probe: 'ping',
        field: 'rtt',
        samples: [{ at: server.now(), ...settled }],
      });

    it.each(['/', '/wall', '/t/quad9'])(
      '%s follows each sample: its unit, its loss, and the next answer',
      async (path) => {
        const watched = await openPage(browser, server.url + path);
        const { page } = watched;
        const now = page.locator(path === '/wall' ? '[data-target=quad9]' : '[data-stat=now]');
        const where = path === '/' ? page.locator('[data-target=quad9] [data-stat=now]') : now.first();
        await where.waitFor();
        await page.locator('[data-link=live], .wall').first().waitFor();
        const steps: readonly (readonly [Parameters<typeof tell>[0], RegExp])[] = [
          [{ value: 12_300 }, /12(?:\.3)?\sms/],
          [{ value: 1_500_000 }, /1\.50?\ss/],
          [{ lost: 'timeout' }, /no reply|No answer/i],
          [{ value: 7_100 }, /7(?:\.10?)?\sms/],
        ];
        for (const [settled, shown] of steps)
          await expect
            .poll(
              async () => {
                // Whoever connects a moment late is told again.
                tell(settled);
                return (await where.innerText()).replaceAll('\n', ' ');
              },
              { message: `${path}: ${JSON.stringify(settled)}` },
            )
            .toMatch(shown);
        expect(watched.wrongs).toEqual([]);
        await watched.close();
      },
    );

    it.each([
      ['a screen that is off paints nothing', ['paint']],
      ['an old browser tells of no paint', []],
    ])('draws where %s', async (_, types) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.addInitScript((supportedEntryTypes) => {
        const Silent = class {
          static readonly supportedEntryTypes = supportedEntryTypes;
          observe(): void {
            if (supportedEntryTypes.length === 0) throw new TypeError('nothing to observe');
          }
        };
        Object.assign(globalThis, { PerformanceObserver: Silent });
      }, types);
      await page.goto(server.url);
      await page.locator('[data-target=quad9]').waitFor();
      await context.close();
    });
  },
);
