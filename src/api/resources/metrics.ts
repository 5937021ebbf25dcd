import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';

import type { Target } from '../../config/config.ts';
import { canonicalAddress } from '../../domain/address.ts';
import { nearest } from '../../domain/nearest.ts';
import { SECOND } from '../../domain/time.ts';
import { cached } from '../cached.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { takesGzip } from '../encoding.ts';
import { CONTENT_TYPES, Exposition, formatFor, type Format } from '../metrics/exposition.ts';
import { measuring, type Measured } from '../metrics/measured.ts';
import { ownFamilies } from '../metrics/own-families.ts';
import { probeFamilies } from '../metrics/probe-families.ts';
import { durationFamily, smokepingFamilies } from '../metrics/smokeping-families.ts';
import { answerProblem, commonProblems, type Problem } from '../problem.ts';
import { isProblem } from '../range.ts';

/** blackbox_exporter's usual modules, by what they are called here. */
const MODULES: Readonly<Record<string, string>> = { icmp: 'ping', tcp_connect: 'tcp' };

const exposition = {
  'text/plain': { schema: z.string() },
  'application/openmetrics-text': { schema: z.string() },
};
const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'Everything as Prometheus reads it: all targets, and the service itself',
  responses: { 200: { description: 'At most a second old', content: exposition }, ...commonProblems },
});
const probeRoute = createRoute({
  method: 'get',
  path: '/probe',
  summary: 'One target as blackbox_exporter tells it, from what was last measured: nothing is probed for it',
  request: {
    query: z.object({
      target: z.string().min(1).max(253).openapi({ description: 'A target’s name, or its address in the config' }),
      module: z
        .string()
        .max(64)
        .optional()
        .openapi({ description: 'ping (or icmp), tcp (or tcp_connect); by default the main series' }),
    }),
  },
  responses: { 200: { description: 'How it is now', content: exposition }, ...commonProblems },
});

const tell = (
  deps: ApiDeps,
  of: (target: Target) => readonly Measured[],
  format: Format,
  room: number,
): Uint8Array<ArrayBuffer> => {
  const all = deps.config.targets.flatMap(of);
  const to = new Exposition(format, room);
  probeFamilies(to, all, ({ series }) => series.labels);
  smokepingFamilies(to, all);
  durationFamily(to, all);
  ownFamilies(to, all, deps);
  return to.end();
};

const targetOf = ({ config }: ApiDeps, asked: string): Target | Problem => {
  const address = canonicalAddress(asked) ?? asked;
  const found = config.targets.find((t) => t.name === asked) ?? config.targets.find((t) => t.address === address);
  if (found !== undefined) return found;
  const near = nearest(
    asked,
    config.targets.map((t) => t.name),
  );
  return {
    status: 404,
    what: `There is no target "${asked.slice(0, 100)}".`,
    where: 'query target',
    expected: near === undefined ? 'the name or address of a target in the config' : `perhaps "${near}"`,
  };
};

/** The series that is asked for, if it was measured lately. */
const seriesFor = (target: Target, all: readonly Measured[], module: string | undefined): Measured | Problem => {
  const found = all.find(({ series }) => series.probe === (MODULES[module ?? ''] ?? module ?? series.probe));
  if (found === undefined)
    return {
      status: 400,
      what: 'This target is not measured so.',
      where: 'query module',
      expected: all.map(({ series }) => series.probe).join(', ') || `a stream among the checks of ${target.name}`,
    };
  if (found.fresh) return found;
  return { status: 503, what: `Nothing was measured of ${target.name} lately.`, retryAfter: 5 };
};

/** Told once for all who ask within a second, and packed when the first of them takes it packed. */
const source = (clock: ApiDeps['clock'], ask: () => Uint8Array<ArrayBuffer>) => {
  const plain = cached(clock, SECOND, () => Promise.resolve(ask()));
  const packed = cached(clock, SECOND, async () => new Uint8Array(await promisify(gzip)(await plain(), { level: 1 })));
  return { plain, packed };
};

export const metrics = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void => {
  const measured = measuring(deps);
  const sourceOf = (format: Format) => {
    let room = 64 * 1024;
    return source(deps.clock, () => {
      const told = tell(deps, measured, format, room);
      room = told.length + 64 * 1024; // about as much the next time
      return told;
    });
  };
  const sources = { text: sourceOf('text'), openmetrics: sourceOf('openmetrics') };
  app.openAPIRegistry.registerPath(metricsRoute);
  app.get(metricsRoute.getRoutingPath(), async (c) => {
    const format = formatFor(c.req.header('accept'));
    c.header('Content-Type', CONTENT_TYPES[format]);
    c.header('Vary', 'Accept, Accept-Encoding');
    const { plain, packed } = sources[format];
    if (!takesGzip(c.req.header('accept-encoding'))) return c.body(await plain());
    c.header('Content-Encoding', 'gzip');
    return c.body(await packed());
  });
  app.openapi(probeRoute, (c) => {
    const asked = c.req.valid('query');
    const target = targetOf(deps, asked.target);
    if (isProblem(target)) return answerProblem(c, target);
    const found = seriesFor(target, measured(target), asked.module);
    if (isProblem(found)) return answerProblem(c, found);
    const format = formatFor(c.req.header('accept'));
    const to = new Exposition(format);
    probeFamilies(to, [found], () => '');
    c.header('Content-Type', CONTENT_TYPES[format]);
    c.header('Vary', 'Accept');
    return c.body(to.end(), 200);
  });
};
