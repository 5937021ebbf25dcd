import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';

import type { LabLink } from '../../lab/lab.ts';
import { openBrowser } from './chromium.ts';
import { takeLinesScreenshot } from './screenshot-lines.ts';
import { openStage } from './stage.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const SECOND = 1_000;

/** A line as lines are: its delay moves all the time. */
const live = async (link: LabLink, seconds: number, delay: () => number): Promise<void> => {
  for (let t = 0; t < seconds; t += 0.1) {
    await link.set({ delayMs: delay() });
    await wait(SECOND / 10);
  }
};
/** Mostly near `base`, now and then far above it (ms). */
const around = (base: number, spread: number) => (): number => base + spread * -Math.log(1 - Math.random() * 0.999);

/** Five echoes a second, so that a few minutes show what an hour does at one. */
const CONFIG = `vantage: home
targets:
  gateway: {address: 192.168.77.1, label: Gateway, role: gateway, ping: {every: 200ms}}
  first-hop: {address: 192.175.48.1, label: First public hop, role: first-hop, ping: {every: 200ms}}
  resolver: {address: 192.168.77.53, label: Resolver, role: resolver, ping: {every: 200ms}}
  cloudflare: {address: 1.1.1.1, label: Cloudflare, role: anchor, ping: {every: 200ms}}
  google: {address: 8.8.8.8, label: Google, role: anchor, ping: {every: 200ms}}
  quad9: {address: 9.9.9.9, label: Quad9, role: anchor, ping: {every: 200ms}}
  cloudflare-v6: {address: "2606:4700:4700::1111", label: Cloudflare (IPv6), role: anchor, ping: {every: 200ms}}
  loopback: {address: 127.0.0.1, label: This machine, role: control, ping: {every: 200ms}}
`;

/** A quiet line, a busy evening with loss, a cut, a stopped service: then a picture of each page. */
export const takeScreenshots = async (): Promise<void> => {
  const browser = await openBrowser();
  const stage = await openStage(browser, { config: CONFIG });
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
    await takeLinesScreenshot(browser, `${FOLDER}lines.png`);
  } finally {
    await stage.close();
    await browser.close();
  }
};
