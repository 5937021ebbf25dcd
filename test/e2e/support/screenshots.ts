import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';

import type { LabLink } from '../../lab/lab.ts';
import { openBrowser } from './chromium.ts';
import { openStage } from './stage.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const SECOND = 1_000;

/** A line as lines are: its delay moves all the time. */
const live = async (link: LabLink, seconds: number, delay: () => number): Promise<void> => {
  for (let t = 0; t < seconds; t += 0.5) {
    await link.set({ delayMs: delay() });
    await wait(SECOND / 2);
  }
};
/** Mostly near `base`, now and then far above it (ms). */
const around = (base: number, spread: number) => (): number => base + spread * -Math.log(1 - Math.random() * 0.999);

/** A quiet line, a busy evening with loss, a cut, a stopped service: then a picture of each page. */
export const takeScreenshots = async (): Promise<void> => {
  const browser = await openBrowser();
  const stage = await openStage(browser, {});
  try {
    const from = Date.now();
    const link = stage.lab.link('isp');
    await live(link, 90, around(18, 1.5));
    await link.set({ loss: 0.06 });
    await live(link, 80, around(26, 12));
    await link.set({ loss: 0 });
    await live(link, 40, around(18, 2));
    await link.set({ cut: true });
    await wait(23 * SECOND);
    await link.set({ cut: false });
    await live(link, 60, around(18, 2));
    await stage.kill();
    await wait(14 * SECOND);
    await stage.start();
    await live(link, 100, around(18, 1.5));
    const to = Date.now();
    await mkdir(FOLDER, { recursive: true });
    const shoot = async (name: string, path: string, width: number, height: number, dark: boolean): Promise<void> => {
      await stage.page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      await stage.page.setViewportSize({ width, height });
      await stage.goto(path);
      await wait(4 * SECOND);
      await stage.page.screenshot({ path: `${FOLDER}${name}.png` });
    };
    await shoot('target', `/t/cloudflare?from=${from}&to=${to}`, 1_280, 800, false);
    await shoot('overview', '/', 1_280, 800, false);
    await shoot('wall', '/wall', 1_920, 1_080, true);
  } finally {
    await stage.close();
    await browser.close();
  }
};
