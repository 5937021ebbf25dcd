import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { geoReport } from '../../probes/geoip/report.ts';
import { happenedOf } from '../addresses/findings.ts';
import { heldOf, placedOf } from '../addresses/held.ts';
import { runsOf } from '../addresses/runs.ts';
import { AddressHistory, Addresses } from '../addresses/schema.ts';
import { MOST_EVENTS, placesOf } from '../addresses/teller.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { RangeQuery } from '../params.ts';
import { answerProblem, commonProblems } from '../problem.ts';
import { isProblem, parseRange } from '../range.ts';

/** Without a range: the last 90 days. */
const HOURS = 90 * 24;
/** Daily runs of a year. */
const MOST_RUNS = 400;
const MOST_HELD = 1_000;
const MOST_PLACED = 1_000;
const MOST_HAPPENED = 500;
const MOST_GAPS = 1_000;

const nowRoute = createRoute({
  method: 'get',
  path: '/api/addresses',
  summary: 'Who the world thinks one is: addresses, where databases place them, lists, sites that refuse',
  responses: {
    200: {
      description: 'What is known, at most a few seconds old',
      content: { 'application/json': { schema: Addresses } },
    },
    ...commonProblems,
  },
});
const historyRoute = createRoute({
  method: 'get',
  path: '/api/addresses/history',
  summary: 'How long each address was held, and where each source placed it; by default the last 90 days',
  request: { query: RangeQuery },
  responses: {
    200: { description: 'The history', content: { 'application/json': { schema: AddressHistory } } },
    ...commonProblems,
  },
});

export const addresses = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps, tell: () => Promise<Addresses>): void => {
  const { config, clock, query } = deps;
  const { vantage } = config;

  app.openapi(nowRoute, async (c) => c.json(await tell(), 200));

  app.openapi(historyRoute, async (c) => {
    const now = clock.now();
    const asked = parseRange(c.req.valid('query'), now, HOURS);
    if (isProblem(asked)) return answerProblem(c, asked);
    const to = Math.min(asked.to, now);
    const range = { from: Math.min(asked.from, to), to };
    const [events, gaps, ...places] = await Promise.all([
      query.events({ ...range, types: ['address-finding'], limit: MOST_HAPPENED + 1 }),
      query.gaps(range),
      ...placesOf(config).map(async ({ subject, name }) => {
        const [changes, runs] = await Promise.all([
          // From the beginning on: what is held at the start of the range was so before.
          query.events({ from: 0, to: to + 1, types: ['egress-changed'], target: name, limit: MOST_EVENTS + 1 }),
          runsOf(query, { ...range, subject, probe: 'geoip', report: geoReport, limit: MOST_RUNS }),
        ]);
        const more = changes.length > MOST_EVENTS;
        const own = changes.slice(0, MOST_EVENTS).filter((e) => e.subject?.vantage === vantage);
        return {
          held: heldOf(own, name, range, more),
          placed: placedOf(runs.told, name, range),
          truncated: more || runs.more,
        };
      }),
    ]);
    const held = places.flatMap((p) => p.held);
    const placed = places.flatMap((p) => p.placed);
    const body: AddressHistory = {
      now,
      ...range,
      held: held.toSorted((a, b) => (b.from ?? 0) - (a.from ?? 0)).slice(0, MOST_HELD),
      placed: placed.slice(0, MOST_PLACED),
      happened: happenedOf(events.slice(0, MOST_HAPPENED), vantage),
      gaps: gaps.slice(-MOST_GAPS),
      truncated:
        places.some((p) => p.truncated) ||
        held.length > MOST_HELD ||
        placed.length > MOST_PLACED ||
        events.length > MOST_HAPPENED ||
        gaps.length > MOST_GAPS,
    };
    return c.json(body, 200);
  });
};
