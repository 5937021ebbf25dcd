import type { CDPSession, Page } from 'playwright-core';

/** What a page holds once the garbage is collected, and what its main thread did so far. */
export interface Held {
  readonly heapMiB: number;
  readonly nodes: number;
  readonly listeners: number;
  /** Seconds of tasks since the page was opened. */
  readonly taskSeconds: number;
}

export const cdpOf = async (page: Page): Promise<CDPSession> => {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  return cdp;
};
/** What only the dead of one collection held is found by the next; more than this many find nothing that matters. */
const MOST_COLLECTIONS = 6;
const collected = async (cdp: CDPSession): Promise<number> => {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < MOST_COLLECTIONS; i += 1) {
    await cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await cdp.send('Runtime.getHeapUsage');
    if (usedSize > least - 4_096) return usedSize;
    least = usedSize;
  }
  return least;
};

/** Collects garbage first, until there is none. */
export const heldBy = async (cdp: CDPSession): Promise<Held> => {
  const usedSize = await collected(cdp);
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((m) => m.name === name)?.value ?? Number.NaN;
  return {
    heapMiB: usedSize / 2 ** 20,
    nodes: of('Nodes'),
    listeners: of('JSEventListeners'),
    taskSeconds: of('TaskDuration'),
  };
};
