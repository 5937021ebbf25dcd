/** What loading the page anew takes of the browser; handed in, so that a test can be the browser. */
export interface Renewing {
  /** Milliseconds since the epoch, and since the page was opened. */
  now(): { readonly wall: number; readonly open: number };
  /** When the page loaded itself anew last (ms since the epoch); undefined: never, null: nothing can be kept here. */
  last(): number | undefined | null;
  keep(wall: number): void;
  /** Whether the service has the page to give: in the middle of an update it may not. */
  isThere(): Promise<boolean>;
  reload(): void;
}

/** What did not help is not tried again before this (ms): two versions behind one proxy would turn it for ever. */
const SELDOM = 600_000;

/** Loads the page anew, where that may help: another version runs, or a part of this one is gone. True: it does. */
export const renewOnce = async (browser: Renewing): Promise<boolean> => {
  const mayTry = (): boolean => {
    const { wall, open } = browser.now();
    const last = browser.last();
    if (last === null) return open >= SELDOM;
    // A clock that was set back must not put it off for ever.
    return last === undefined || Math.abs(wall - last) >= SELDOM;
  };
  if (!mayTry() || !(await browser.isThere()) || !mayTry()) return false;
  browser.keep(browser.now().wall);
  browser.reload();
  return true;
};

const KEY = 'plumbline-renewed';
/** For the page to come (ms). */
const PATIENCE = 20_000;
const browser: Renewing = {
  now: () => ({ wall: Date.now(), open: performance.now() }),
  last: () => {
    try {
      const kept = sessionStorage.getItem(KEY);
      return kept === null ? undefined : Number(kept);
    } catch {
      return null;
    }
  },
  keep: (wall) => {
    try {
      sessionStorage.setItem(KEY, String(wall));
    } catch {
      // The page's own age must do.
    }
  },
  isThere: async () => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const asked = { cache: 'no-store', headers: { accept: 'text/html' }, signal: stop.signal } as const;
      const response = await fetch(location.pathname, asked);
      return response.ok && (await response.text()).includes('id="app"');
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  },
  reload: () => location.reload(),
};

let trying: Promise<boolean> | undefined;
/** One try at a time, however many ask. */
export const renew = (): Promise<boolean> => {
  trying ??= renewOnce(browser).finally(() => {
    trying = undefined;
  });
  return trying;
};
