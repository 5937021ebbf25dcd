import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';

import { EVENT_TYPES, type EventType } from '../../domain/entry.ts';
import { csvFileName } from '../csv.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { eventsCsv } from '../events-csv.ts';
import { count, NamePath, RangeQuery } from '../params.ts';
import { answerProblem, commonProblems, type Problem } from '../problem.ts';
import { isProblem, parseRange } from '../range.ts';
import { EventList, GapList, RunList } from '../schema.ts';
import { findTarget } from '../series.ts';

const MAX_EVENTS = 5_000;
const MAX_RUNS = 500;
const MAX_GAPS = 5_000;
/** Without a range: the last week. */
const HOURS = 7 * 24;

const target = z.string().max(253).optional().openapi({ description: 'Only of this target' });
const probe = z.string().max(64).optional().openapi({ description: 'Only of this probe' });
const types = z
  .string()
  .max(400)
  .optional()
  .openapi({ description: 'Comma-separated; by default all', example: 'state-changed' });

const SEVERITIES = ['info', 'warn', 'fail'] as const;
const severities = z
  .string()
  .max(14)
  .regex(/^(?:info|warn|fail)(?:,(?:info|warn|fail)){0,2}$/, `comma-separated, of ${SEVERITIES.join(', ')}`)
  .transform((text) => SEVERITIES.filter((s) => text.split(',').includes(s)))
  .optional()
  .openapi({ type: 'string', maxLength: 14, description: 'Comma-separated; by default all', example: 'warn,fail' });

const answers = <S extends z.ZodType>(schema: S, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...commonProblems,
});
const eventsRoute = createRoute({
  method: 'get',
  path: '/api/events',
  summary: 'What happened, newest first',
  request: {
    query: RangeQuery.extend({
      target,
      types,
      severities,
      limit: count(1, MAX_EVENTS, 200),
      format: z.enum(['json', 'csv']).optional().openapi({ description: 'By default JSON' }),
    }),
  },
  responses: {
    ...answers(EventList, 'The events'),
    200: {
      description:
        'The events. CSV: time (ISO 8601), type, severity, target, via, vantage, probe, code, summary, evidence; 5,000 at most unless `limit` says fewer',
      content: { 'application/json': { schema: EventList }, 'text/csv': { schema: z.string() } },
    },
  },
});
const gapsRoute = createRoute({
  method: 'get',
  path: '/api/gaps',
  summary: 'When plumbline was not watching, oldest first',
  request: { query: RangeQuery },
  responses: answers(GapList, 'The gaps that overlap the range'),
});
const runsRoute = createRoute({
  method: 'get',
  path: '/api/runs',
  summary: 'Checks that ran, with what they found, newest first',
  request: { query: RangeQuery.extend({ target, probe, limit: count(1, MAX_RUNS, 50) }) },
  responses: answers(RunList, 'The runs'),
});
const targetRunsRoute = createRoute({
  method: 'get',
  path: '/api/targets/{name}/runs',
  summary: 'Checks of one target, newest first',
  request: { params: NamePath, query: RangeQuery.extend({ probe, limit: count(1, MAX_RUNS, 50) }) },
  responses: answers(RunList, 'The runs'),
});

const isEventType = (text: string): text is EventType => (EVENT_TYPES as readonly string[]).includes(text);
const parseTypes = (text: string): readonly EventType[] | Problem => {
  const asked = text.split(',').filter((t) => t !== '');
  const known = asked.filter(isEventType);
  if (known.length === asked.length) return known;
  return {
    status: 400,
    what: 'There is no such type of event.',
    where: 'query types',
    expected: EVENT_TYPES.join(', '),
  };
};

/** Asks for one more than wanted, to know whether there are more. */
const cut = <T>(found: readonly T[], limit: number): { readonly kept: readonly T[]; readonly truncated: boolean } => ({
  kept: found.slice(0, limit),
  truncated: found.length > limit,
});

interface RunsAsked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly probe?: string | undefined;
  readonly limit: number;
}

export const history = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void => {
  const { query, clock, config } = deps;
  const runs = async (asked: RunsAsked, name: string | undefined): Promise<RunList | Problem> => {
    const range = parseRange(asked, clock.now(), HOURS);
    if (isProblem(range)) return range;
    const found = await query.runs({
      ...range,
      ...(name === undefined ? {} : { target: name }),
      ...(asked.probe === undefined ? {} : { probe: asked.probe }),
      limit: asked.limit + 1,
    });
    const { kept, truncated } = cut(found, asked.limit);
    return { runs: kept, truncated };
  };

  app.openapi(eventsRoute, async (c) => {
    const asked = c.req.valid('query');
    const range = parseRange(asked, clock.now(), HOURS);
    if (isProblem(range)) return answerProblem(c, range);
    const wanted = asked.types === undefined ? undefined : parseTypes(asked.types);
    if (wanted !== undefined && isProblem(wanted)) return answerProblem(c, wanted);
    // A file is of everything, unless told.
    const limit = asked.format === 'csv' && c.req.query('limit') === undefined ? MAX_EVENTS : asked.limit;
    const found = await query.events({
      ...range,
      ...(asked.target === undefined ? {} : { target: asked.target }),
      ...(wanted === undefined ? {} : { types: wanted }),
      ...(asked.severities === undefined ? {} : { severities: asked.severities }),
      limit: limit + 1,
    });
    const { kept, truncated } = cut(found, limit);
    if (asked.format === 'csv') {
      c.header('Content-Type', 'text/csv; charset=utf-8; header=present');
      c.header('Content-Disposition', `attachment; filename="${csvFileName(['events'], range.from)}"`);
      return c.body(eventsCsv(kept), 200);
    }
    return c.json({ events: kept, truncated } satisfies EventList, 200);
  });
  app.openapi(gapsRoute, async (c) => {
    const range = parseRange(c.req.valid('query'), clock.now(), HOURS);
    if (isProblem(range)) return answerProblem(c, range);
    const { kept, truncated } = cut(await query.gaps(range), MAX_GAPS);
    return c.json({ gaps: kept, truncated } satisfies GapList, 200);
  });
  app.openapi(runsRoute, async (c) => {
    const asked = c.req.valid('query');
    const found = await runs(asked, asked.target);
    return isProblem(found) ? answerProblem(c, found) : c.json(found, 200);
  });
  app.openapi(targetRunsRoute, async (c) => {
    const known = findTarget(config, c.req.valid('param').name);
    if (isProblem(known)) return answerProblem(c, known);
    const found = await runs(c.req.valid('query'), known.name);
    return isProblem(found) ? answerProblem(c, found) : c.json(found, 200);
  });
};
