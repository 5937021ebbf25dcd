import type * as smoke from './smoke.ts';

type Charts = typeof smoke;

let charts: Promise<Charts> | undefined;

/** Chart.js and what draws by it, the largest part of the page: loaded when the first chart is wanted. */
export const loadCharts = (): Promise<Charts> => {
  charts ??= import('./smoke.ts').catch((error: unknown) => {
    charts = undefined; // the next one asks again
    throw error;
  });
  return charts;
};
