// @ts-check
// What an update costs the page's main thread with twenty targets and a day of them on the screen: samples of all twenty
// five times a second, as Chromium counts its tasks, beside a page that parses the same stream and sets one text node.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import { chromium } from 'playwright-core';

import { startFakeServer } from '../e2e/support/fake-server.mjs';
import { figure } from './support/figures.mjs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'];
const TARGETS = 20;
/** The page hands on what comes within 200 ms: each of these is an update of its own (ms). */
const EVERY = 250;
const TICK = 5_000;
/** After it is drawn: what is read late, code that is compiled (ms). */
const WARM_UP = 8_000;
const PAGES = [
  { path: '/', ready: '[data-target=host-20]' },
  { path: '/wall', ready: '[data-target=host-20]' },
];
const BARE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>bare</title><p id="now">–</p>
<script>let queue = [];
new EventSource('/live').addEventListener('samples', (e) => {
  if (queue.length === 0) setTimeout(() => {
    const last = queue.at(-1);
    queue = [];
    document.querySelector('#now').textContent = String(last.samples.at(-1).value);
  }, 200);
  queue.push(JSON.parse(e.data));
});</script></html>`;

/** The bare page, and what it is told. */
const serveBare = async () => {
  /** @type {Set<import('node:http').ServerResponse>} */
  const streams = new Set();
  const server = createServer((request, response) => {
    const isLive = request.url === '/live';
    response.writeHead(200, { 'content-type': isLive ? 'text/event-stream' : 'text/html; charset=utf-8' });
    if (isLive) {
      response.write(': hello\n\n');
      streams.add(response);
    } else response.end(BARE);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bare page has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    /** @param {{ kind: string }} message */
    send: (message) => {
      for (const s of streams) s.write(`event: ${message.kind}\ndata: ${JSON.stringify(message)}\n\n`);
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

const COUNTED = /** @type {const} */ (['TaskDuration', 'ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']);
/** @typedef {Record<(typeof COUNTED)[number], number>} Spent */

/**
 * A page that is drawn and warm, and what its main thread has done so far (ms).
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {string} ready
 */
const open = async (browser, url, ready) => {
  const page = await browser.newPage({ viewport: { width: 1_920, height: 1_080 } });
  await page.addInitScript(() => {
    /** @type {number[]} */
    const longTasks = [];
    Object.assign(globalThis, { longTasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    }).observe({ type: 'longtask' });
  });
  await page.goto(url);
  await page.locator(ready).first().waitFor();
  const cdp = await page.context().newCDPSession(page);
  // By the thread's own CPU time: what else the machine does is not the page's.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  return {
    /** @returns {Promise<Spent>} */
    spent: async () => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      const of = (/** @type {string} */ name) => (metrics.find((m) => m.name === name)?.value ?? Number.NaN) * 1_000;
      return /** @type {Spent} */ (Object.fromEntries(COUNTED.map((name) => [name, of(name)])));
    },
    /** Those over 50 ms since it was asked last. @returns {Promise<number[]>} */
    longTasks: () =>
      page.evaluate(() => {
        const { longTasks } = /** @type {{ longTasks: number[] }} */ (/** @type {unknown} */ (globalThis));
        return longTasks.splice(0);
      }),
    close: () => page.close(),
  };
};

/** @type {import('./support/figures.mjs').Bench} */
export default {
  name: 'page',
  title: `9. The page with ${TARGETS} targets and a day of them: main thread, an update with a sample of each`,
  run: async ({ say, quick }) => {
    const executablePath = PLACES.find((place) => existsSync(place));
    const browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    });
    const service = await startFakeServer({ variant: 'many' });
    const bare = await serveBare();
    service.hush(true);
    let sent = 0;
    const stream = setInterval(() => {
      sent += 1;
      const at = service.now() - 1_000_000;
      for (let i = 1; i <= TARGETS; i += 1) {
        const samples = [{ at, value: 10_000 + ((sent * 7_919 + i * 104_729) % 40_000) }];
        const message = { kind: 'samples', target: `host-${i}`, probe: 'ping', field: 'rtt', samples };
        service.send(message);
        bare.send(message);
      }
      if (sent % (TICK / EVERY) === 0) service.send({ kind: 'tick', now: service.now() });
    }, EVERY);
    /** @param {string} url @param {string} ready */
    const measure = async (url, ready) => {
      const page = await open(browser, url, ready);
      await wait(WARM_UP);
      await page.longTasks();
      const [before, from] = [await page.spent(), sent];
      await wait(quick ? 10_000 : 60_000);
      const [after, updates] = [await page.spent(), sent - from];
      const long = await page.longTasks();
      await page.close();
      const each = /** @type {Spent} */ (
        Object.fromEntries(COUNTED.map((name) => [name, (after[name] - before[name]) / updates]))
      );
      const parts = COUNTED.map((name) => `${name} ${each[name].toFixed(2)}`).join(', ');
      say(`${url}: ${updates} updates, ms each: ${parts}; over 50 ms: ${long.map((d) => d.toFixed(0)).join(', ')}`);
      return { each, long };
    };
    try {
      const floor = await measure(bare.url, '#now');
      const peer = { name: 'one text node', value: floor.each.TaskDuration };
      const figures = [];
      for (const { path, ready } of PAGES) {
        const { each, long } = await measure(service.url + path, ready);
        const what = `${path}: an update of ${TARGETS} targets`;
        figures.push(
          figure({ item: 9, what, unit: 'ms', plumbline: each.TaskDuration }, peer, { atMost: 4 }),
          figure({ item: 9, what: `${path}: of it script`, unit: 'ms', plumbline: each.ScriptDuration }, undefined),
          figure(
            { item: 9, what: `${path}: longest task`, unit: 'ms', plumbline: Math.max(0, ...long) },
            { name: 'one text node', value: Math.max(0, ...floor.long) },
          ),
        );
      }
      return figures;
    } finally {
      clearInterval(stream);
      await browser.close();
      await service.close();
      bare.close();
    }
  },
};
