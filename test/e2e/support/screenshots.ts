import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

import { openBrowser } from './chromium.ts';
import { type House, openHouse, TOKEN } from './house.ts';
import { small } from './picture.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const SECOND = 1_000;

interface Shot {
  readonly path: (house: House) => string;
  readonly size?: readonly [number, number];
  readonly dark?: boolean;
  /** Before the picture is taken. */
  readonly play?: (page: Page) => Promise<void>;
}
/** Each picture of the README. */
const SHOTS: Readonly<Record<string, Shot>> = {
  target: { path: ({ from }) => `/t/cloudflare?from=${from}&to=${Date.now()}` },
  overview: { path: () => '/' },
  lines: { path: () => '/lines' },
  wall: { path: () => '/wall?night=off', size: [1_920, 1_080], dark: true },
  sites: { path: () => '/sites' },
  site: { path: () => '/sites/shop' },
  paths: { path: () => '/paths' },
  events: {
    path: () => '/events',
    play: async (page) => {
      const closed = page.locator('main button[aria-expanded=false]');
      const failover = closed.filter({ hasText: 'took over' });
      await ((await failover.count()) > 0 ? failover : closed).first().click();
    },
  },
  check: {
    path: () => '/check?probe=mtu&target=cloudflare',
    play: async (page) => {
      await page.getByRole('button', { name: /^Run/ }).first().click();
      await wait(8 * SECOND);
    },
  },
  config: { path: () => '/config' },
};

const shoot = async (
  page: Page,
  house: House,
  { path, size = [1_280, 800], dark = false, play }: Shot,
): Promise<Buffer> => {
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
  await page.setViewportSize({ width: size[0], height: size[1] });
  await page.goto(house.url + path(house));
  await wait(4 * SECOND);
  await play?.(page);
  await wait(SECOND);
  return small(await page.screenshot());
};

/** Writes the pictures named, or all, to docs/images/. */
export const takeScreenshots = async (names: readonly string[]): Promise<void> => {
  const unknown = names.find((name) => !(name in SHOTS));
  if (unknown !== undefined) throw new Error(`there is no ${unknown}; there are ${Object.keys(SHOTS).join(', ')}`);
  const failed: string[] = [];
  const browser = await openBrowser();
  const house = await openHouse();
  try {
    await mkdir(FOLDER, { recursive: true });
    const page = await browser.newPage({ timezoneId: 'Europe/Berlin', locale: 'en-GB' });
    await page.request.post(`${house.url}/api/session`, { data: { token: TOKEN } });
    for (const [name, shot] of Object.entries(SHOTS)) {
      if (names.length > 0 && !names.includes(name)) continue;
      try {
        await writeFile(`${FOLDER}${name}.png`, await shoot(page, house, shot));
        process.stdout.write(`${name}.png\n`);
      } catch (error) {
        failed.push(`${name}: ${String(error)}`); // the others take five minutes more otherwise
      }
    }
    if (failed.length > 0) throw new Error(failed.join('\n'));
  } finally {
    await house.close();
    await browser.close();
  }
};
