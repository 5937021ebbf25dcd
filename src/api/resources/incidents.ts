import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';

import type { Run } from '../../domain/entry.ts';
import { microsOf, MINUTE } from '../../domain/time.ts';
import type { Range } from '../../store/journal.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { IncidentDetail, IncidentList, type Incident } from '../line-schema.ts';
import { incidentsOf } from '../lines/incidents.ts';
import { RangeQuery } from '../params.ts';
import { answerProblem, commonProblems, type Problem } from '../problem.ts';
import { isProblem, parseRange } from '../range.ts';

const MAX_EVENTS = 5_000;
const MAX_INCIDENTS = 200;
const MAX_RUNS = 50;
/** Without a range: the last month. An incident is looked for by its id in the last ten years. */
const MONTH_HOURS = 30 * 24;
const FAR_HOURS = 3_650 * 24;
/** A diagnosis takes a minute and a half at most, so that it may be told after the end. */
const AFTER = microsOf(2 * MINUTE);
const TYPES = ['incident-opened', 'incident-changed', 'incident-closed'] as const;

const listRoute = createRoute({
  method: 'get',
  path: '/api/incidents',
  summary:
    'What was wrong, whose fault it was and what the diagnosis said, newest first; by default of the last 30 days',
  request: { query: RangeQuery },
  responses: {
    200: { description: 'The incidents', content: { 'application/json': { schema: IncidentList } } },
    ...commonProblems,
  },
});
const oneRoute = createRoute({
  method: 'get',
  path: '/api/incidents/{id}',
  summary: 'One incident, with the diagnoses that hang on it',
  request: {
    params: z.object({
      id: z
        .string()
        .max(128)
        .openapi({ param: { name: 'id', in: 'path' }, description: 'The incident’s id', example: 'i-1' }),
    }),
  },
  responses: {
    200: { description: 'The incident', content: { 'application/json': { schema: IncidentDetail } } },
    ...commonProblems,
  },
});

const isObject = (v: unknown): v is Readonly<Record<string, unknown>> => typeof v === 'object' && v !== null;
/** The verdict of a diagnosis, as it was kept: maybe by another version. */
const verdictOf = ({ outcome }: Run): Incident['verdict'] => {
  const report = outcome.status === 'measured' ? outcome.report : undefined;
  const verdict = isObject(report) ? report['verdict'] : undefined;
  if (!isObject(verdict)) return undefined;
  const { code, severity, summary } = verdict;
  if (typeof code !== 'string' || typeof summary !== 'string') return undefined;
  return severity === 'info' || severity === 'warn' || severity === 'fail' ? { code, severity, summary } : undefined;
};

const withVerdict = <I extends Incident>(incident: I, run: Run | undefined): I => {
  const verdict = run === undefined ? undefined : verdictOf(run);
  return verdict === undefined ? incident : { ...incident, verdict };
};

const isOf = (run: Run, incident: Incident, now: number): boolean => {
  const { target } = run.subject;
  const about = target !== undefined && (target === incident.of || incident.targets.includes(target));
  return about && run.at >= incident.from && run.at <= (incident.to ?? now) + AFTER;
};

export const incidents = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void => {
  const { query, clock } = deps;
  const inRange = async (range: Range) => {
    const [events, runs] = await Promise.all([
      query.events({ ...range, types: TYPES, limit: MAX_EVENTS + 1 }),
      query.runs({ from: range.from, to: range.to + AFTER, probe: 'mtu', limit: MAX_RUNS * 10 }),
    ]);
    return { events, runs: runs.filter((r) => verdictOf(r) !== undefined).toReversed() };
  };
  const openNow = () => deps.incidents?.() ?? [];

  app.openapi(listRoute, async (c) => {
    const now = clock.now();
    const range = parseRange(c.req.valid('query'), now, MONTH_HOURS);
    if (isProblem(range)) return answerProblem(c, range);
    const { events, runs } = await inRange(range);
    const open = openNow().filter((i) => i.since < range.to);
    const all = incidentsOf(events.slice(0, MAX_EVENTS), open);
    const told = all.slice(0, MAX_INCIDENTS).map((incident): Incident => {
      const last = runs.findLast((run) => isOf(run, incident, now));
      const { thoughts: _, asked: _1, notAsked: _2, ...rest } = withVerdict(incident, last);
      return rest;
    });
    const truncated = events.length > MAX_EVENTS || all.length > MAX_INCIDENTS;
    return c.json({ incidents: told, truncated } satisfies IncidentList, 200);
  });

  app.openapi(oneRoute, async (c) => {
    const now = clock.now();
    const { id } = c.req.valid('param');
    const range = parseRange({}, now, FAR_HOURS);
    const missing: Problem = {
      status: 404,
      what: 'There is no such incident.',
      where: 'path id',
      expected: 'an id from /api/incidents',
    };
    if (isProblem(range)) return answerProblem(c, range);
    const events = await query.events({ ...range, to: now + 1, types: TYPES, limit: MAX_EVENTS });
    const incident = incidentsOf(events, openNow()).find((i) => i.id === id);
    if (incident === undefined) return answerProblem(c, missing);
    const during = { from: incident.from, to: (incident.to ?? now) + AFTER, probe: 'mtu', limit: MAX_RUNS * 10 };
    const isTold = (run: Run): boolean => run.outcome.status === 'failed' || verdictOf(run) !== undefined;
    const found = (await query.runs(during)).filter((run) => isOf(run, incident, now) && isTold(run));
    const runs = found.toReversed().slice(-MAX_RUNS);
    const last = runs.findLast((run) => verdictOf(run) !== undefined);
    return c.json(withVerdict({ ...incident, runs }, last) satisfies IncidentDetail, 200);
  });
};
