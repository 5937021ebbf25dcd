import { app } from './app.ts';

/** The page is up before anything is kept for the day when the service is gone (ms). */
const LATER = 5_000;

/** Whether the service gives another page than this one, which was kept from before. */
const isAnother = async (): Promise<boolean> => {
  const own = document.querySelector<HTMLScriptElement>('script[type=module]')?.src ?? '';
  const response = await fetch('/', { cache: 'no-store' });
  const html = response.ok ? await response.text() : '';
  return html.includes('id="app"') && !html.includes(new URL(own).pathname);
};

/** Has the page open where the service is gone (sw.js); browsers allow it on localhost and over HTTPS alone. */
export const startWorker = (): void => {
  if (!('serviceWorker' in navigator)) return;
  setTimeout(() => {
    // Storage that is full or forbidden: the page does without.
    navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  }, LATER);
  if (navigator.serviceWorker.controller === null) return;
  const leave = app.subscribe(() => {
    if (app.get().overview === undefined) return;
    leave();
    isAnother().then(
      (another) => another && app.set({ outdated: true }),
      () => undefined,
    );
  });
};
