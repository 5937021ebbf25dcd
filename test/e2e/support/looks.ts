import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';

import { NO_BROWSER, openBrowser } from './chromium.ts';
import { type FakeServer, startFakeServer, type Variant } from './fake-server.mjs';
import { difference, small } from './picture.ts';

/** One page as it is to look: on which data, how large, in which theme. */
export interface Look {
  readonly name: string;
  readonly path: string;
  readonly variant: Variant;
  readonly width: number;
  readonly height: number;
  readonly dark: boolean;
  /** Is there when the page has what it shows. */
  readonly ready: string;
  /** The reference is made that narrow. */
  readonly shrunk?: number;
}

const look = (
  name: string,
  [path, variant, ready]: readonly [string, Variant, string],
  [width, height]: readonly [number, number],
  more: { readonly dark?: boolean; readonly shrunk?: number } = {},
): Look => ({ name, path, variant, ready, width, height, dark: false, ...more });

const DESK = [1_280, 800] as const;
const PHONE = [390, 844] as const;
const dark = { dark: true } as const;
const OVERVIEW = ['/', 'lines', '[data-target=cloudflare]'] as const;
const TARGET = ['/t/cloudflare', 'normal', '.histogram'] as const;
const LINES = ['/lines', 'lines', '[data-line=dsl]'] as const;
const SITES = ['/sites', 'sites', '[data-site=blog]'] as const;
const EVENTS = ['/events', 'events', '.event-line'] as const;
const WALL = ['/wall?night=off', 'wall', '.wall-lines'] as const;

export const LOOKS: readonly Look[] = [
  look('overview', OVERVIEW, DESK),
  look('overview-dark-phone', OVERVIEW, PHONE, dark),
  look('target', TARGET, DESK),
  look('target-dark-phone', TARGET, PHONE, dark),
  look('lines', LINES, DESK),
  look('lines-dark', LINES, DESK, dark),
  look('addresses', ['/addresses', 'addresses', '[data-held="5g"] .patch'], DESK),
  look('sites', SITES, DESK),
  look('sites-dark-phone', SITES, PHONE, dark),
  look('site', ['/sites/blog', 'sites', 'main h1'], DESK),
  look('paths', ['/paths', 'paths', '[data-way=cloudflare]'], DESK),
  look('events', EVENTS, DESK),
  look('events-dark-phone', EVENTS, PHONE, dark),
  look('codes', ['/codes', 'normal', '.code-group'], DESK),
  look('check', ['/check?probe=mtu&target=cloudflare', 'normal', 'main form'], DESK),
  look('config', ['/config', 'config', 'main h2'], DESK),
  look('wall', WALL, [1_920, 1_080], { ...dark, shrunk: 1_280 }),
  look('wall-4k', WALL, [3_840, 2_160], { ...dark, shrunk: 1_280 }),
  look('wall-upright', WALL, [1_080, 1_920], { ...dark, shrunk: 720 }),
  look('wall-tablet', WALL, [1_024, 768]),
];

/** The service's clock and the viewer's: a Wednesday, 13:34:55 in Berlin. */
const NOW = Date.UTC(2026, 10, 18, 12, 34, 55);
/** Of the pixels. */
const TOLERATED = 0.003;
const HERE = fileURLToPath(new URL('../looks/', import.meta.url));
const OUT = fileURLToPath(new URL('../.out/looks/', import.meta.url));
const FONT = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf';
const ROOT = fileURLToPath(new URL('../../../dist/web/index.html', import.meta.url));

/** Why pages cannot be compared here; undefined where they can. */
export const cannotLook =
  NO_BROWSER ??
  (existsSync(ROOT) ? undefined : 'the page is not built (npm run build)') ??
  (existsSync(FONT) ? undefined : `the font of the references is not here: ${FONT} (npm run test:setup)`);

export interface Looker {
  /** How the page looks now, as PNG. */
  take(look: Look): Promise<Buffer>;
  close(): Promise<void>;
}

/** A browser with one font, and a service that stands still. */
export const openLooker = async (): Promise<Looker> => {
  const browser: Browser = await openBrowser({
    args: ['--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb'],
    env: { FONTCONFIG_FILE: join(HERE, 'fonts.conf') },
  });
  const servers = new Map<Variant, Promise<FakeServer>>();
  const urlOf = async (variant: Variant): Promise<string> => {
    const server = servers.get(variant) ?? startFakeServer({ variant, now: () => NOW });
    servers.set(variant, server);
    return (await server).url;
  };
  return {
    take: async ({ path, variant, width, height, dark: isDark, ready, shrunk }) => {
      const context = await browser.newContext({
        viewport: { width, height },
        timezoneId: 'Europe/Berlin',
        locale: 'en-GB',
        colorScheme: isDark ? 'dark' : 'light',
        reducedMotion: 'reduce',
      });
      try {
        const page = await context.newPage();
        await page.clock.setFixedTime(NOW);
        await page.addInitScript(() => Object.defineProperty(performance, 'now', { value: () => 1_000 }));
        await page.goto((await urlOf(variant)) + path);
        await page.locator(ready).first().waitFor();
        // What is still coming in changes the picture: it is taken until three in a row are the same.
        const shoot = (): Promise<Buffer> => page.screenshot({ animations: 'disabled', caret: 'hide' });
        let [last, same] = [await shoot(), 0];
        for (let i = 0; i < 100 && same < 2; i += 1) {
          await wait(150);
          const next = await shoot();
          same = next.equals(last) ? same + 1 : 0;
          last = next;
        }
        return await small(last, shrunk);
      } finally {
        await context.close();
      }
    },
    close: async () => {
      await browser.close();
      for (const server of servers.values()) await (await server).close();
    },
  };
};

const fileOf = ({ name }: Look): string => join(HERE, `${name}.png`);

/** What is wrong with the picture of a page, in a sentence; undefined where it is as the reference is. */
export const wrongWith = async (asked: Look, actual: Buffer): Promise<string | undefined> => {
  if (!existsSync(fileOf(asked))) return `${fileOf(asked)} is missing: npm run looks -- --update ${asked.name}`;
  const { share, drawn } = await difference(actual, await readFile(fileOf(asked)));
  if (share <= TOLERATED) return undefined;
  await mkdir(OUT, { recursive: true });
  await writeFile(join(OUT, `${asked.name}.png`), actual);
  await writeFile(join(OUT, `${asked.name}.diff.png`), drawn);
  return (
    `${asked.name}: ${(share * 100).toFixed(2)}% of the pixels differ, ${TOLERATED * 100}% may. ` +
    `${OUT}${asked.name}.png and .diff.png show how; if it is meant: npm run looks -- --update ${asked.name}`
  );
};

/** `npm run looks [-- --update] [NAME…]`: says what differs; with `--update` it is the reference from now on. */
export const main = async (args: readonly string[]): Promise<boolean> => {
  const names = args.filter((a) => !a.startsWith('-'));
  const unknown = names.find((name) => LOOKS.every((l) => l.name !== name));
  const why =
    unknown === undefined ? cannotLook : `there is no ${unknown}; there are ${LOOKS.map((l) => l.name).join(', ')}`;
  if (why !== undefined) return (say(why), false);
  const looker = await openLooker();
  let right = true;
  try {
    for (const asked of LOOKS.filter((l) => names.length === 0 || names.includes(l.name))) {
      const actual = await looker.take(asked);
      const wrong = await wrongWith(asked, actual);
      if (wrong === undefined) continue;
      if (args.includes('--update')) await writeFile(fileOf(asked), actual);
      else right = false;
      say(args.includes('--update') ? `${asked.name}: written` : wrong);
    }
  } finally {
    await looker.close();
  }
  return right;
};
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
