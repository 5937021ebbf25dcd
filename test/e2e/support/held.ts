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
/** Collects garbage first. */
export const heldBy = async (cdp: CDPSession): Promise<Held> => {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((m) => m.name === name)?.value ?? Number.NaN;
  return {
    heapMiB: usedSize / 2 ** 20,
    nodes: of('Nodes'),
    listeners: of('JSEventListeners'),
    taskSeconds: of('TaskDuration'),
  };
};
