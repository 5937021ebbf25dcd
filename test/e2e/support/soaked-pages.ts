import type { Browser, Page } from 'playwright-core';

import { judge, type Point, type Rule, type Verdict } from '../../soak/verdict.ts';
import { startFakeServer, type FakeServer } from './fake-server.mjs';
import { cdpOf, heldBy, type Held } from './held.ts';
import { calmPage, hurriedClock, hurryPage } from './hurried.ts';
import { quietOf } from './quiet-page.ts';
import { PATIENCE, shows, standingOf, TOLD } from './shown.ts';

const PAGES = { wall: '/wall', overview: '/' } as const;
/** Something fails, or is well again, every so many updates. */
const CHANGES = 10;
/** When what is held is looked at: always in the same state, and when what the change had the page ask is answered. */
const isLook = (updates: number): boolean => updates % (2 * CHANGES) === 2 * CHANGES - 1;
/** What is not seen yet is said again so often (ms): an overview that comes just then hides it, and silence is news. */
const AGAIN = 100;
/** Samples of one target in each update: whatever keeps a few bytes of each is seen. */
const AT_ONCE = 200;
/** Looks, of which one is told. */
const TOLD_LOOKS = 10;

/** What each may grow by from the warm-up to the end and still be called flat. */
export type Rules = Readonly<Record<keyof Omit<Held, 'taskSeconds'>, Omit<Rule, 'what'>>>;
export interface Soak {
  /** So many times as fast as the clock on the wall are those of the service and of the page. */
  readonly speed: number;
  readonly rules: Rules;
  /** Updates before anything is judged: code is compiled, caches fill. */
  readonly warmUp: (updates: number) => number;
  readonly isOver: (updates: number) => boolean;
  readonly say?: (line: string) => void;
}
interface Soaked {
  readonly name: string;
  readonly page: Page;
  /** By the updates shown. */
  readonly points: Map<string, Point[]>;
  readonly look: () => Promise<Held>;
}

const openSoaked = async (
  browser: Browser,
  url: string,
  speed: number,
  [name, path]: readonly [string, string],
): Promise<Soaked> => {
  const page = await browser.newPage({ viewport: { width: 1_920, height: 1_080 } });
  await hurryPage(page, speed);
  const quiet = quietOf(page);
  await page.goto(url + path);
  await page.locator(`[data-target=${TOLD}]`).first().waitFor();
  const cdp = await cdpOf(page);
  return { name, page, points: new Map(), look: () => quiet(() => heldBy(cdp)) };
};

/** All that the server has to tell, over and over, and in it what tells one update from the next. */
const tell = (server: FakeServer) => {
  let value = 0;
  const say = (): void => {
    server.beat();
    const [probe, field, now] = ['ping', 'rtt', server.now()];
    const samples = Array.from({ length: AT_ONCE }, (_, i) => ({ at: now - (AT_ONCE - 1 - i) * 1_000, value }));
    server.send({ kind: 'samples', target: TOLD, probe, field, samples });
  };
  const saying = setInterval(say, AGAIN);
  return {
    /** What a page shows once it knows. */
    next: (update: number): string => {
      // Of three digits, which both pages show as they are.
      value = (200 + (update % 700)) * 1_000;
      say();
      return `${value / 1_000}`;
    },
    end: () => clearInterval(saying),
  };
};

/** With the hurry gone everything that is shown must be new again; of whom it is not, by how much and why. */
const behindAtLast = async (pages: readonly Soaked[]): Promise<readonly string[]> => {
  const behind = pages.map(async ({ name, page }) => {
    await calmPage(page);
    const fresh = page.locator(`[data-target=${TOLD}]:not(:has-text("stale"))`).first();
    return fresh.waitFor({ timeout: PATIENCE }).then(
      () => [],
      async () => [`${name}: ${PATIENCE / 1_000} s after the hurry ${await standingOf(page)}`],
    );
  });
  return (await Promise.all(behind)).flat();
};

export interface Result {
  readonly updates: number;
  readonly verdicts: readonly Verdict[];
  /** Of whoever fell behind, by how much and why: whoever stood still all the while was flat, too. */
  readonly behind: readonly string[];
}

/**
 * Looks at what the wall and the overview hold, with the garbage collected, every so many updates that the server has
 * sent and both have shown, while things fail and are well again. The next update is sent when the last is shown: a slow
 * machine takes longer, and its pages are asked for no less.
 */
export const soakPages = async (browser: Browser, { speed, rules, warmUp, isOver, say }: Soak): Promise<Result> => {
  const clock = hurriedClock(speed);
  const server = await startFakeServer({ variant: 'lines', now: clock.now, every: 0 });
  const told = tell(server);
  try {
    const pages: Soaked[] = [];
    for (const each of Object.entries(PAGES)) pages.push(await openSoaked(browser, server.url, speed, each));
    let updates = 0;
    const behind: string[] = [];
    while (behind.length === 0 && !isOver(updates)) {
      const text = told.next(updates);
      const seen = await Promise.all(pages.map(({ page }) => shows(page, text)));
      for (const { name, page } of pages.filter((_, i) => seen[i] === false))
        behind.push(`${name}: ${PATIENCE / 1_000} s after update ${updates} ${await standingOf(page)}`);
      updates += 1;
      if (updates % CHANGES === 0)
        server.setState('google', { word: updates % (2 * CHANGES) === 0 ? 'up' : 'down', since: server.now() });
      if (!isLook(updates)) continue;
      for (const { name, points, look } of pages) {
        const held = await look();
        for (const key of Object.keys(rules) as (keyof Rules)[])
          points.set(key, [...(points.get(key) ?? []), { t: updates, value: held[key] }]);
        if (updates % (2 * CHANGES * TOLD_LOOKS) < 2 * CHANGES)
          say?.(`${name}, ${updates} updates: ${JSON.stringify(held)}`);
      }
    }
    clock.calm();
    if (behind.length === 0) behind.push(...(await behindAtLast(pages)));
    const verdicts = pages.flatMap(({ name, points }) =>
      Object.entries(rules).map(([key, rule]) =>
        judge({ ...rule, what: `${name}: ${key}` }, points.get(key) ?? [], warmUp(updates)),
      ),
    );
    for (const { page } of pages) await page.close();
    return { updates, verdicts, behind };
  } finally {
    told.end();
    await server.close();
  }
};
