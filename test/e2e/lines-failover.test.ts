import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { EventList } from '../../src/api/schema.ts';
import { labMissing } from '../lab/lab.ts';
import { type Service, startService } from '../lab/service.ts';
import { toolMissing } from '../lab/tools.ts';
import { configOf } from '../lab/two-lines/config.ts';
import { openTwoLines, type TwoLines } from '../lab/two-lines/open.ts';
import { LINES } from '../lab/two-lines/topology.ts';
import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { openPage, type Watched } from './support/watched-page.ts';

const BUILT = existsSync(fileURLToPath(new URL('../../dist/web/index.html', import.meta.url)));
const missing =
  labMissing() ?? toolMissing('nft') ?? NO_BROWSER ?? (BUILT ? undefined : 'the page is not built (npm run build)');
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

/**
 * The wall is at most so late after the event can be read (ms), and so many times what opening it takes: how busy the
 * machine is.
 */
const WALL_WITHIN = 2_000;
const OPENED_TIMES = 3;

// A real failover before a real browser: the service on a router with two lines, its page and its wall.
describe('a failover that is watched', () => {
  let browser: Browser;
  let two: TwoLines;
  let service: Service;
  let folder: string;
  beforeAll(async () => {
    if (missing !== undefined) return;
    folder = await mkdtemp(join(tmpdir(), 'plumbline-watched-'));
    [browser, two] = await Promise.all([openBrowser(), openTwoLines()]);
    service = await startService(two.lab, { folder, machine: 'router', config: configOf({ vantage: 'router' }) });
  });
  afterAll(async () => {
    await browser?.close();
    await service?.kill('SIGKILL');
    await two?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  /** When an event of the type that names the line could be read first. */
  const told = async (type: string, to: string): Promise<number> => {
    for (;;) {
      const { events } = (await (await fetch(`${service.url}/api/events?from=-1h&limit=200`)).json()) as EventList;
      if (events.some((e) => e.type === type && e.evidence['to'] === to)) return Date.now();
      await setTimeout(50);
    }
  };
  /** When the page was so first. */
  const shown = async (page: Page, selector: string): Promise<number> => {
    await page.locator(selector).first().waitFor({ timeout: 60_000 });
    return Date.now();
  };
  const text = async ({ page }: Watched, selector: string): Promise<string> =>
    (await page.locator(selector).first().innerText()).replaceAll('\u00a0', ' ');

  it('is on the wall within two seconds, and on the page with its mark, its band and its words', async () => {
    await told('live-changed', 'dsl');
    const [lines, wall] = await Promise.all([
      openPage(browser, `${service.url}/lines`),
      openPage(browser, `${service.url}/wall`),
    ]);
    const since = Date.now();
    await wall.page.reload();
    const opened = (await shown(wall.page, '.wall-lines[data-live=dsl]')) - since;
    await shown(lines.page, '[data-line=dsl] [data-standing=live]');
    expect(await lines.page.locator('.band-marks button').count()).toBe(0);
    await setTimeout(3_000); // each line has been asked a few times

    const onWall = shown(wall.page, '.wall-lines[data-live=lte]');
    const isLive = told('live-changed', 'lte');
    const isTold = told('failover', 'lte');
    await two.lab.link('dsl').set({ cut: true });
    await setTimeout(4_000);
    await two.route('lte');
    expect((await onWall) - (await isLive)).toBeLessThan(WALL_WITHIN + OPENED_TIMES * opened);
    await isTold;
    expect((await two.lab.link('dsl').counters()).out.cut).toBeGreaterThan(3);
    expect((await two.seen()).stun[LINES.lte.egress]).toBeGreaterThan(0);

    await shown(lines.page, '[data-line=lte] [data-standing=live]');
    const words = /lte took over from dsl, (?:[3-9]|\d\d)(?:\.\d+)? s dark/;
    await expect.poll(() => text(wall, '.wall-failover')).toMatch(words);
    await expect.poll(() => text(lines, '.last-failover')).toMatch(words);
    const marks = lines.page.locator('.band-marks button');
    await expect.poll(() => marks.count()).toBe(1);
    await marks.first().click();
    const evidence = await text(lines, '.evidences');
    for (const part of [LINES.dsl.egress, LINES.lte.egress, '1492 → 1500']) expect(evidence).toContain(part);
    await expect.poll(() => lines.page.locator('[data-band=dsl] .piece-dark').count()).toBeGreaterThan(0);
    expect(await lines.page.locator('[data-band=lte] .piece-carries').count()).toBeGreaterThan(0);

    for (const watched of [lines, wall]) {
      expect(watched.wrongs).toEqual([]);
      await watched.close();
    }
  });
});
