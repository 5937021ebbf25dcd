import type { Page } from 'playwright-core';

/** A clock that runs faster than the system's, until it is told to run as fast. */
export interface Hurried {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly calm: () => void;
}

export const hurriedClock = (speed: number): Hurried => {
  let [pace, from, since] = [speed, Date.now(), performance.now()];
  const now = (): number => Math.round(from + (performance.now() - since) * pace);
  return {
    now,
    calm: () => {
      [pace, from, since] = [1, now(), performance.now()];
    },
  };
};

/** Runs in the page, before anything of it: its clocks and timers are so many times as fast. */
const hurry = (speed: number): void => {
  const [RealDate, mono, later, again] = [Date, performance.now.bind(performance), setTimeout, setInterval];
  const [wall, began] = [RealDate.now(), mono()];
  let [pace, gone, since] = [speed, 0, began];
  const elapsed = (): number => gone + (mono() - since) * pace;
  const now = (): number => Math.round(wall + elapsed());
  const Paced = function (this: unknown, ...args: [number] | []): Date {
    return args.length === 0 ? new RealDate(now()) : new RealDate(...args);
  };
  Paced.prototype = RealDate.prototype;
  Object.assign(Paced, { now, parse: RealDate.parse, UTC: RealDate.UTC });
  Object.assign(globalThis, {
    Date: Paced,
    // The api's own patience (web/src/data/api.ts): what is asked is answered no sooner than in truth.
    setTimeout: (run: () => void, ms = 0) => later(run, ms === 20_000 ? ms : ms / pace),
    setInterval: (run: () => void, ms = 0) => again(run, ms / pace),
    calm: () => {
      [pace, gone, since] = [1, elapsed(), mono()];
    },
  });
  performance.now = () => began + elapsed();
};

/** From its next document on. */
export const hurryPage = (page: Page, speed: number): Promise<unknown> => page.addInitScript(hurry, speed);
/** Its clocks and what they wait for from now on are as fast as the system's. */
export const calmPage = (page: Page): Promise<void> =>
  page.evaluate(() => (globalThis as unknown as { calm: () => void }).calm());
