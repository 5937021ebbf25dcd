import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import type { Browser } from 'playwright-core';

import { judge, type Point, type Rule, type Verdict } from '../../soak/verdict.ts';
import { openBrowser } from './chromium.ts';
import { startFakeServer } from './fake-server.mjs';
import { cdpOf, heldBy, type Held } from './held.ts';

const USAGE = `npm run soak:page -- [--minutes N]     a day of the page in 24 minutes: does it stay as it is?\n`;
/** So many times as fast as the clock on the wall, for the service and the page alike. */
const SPEED = 60;
/** Of the time, before it is judged: code is compiled, caches fill. */
const WARM_UP = 0.25;
/** Something fails, or is well again, this often (ms). */
const CHANGES = 5_000;
const PAGES = { wall: '/wall', overview: '/' } as const;

/** What each may grow by over the whole time and still be called flat. */
const RULES: Readonly<Record<keyof Omit<Held, 'taskSeconds'>, Omit<Rule, 'what'>>> = {
  heapMiB: { unit: 'MiB', growth: 1, most: 32 },
  nodes: { unit: '', growth: 100 },
  listeners: { unit: '', growth: 20 },
};

/** Runs in the page, before anything of it: its clocks and timers are so many times as fast. */
const hurry = (speed: number): void => {
  const [RealDate, mono, later, again] = [Date, performance.now.bind(performance), setTimeout, setInterval];
  const since = RealDate.now();
  const now = (): number => Math.round(since + (RealDate.now() - since) * speed);
  const Hurried = function (this: unknown, ...args: [number] | []): Date {
    return args.length === 0 ? new RealDate(now()) : new RealDate(...args);
  };
  Hurried.prototype = RealDate.prototype;
  Object.assign(Hurried, { now, parse: RealDate.parse, UTC: RealDate.UTC });
  Object.assign(globalThis, {
    Date: Hurried,
    // The api's own patience (web/src/data/api.ts): what is asked is answered no sooner than in truth.
    setTimeout: (run: () => void, ms = 0) => later(run, ms === 20_000 ? ms : ms / speed),
    setInterval: (run: () => void, ms = 0) => again(run, ms / speed),
  });
  performance.now = () => mono() * speed;
};

const hurried = (since: number) => (): number => Math.round(since + (Date.now() - since) * SPEED);

/** Looks every so often at what the wall and the overview hold, while a day goes by and things fail and are well again. */
const soakPages = async (
  browser: Browser,
  { minutes, say = () => {} }: { readonly minutes: number; readonly say?: (line: string) => void },
): Promise<readonly Verdict[]> => {
  const server = await startFakeServer({ variant: 'lines', now: hurried(Date.now()), every: 1_000 / SPEED });
  try {
    const pages = await Promise.all(
      Object.entries(PAGES).map(async ([name, path]) => {
        const page = await browser.newPage({ viewport: { width: 1_920, height: 1_080 } });
        await page.addInitScript(hurry, SPEED);
        await page.goto(server.url + path);
        await page.locator('[data-target=cloudflare]').waitFor();
        return { name, page, cdp: await cdpOf(page), points: new Map<string, Point[]>() };
      }),
    );
    const since = performance.now();
    const end = since + minutes * 60_000;
    const every = Math.max(1_000, (minutes * 60_000) / 200);
    for (let i = 0; performance.now() < end; i += 1) {
      await wait(Math.min(every, CHANGES));
      if (i % Math.ceil(CHANGES / every) === 0) {
        const word = i % (2 * Math.ceil(CHANGES / every)) === 0 ? 'down' : 'up';
        server.setState('google', { word, since: server.now() });
      }
      for (const { name, cdp, points } of pages) {
        const held = await heldBy(cdp);
        const t = (performance.now() - since) / 1_000;
        for (const key of Object.keys(RULES) as (keyof typeof RULES)[]) {
          const all = points.get(key) ?? [];
          points.set(key, [...all, { t, value: held[key] }]);
        }
        if (i % 20 === 0) say(`${name} ${t.toFixed(0)} s: ${JSON.stringify(held)}`);
      }
    }
    const verdicts: Verdict[] = [];
    for (const { name, page, points } of pages) {
      // Whoever stood still all the while was flat, too.
      const fresh = page.locator('[data-target=cloudflare]:not(:has-text("stale"))').first();
      const fellBehind = await fresh.waitFor().then(
        () => 0,
        () => 1,
      );
      verdicts.push(judge({ what: `${name}: fell behind`, unit: '', most: 0 }, [{ t: end, value: fellBehind }], 0));
      for (const [key, rule] of Object.entries(RULES))
        verdicts.push(judge({ ...rule, what: `${name}: ${key}` }, points.get(key) ?? [], minutes * 60 * WARM_UP));
      await page.close();
    }
    return verdicts;
  } finally {
    await server.close();
  }
};

/** The command: 0 where all stayed flat. */
export const soakPage = async (args: readonly string[]): Promise<number> => {
  const { values } = parseArgs({ args: [...args], options: { minutes: { type: 'string', default: '24' } } });
  const minutes = Number(values.minutes);
  if (!(minutes >= 0.5 && minutes <= 10_000)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const browser = await openBrowser();
  try {
    const verdicts = await soakPages(browser, { minutes, say });
    for (const v of verdicts) {
      const flat = `median ${v.median.toFixed(1)}, highest ${v.highest.toFixed(1)}, grew by ${v.grew.toFixed(2)} ${v.unit}`;
      say(`${v.ok ? 'ok  ' : 'FAIL'}  ${v.what}: ${flat} (flat to ${v.growth ?? 0})`);
    }
    return verdicts.every((v) => v.ok) ? 0 : 1;
  } finally {
    await browser.close();
  }
};
