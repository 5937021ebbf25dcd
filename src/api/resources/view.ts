import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import type { Event, Gap } from '../../domain/entry.ts';
import { SECOND } from '../../domain/time.ts';
import type { Range } from '../../store/journal.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { count, NamePath, SeriesQuery } from '../params.ts';
import { answerProblem, commonProblems, type Problem } from '../problem.ts';
import { isProblem, parseRange, wholeBuckets, widthFor } from '../range.ts';
import { Histogram, View } from '../schema.ts';
import { findSeries, findTarget, type Series } from '../series.ts';

const MAX_POINTS = 2_000;
const MAX_EVENTS = 500;
const MAX_GAPS = 1_000;
/** Shorter spells are loss to the eye. */
const MIN_OUTAGE = 3 * SECOND;

const viewRoute = createRoute({
  method: 'get',
  path: '/api/targets/{name}/view',
  summary: 'One series in buckets, with what happened beside it',
  request: { params: NamePath, query: SeriesQuery.extend({ points: count(1, MAX_POINTS, 400) }) },
  responses: {
    200: { description: 'The view', content: { 'application/json': { schema: View } } },
    ...commonProblems,
  },
});
const histogramRoute = createRoute({
  method: 'get',
  path: '/api/targets/{name}/histogram',
  summary: 'How often which value, on a log scale',
  request: { params: NamePath, query: SeriesQuery.extend({ bins: count(1, 500, 60) }) },
  responses: {
    200: { description: 'The histogram', content: { 'application/json': { schema: Histogram } } },
    ...commonProblems,
  },
});

/** The series and the range that a request names. */
export const seriesAndRange = (
  name: string,
  asked: {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly probe?: string | undefined;
    readonly field?: string | undefined;
  },
  deps: ApiDeps,
): (Series & { readonly range: Range; readonly name: string }) | Problem => {
  const target = findTarget(deps.config, name);
  if (isProblem(target)) return target;
  const series = findSeries(target, asked);
  if (isProblem(series)) return series;
  const range = parseRange(asked, deps.clock.now());
  return isProblem(range) ? range : { ...series, range, name: target.name };
};

/** What concerns one target: its own, and what is of the whole service or of its vantage point. */
const concerns = ({ subject }: Event | Gap, name: string, vantage: string): boolean =>
  subject === undefined || (subject.target === undefined ? subject.vantage === vantage : subject.target === name);

export const view = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void => {
  const { query, clock, config } = deps;
  app.openapi(viewRoute, async (c) => {
    const asked = c.req.valid('query');
    const found = seriesAndRange(c.req.valid('param').name, asked, deps);
    if (isProblem(found)) return answerProblem(c, found);
    const { info, filter, range, name } = found;
    const widthMicros = widthFor(range, asked.points, info.everyMs * 1_000);
    const [buckets, stats, gaps, events, outages] = await Promise.all([
      query.buckets({ ...filter, ...wholeBuckets(range, widthMicros), widthMicros }),
      query.stats({ ...filter, ...range }),
      query.gaps(range),
      query.events({ ...range, limit: MAX_EVENTS * 4 }),
      query.outages({ ...filter, ...range, minMs: MIN_OUTAGE }),
    ]);
    const now = clock.now();
    const body: View = {
      now,
      rawSince: Math.max(0, now - config.keep.raw * 1_000),
      ...range,
      widthMicros,
      series: info,
      buckets,
      stats,
      gaps: gaps.filter((g) => concerns(g, name, filter.subject.vantage)).slice(-MAX_GAPS),
      events: events.filter((e) => concerns(e, name, filter.subject.vantage)).slice(0, MAX_EVENTS),
      outages,
    };
    return c.json(body, 200);
  });
  app.openapi(histogramRoute, async (c) => {
    const asked = c.req.valid('query');
    const found = seriesAndRange(c.req.valid('param').name, asked, deps);
    if (isProblem(found)) return answerProblem(c, found);
    const bins = await query.histogram({ ...found.filter, ...found.range, bins: asked.bins });
    const body: Histogram = { ...found.range, series: found.info, bins };
    return c.json(body, 200);
  });
};
