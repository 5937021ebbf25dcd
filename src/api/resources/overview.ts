import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import type { Target } from '../../config/config.ts';
import { HOUR, MINUTE, SECOND, microsOf } from '../../domain/time.ts';
import type { Stats } from '../../store/journal.ts';
import { cached } from '../cached.ts';
import { takesGzip } from '../encoding.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { commonProblems } from '../problem.ts';
import { Overview, type Bucket, type TargetSummary } from '../schema.ts';
import { seriesOf, targetInfo } from '../series.ts';

/** One hour changes little in a few seconds, and is the dear part of the question. */
const HOUR_KEPT = 5 * SECOND;
const EMPTY: Stats = { n: 0, lost: 0, notes: { late: 0, duplicate: 0, reordered: 0 } };

/** Targets asked about at a time: hundreds must neither fill the queue for the store nor keep others from it. */
const LANES = 2;

type LastHour = { readonly hour: Stats; readonly strip: readonly Bucket[] };

const lastHourOf = (target: Target, deps: ApiDeps): (() => Promise<LastHour>) => {
  const main = seriesOf(target)[0];
  if (main === undefined) return () => Promise.resolve({ hour: EMPTY, strip: [] });
  return cached(deps.clock, HOUR_KEPT, async () => {
    const to = deps.clock.now() + 1;
    const range = { ...main.filter, from: to - microsOf(HOUR), to };
    const widthMicros = microsOf(MINUTE);
    const [hour, strip] = await Promise.all([deps.query.stats(range), deps.query.buckets({ ...range, widthMicros })]);
    return { hour, strip };
  });
};

/** The answers in the order of the items, `lanes` of them asked for at a time. */
const inLanes = async <T, R>(items: readonly T[], lanes: number, ask: (item: T) => Promise<R>): Promise<R[]> => {
  const answers: R[] = [];
  const waiting = items.entries();
  const lane = async (): Promise<void> => {
    for (const [i, item] of waiting) answers[i] = await ask(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return answers;
};

/** The first look, for every page that is open. */
const overviewSource = (deps: ApiDeps): (() => Promise<Overview>) => {
  const { clock, config, net, query } = deps;
  // Targets may join while the service runs, but none changes under its name.
  const hours = new Map<string, () => Promise<LastHour>>();
  const hourOf = (target: Target): Promise<LastHour> => {
    const known = hours.get(target.name) ?? lastHourOf(target, deps);
    hours.set(target.name, known);
    return known();
  };
  return async () => {
    const now = clock.now();
    const latest = await query.latest(now - microsOf(HOUR));
    const targets = await inLanes(config.targets, LANES, async (target): Promise<TargetSummary> => {
      const info = targetInfo(target, deps);
      const main = info.series[0];
      const last = latest.find(
        ({ series: s }) => s.subject.target === target.name && s.probe === main?.probe && s.field === main.field,
      );
      return { ...info, ...(await hourOf(target)), ...(last === undefined ? {} : { latest: last.sample }) };
    });
    const { engine, engineMissing } = net;
    return {
      now,
      version: deps.version,
      vantage: config.vantage,
      startedAt: deps.startedAt,
      routes: deps.routes(),
      ...(engine === undefined ? {} : { engine: { name: engine.name, stamps: engine.stamps, how: engine.how } }),
      ...(engineMissing === undefined ? {} : { engineMissing }),
      ...(config.file === undefined ? {} : { configFile: config.file }),
      targets,
    };
  };
};

const route = createRoute({
  method: 'get',
  path: '/api/overview',
  summary: 'Every target: its state, the last sample, the last hour',
  responses: {
    200: { description: 'The overview, at most a second old', content: { 'application/json': { schema: Overview } } },
    ...commonProblems,
  },
});

/** Told and packed once for all who ask within a second. */
export const overview = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void => {
  const ask = overviewSource(deps);
  const packed = cached(deps.clock, SECOND, async () => {
    const plain = JSON.stringify(await ask());
    return { plain, gzip: new Uint8Array(await promisify(gzip)(plain)) };
  });
  app.openAPIRegistry.registerPath(route);
  app.get(route.getRoutingPath(), async (c) => {
    const { plain, gzip } = await packed();
    c.header('Content-Type', 'application/json');
    if (!takesGzip(c.req.header('accept-encoding'))) return c.body(plain);
    c.header('Content-Encoding', 'gzip');
    c.header('Vary', 'Accept-Encoding');
    return c.body(gzip);
  });
};
