import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from 'playwright-core';

import { startService } from '../../lab/service.ts';
import { configOf } from '../../lab/two-lines/config.ts';
import { openTwoLines } from '../../lab/two-lines/open.ts';
import { LINES } from '../../lab/two-lines/topology.ts';

const SECOND = 1_000;
const CONFIG = configOf({ vantage: 'router', lteMetered: true })
  .replace('vantage: lab', 'vantage: home')
  .replace('  dsl:\n', '  dsl:\n    label: DSL\n')
  .replace('  lte:\n', '  lte:\n    label: 5G\n');

/** A house with two lines in the lab: DSL dies, and the router turns to 5G. Takes two minutes. */
export const takeLinesScreenshot = async (browser: Browser, path: string): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-lines-'));
  const two = await openTwoLines();
  try {
    const service = await startService(two.lab, { folder, machine: 'router', config: CONFIG });
    try {
      await wait(65 * SECOND);
      await two.lab.link('dsl').set({ cut: true });
      await wait(9 * SECOND);
      await two.route('lte');
      await two.setHomeName(LINES.lte.egress);
      await wait(30 * SECOND);
      const page = await browser.newPage({ timezoneId: 'UTC', locale: 'en-GB', colorScheme: 'light' });
      await page.setViewportSize({ width: 1_280, height: 800 });
      await page.goto(`${service.url}/lines`);
      await wait(4 * SECOND);
      await page.screenshot({ path });
      await page.close();
    } finally {
      await service.kill('SIGKILL');
    }
  } finally {
    await two.close();
    await rm(folder, { recursive: true, force: true });
  }
};
