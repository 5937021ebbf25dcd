import type { Page } from 'playwright-core';

/** Whose samples tell that an update is shown, and where a page shows its newest. */
export const TOLD = 'cloudflare';
const SHOWN = ['[data-stat=now]', '.day-now', '.tile-big'].map((part) => `[data-target=${TOLD}] ${part}`).join();
/** A page that shows nothing new for so long (ms) stands still; a busy machine is not as slow. */
export const PATIENCE = 30_000;

/** Whether it shows this of what is told, in time. */
export const shows = async (page: Page, text: string): Promise<boolean> => {
  const seen = page.waitForFunction(
    ([where, what]) => [...document.querySelectorAll(where)].some((e) => e.textContent.includes(what)),
    [SHOWN, text] as const,
    { timeout: PATIENCE },
  );
  return seen.then(
    async (found) => (await found.dispose(), true),
    () => false,
  );
};

/** What a page says of how far behind it is. */
export const standingOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const old = [...document.querySelectorAll('[data-target]')].flatMap((e) => {
      const [age] = /stale [\d.]+\s\w+/.exec(e.textContent) ?? [];
      return age === undefined ? [] : [`${e.getAttribute('data-target')} ${age}`];
    });
    const said = document.querySelector('[data-verdict], h1')?.textContent ?? 'nothing';
    return `it says "${said.slice(0, 80)}"${old.length === 0 ? '' : ` and ${old.join(', ')}`}`;
  });
