import type { Reading } from '../model/stale.ts';
import { api } from './api.ts';

/** What following the service takes of the browser; handed in, so that a test can be the browser. */
export interface Host {
  /** Both of the page's clocks (ms). */
  now(): Reading;
  /** 0…1 */
  random(): number;
  /** Runs it once after so many milliseconds of the monotonic clock; what is returned calls it off. */
  after(ms: number, run: () => void): () => void;
  open(url: string): Pick<EventSource, 'addEventListener' | 'close'>;
  readonly api: Pick<typeof api, 'overview' | 'events' | 'gaps'>;
  /** The page is looked at again, thawed, back from the browser's memory, or the network is back. */
  onWake(wake: () => void): void;
  /** The page goes into the browser's memory, which no connection may survive. */
  onSleep(sleep: () => void): void;
}

export const browserHost = (): Host => ({
  now: () => ({ mono: performance.now(), wall: Date.now() }),
  random: () => Math.random(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  open: (url) => new EventSource(url),
  api,
  onWake: (wake) => {
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake());
    document.addEventListener('resume', wake);
    window.addEventListener('pageshow', (event) => event.persisted && wake());
    window.addEventListener('online', wake);
  },
  onSleep: (sleep) => window.addEventListener('pagehide', (event) => event.persisted && sleep()),
});
