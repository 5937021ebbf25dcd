import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { serveApi } from '../../src/api/serve.ts';
import { loadConfig } from '../../src/config/load.ts';
import { systemClock } from '../../src/net/system-clock.ts';
import { PROBES } from '../../src/probes/index.ts';
import { apiForTest } from '../api/support.ts';
import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { startFakeServer } from './support/fake-server.mjs';
import { expectAccessible, openPage } from './support/watched-page.ts';

const ROOT = fileURLToPath(new URL('../../dist/web', import.meta.url));
const why = NO_BROWSER ?? (existsSync(`${ROOT}/index.html`) ? undefined : 'the page is not built (npm run build)');
const TEXT = `vantage: home
token: correct-horse-battery-staple
targets:
  nas:
    address: 127.0.0.9
    tcp: {port: 445, every: 30s}
`;

describe.skipIf(why !== undefined)(`the config in a browser${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each([
    ['config-wrong', '[data-trouble]'],
    ['config-changed', '[data-change]'],
  ] as const)('(%s) breaks no rule of axe and none of the policy', async (variant, ready) => {
    const server = await startFakeServer({ variant });
    const plain = { colorScheme: 'light', hasTouch: true, reducedMotion: 'reduce' } as const;
    const watched = await openPage(browser, `${server.url}/config`, plain);
    await expectAccessible(watched, ready);
    const { page } = watched;
    // Folds and defaults, by keyboard.
    expect(await page.locator('.cfg-default').count()).toBe(0);
    await page.getByRole('button', { name: 'Show defaults' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.cfg-default').count()).toBeGreaterThan(5);
    const uplinks = page.locator('[data-section=uplinks]');
    const rows = await uplinks.locator('.cfg-row').count();
    await uplinks.locator('summary').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => uplinks.locator('.cfg-row').count()).toBe(1);
    await page.keyboard.press('Enter');
    await expect.poll(() => uplinks.locator('.cfg-row').count()).toBe(rows);
    expect(watched.wrongs).toEqual([]);
    await watched.close();
    await server.close();
  });

  it('follows the file on disk: broken, mended, and what is in it that is nobody’s business is not shown', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-e2e-config-'));
    const file = join(folder, 'plumbline.yaml');
    writeFileSync(file, TEXT, { mode: 0o600 });
    const context = { probes: PROBES, vantage: 'home' };
    const loaded = await loadConfig(file, context);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    const { config, warnings, text } = loaded;
    const clock = systemClock();
    const again = () => loadConfig(file, context, 0);
    const { app, stop } = apiForTest({
      config,
      configSource: { config, warnings, text, discovered: false, given: [], again },
      probes: PROBES,
      clock,
      startedAt: clock.now(),
      net: { engine: undefined, engineMissing: undefined, resolve: () => Promise.reject(new Error('not asked')) },
      staticRoot: ROOT,
    });
    const serving = await serveApi(app, { host: '127.0.0.1', port: 0 });
    if (!serving.ok) throw new Error(serving.detail);
    const watched = await openPage(browser, new URL('/config', serving.url).href);
    const { page } = watched;
    const said = page.locator('.verdict h1');
    await page.locator('[data-document]').waitFor();
    expect(await said.innerText()).toBe('The config is right');
    expect(await page.locator('[data-section=targets] .cfg-row').allInnerTexts()).toContainEqual(
      expect.stringMatching(/^6\s+tcp:/),
    );

    writeFileSync(file, TEXT.replace('port:', 'prot:'));
    await page.reload();
    const trouble = page.locator('[data-trouble="targets.nas.tcp.prot"]');
    await trouble.waitFor();
    expect(await said.innerText()).toMatch(/^The config file is wrong: 1.problem/);
    expect(await trouble.locator('.cfg-marked').innerText()).toMatch(/6[\s\S]*tcp: \{prot: …, every: 30s\}/);

    writeFileSync(file, TEXT.replace('445', '139').replace('battery', 'butter'));
    await page.reload();
    await page.locator('[data-disk=changed]').waitFor();
    const changes = await page.locator('[data-change]').allInnerTexts();
    expect(changes.map((c) => c.replaceAll(/\s+/g, ' '))).toEqual([
      '~ token changed line 2',
      '~ targets.nas.tcp.port changed from 445 to 139 line 6',
    ]);
    expect(await page.content()).not.toMatch(/horse/);
    expect(watched.wrongs).toEqual([]);
    await watched.close();
    stop.abort();
    await serving.close();
    rmSync(folder, { recursive: true });
  });
});
