// @ts-check
// Until something is painted, and until it can be read how things are: a browser with its CPU slowed six-fold, nothing
// cached, the service on the loopback with generated data, beside a bare page that shows the same overview as a plain table.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';

import { chromium } from 'playwright-core';

import { startFakeServer } from '../e2e/support/fake-server.mjs';
import { figure, percentile } from './support/figures.mjs';

const SLOWER = 6;
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'];
/** Where, and what is there once it can be read how things are. */
const PAGES = [
  { path: '/', ready: '.verdict h1' },
  { path: '/wall', ready: '.tile-big, [data-look]' },
  { path: '/t/cloudflare', ready: '.target-state' },
];
const BARE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>bare</title><h1>Targets</h1><table id="t"></table>
<script>fetch('/api/overview').then((r) => r.json()).then(({ targets }) => {
  for (const t of targets) {
    const row = document.querySelector('#t').insertRow();
    for (const cell of [t.state.word, t.label, t.address, t.latest?.value, t.hour.n, t.hour.lost])
      row.insertCell().textContent = String(cell ?? '');
  }
});</script></html>`;

/** The bare page with what the overview is now. @param {string} overview */
const serveBare = async (overview) => {
  const server = createServer((request, response) => {
    const isData = request.url === '/api/overview';
    response.writeHead(200, { 'content-type': isData ? 'application/json' : 'text/html; charset=utf-8' });
    response.end(isData ? overview : BARE);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bare page has no port');
  return { url: `http://127.0.0.1:${address.port}/`, server };
};

/**
 * One cold load: ms from the navigation until the first paint with content, and until `ready` was drawn.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {string} ready
 */
const load = async (browser, url, ready) => {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.addInitScript((selector) => {
      const look = () => {
        if (document.querySelector(selector) === null) requestAnimationFrame(look);
        // A frame later it is on the screen.
        else requestAnimationFrame(() => performance.mark('readable'));
      };
      requestAnimationFrame(look);
    }, ready);
    await page.goto(url);
    await page.waitForFunction(() => performance.getEntriesByName('readable').length > 0, undefined, {
      timeout: 30_000,
    });
    return await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      readable: performance.getEntriesByName('readable')[0]?.startTime ?? Number.NaN,
    }));
  } finally {
    await context.close();
  }
};

/** @type {import('./support/figures.mjs').Bench} */
export default {
  name: 'paint',
  title: `9. The page, its CPU slowed ${SLOWER}-fold and nothing cached: until it is painted, and read`,
  run: async ({ say, quick }) => {
    const executablePath = PLACES.find((place) => existsSync(place));
    const browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    });
    const service = await startFakeServer({ variant: 'lines' });
    const bare = await serveBare(await (await fetch(`${service.url}/api/overview`)).text());
    const asked = [
      ...PAGES.map(({ path, ready }) => ({ name: path, url: service.url + path, ready })),
      { name: 'bare', url: bare.url, ready: '#t tr' },
    ];
    /** @type {Map<string, { paint: number, readable: number }[]>} */
    const told = new Map(asked.map(({ name }) => [name, []]));
    try {
      // In turn, so that what else the machine does is everybody's.
      for (let round = 0; round < (quick ? 1 : 5); round += 1)
        for (const { name, url, ready } of asked) {
          const times = await load(browser, url, ready);
          say(`${name}: painted after ${times.paint.toFixed(0)} ms, read after ${times.readable.toFixed(0)} ms`);
          told.get(name)?.push(times);
        }
    } finally {
      await browser.close();
      await service.close();
      bare.server.close();
    }
    /** @param {string} name @param {'paint' | 'readable'} what */
    const median = (name, what) =>
      percentile(
        (told.get(name) ?? []).map((t) => t[what]),
        50,
      );
    return PAGES.flatMap(({ path }) => [
      figure(
        { item: 9, what: `${path}: first paint with content`, unit: 'ms', plumbline: median(path, 'paint') },
        { name: 'bare table', value: median('bare', 'paint') },
        { atMost: 1_000 },
      ),
      figure(
        { item: 9, what: `${path}: until it can be read`, unit: 'ms', plumbline: median(path, 'readable') },
        { name: 'bare table', value: median('bare', 'readable') },
      ),
    ]);
  },
};
