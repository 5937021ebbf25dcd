import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { DAY, MINUTE, microsOf } from '../../domain/time.ts';
import { HOUSE } from '../../domain/line.ts';
import { nearest } from '../../domain/nearest.ts';
import type { Uplink } from '../../config/config.ts';
import { bandsOf, liveStretches } from '../lines/bands.ts';
import { cached } from '../cached.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { failoversOf } from '../lines/failovers.ts';
import { LineHistory, Lines, LineUptime } from '../line-schema.ts';
import { NamePath, RangeQuery } from '../params.ts';
import { answerProblem, commonProblems, type Problem } from '../problem.ts';
import { isProblem, parseRange } from '../range.ts';
import { echoesOf, FAILOVER_EVENTS, labelsOf } from '../lines/teller.ts';
import { beginningOf, hoursWatched, longestFirst, uptimeOf } from '../lines/uptime.ts';

const MAX_EVENTS = 2_000;
const MAX_GAPS = 1_000;
const MAX_LIVE = 20_000;
const MAX_OUTAGES = 500;
/** Shorter spells are loss. */
const MIN_OUTAGE = 3_000;
const FAR = microsOf(3_650 * DAY);

const answers = <S extends Parameters<typeof json>[0]>(schema: S, description: string) => ({
  200: { description, content: json(schema) },
  ...commonProblems,
});
const json = <S extends typeof Lines | typeof LineHistory | typeof LineUptime>(schema: S) => ({
  'application/json': { schema },
});
const linesRoute = createRoute({
  method: 'get',
  path: '/api/lines',
  summary: 'Which line is live, and how all of them stand',
  responses: answers(Lines, 'The lines, at most a few seconds old'),
});
const historyRoute = createRoute({
  method: 'get',
  path: '/api/lines/history',
  summary: 'How each line stood over time, and what each failover cost; by default the last day',
  request: { query: RangeQuery },
  responses: answers(LineHistory, 'The bands'),
});
const uptimeRoute = createRoute({
  method: 'get',
  path: '/api/lines/{name}/uptime',
  summary: 'One line by month and year, and its outages, longest first',
  request: { params: NamePath },
  responses: answers(LineUptime, 'The uptime, at most a minute old'),
});

/** The uplink of a name, or that there is none. */
export const findLine = ({ uplinks }: Pick<ApiDeps['config'], 'uplinks'>, name: string): Uplink | Problem => {
  const found = uplinks.find((u) => u.name === name);
  if (found !== undefined) return found;
  const near = nearest(
    name,
    uplinks.map((u) => u.name),
  );
  return {
    status: 404,
    what: `There is no line "${name.slice(0, 100)}".`,
    where: 'path name',
    expected: near === undefined ? 'a name from /api/lines' : `perhaps "${near}"`,
  };
};

export const lines = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps, tell: () => Promise<Lines>): void => {
  const { config, clock, query } = deps;
  const live = (): string | undefined => deps.lines?.().live?.line;

  app.openapi(linesRoute, async (c) => c.json(await tell(), 200));

  app.openapi(historyRoute, async (c) => {
    const now = clock.now();
    const range = parseRange(c.req.valid('query'), now, 24);
    if (isProblem(range)) return answerProblem(c, range);
    const until = { from: range.from, to: Math.max(range.to, now) + 1, limit: MAX_EVENTS + 1 };
    const [lived, told, gaps, ...states] = await Promise.all([
      query.events({ ...until, types: ['live-changed'] }),
      query.events({ ...until, types: FAILOVER_EVENTS }),
      query.gaps(range),
      ...[HOUSE, ...config.uplinks.map((u) => u.name)].map((target) =>
        query.events({ ...until, types: ['state-changed'], target }),
      ),
    ]);
    const all = [lived, told, ...states];
    const to = Math.min(range.to, now);
    const standing = deps.lines?.();
    const known = new Map(standing?.lines.map((l) => [l.line, l.word]));
    const body: LineHistory = {
      now,
      from: Math.min(range.from, to),
      to,
      bands: bandsOf({
        from: range.from,
        to,
        gaps,
        live: live(),
        events: [...lived, ...states.flat()].toSorted((a, b) => b.at - a.at),
        asHouse: new Set(config.uplinks.filter((u) => !u.reachable).map((u) => u.name)),
        house: standing?.house.word ?? 'unknown',
        words: new Map(config.uplinks.map((u) => [u.name, known.get(u.name) ?? 'unknown'])),
      }),
      failovers: failoversOf(told, labelsOf(config)).filter((f) => f.at < range.to),
      gaps: gaps.slice(-MAX_GAPS),
      truncated: all.some((events) => events.length > MAX_EVENTS) || gaps.length > MAX_GAPS,
    };
    return c.json(body, 200);
  });

  const uptimes = new Map(config.uplinks.map((u) => [u.name, cached(clock, MINUTE, () => uptimeNow(deps, u.name))]));
  app.openapi(uptimeRoute, async (c) => {
    const line = findLine(config, c.req.valid('param').name);
    if ('status' in line) return answerProblem(c, line);
    const ask = uptimes.get(line.name) ?? (() => uptimeNow(deps, line.name));
    return c.json(await ask(), 200);
  });
};

const uptimeNow = async (deps: ApiDeps, name: string): Promise<LineUptime> => {
  const { config, clock, query } = deps;
  const now = clock.now();
  const range = { from: Math.max(0, now - FAR), to: now };
  const series = echoesOf(config.vantage, name);
  const [buckets, outages, gaps, lived] = await Promise.all([
    hoursWatched(query, series, range),
    query.outages({ ...series, ...range, minMs: MIN_OUTAGE }),
    query.gaps(range),
    query.events({ ...range, types: ['live-changed'], limit: MAX_LIVE }),
  ]);
  const live = liveStretches(lived, name, deps.lines?.().live?.line, range);
  const since = await beginningOf(query, series, buckets);
  const watch = { buckets, width: microsOf(60 * MINUTE), outages, gaps, line: name };
  const longest = longestFirst(outages, now);
  return {
    now,
    name,
    ...uptimeOf(watch, live, { from: Math.max(range.from, since ?? range.from), to: range.to }),
    outages: longest.slice(0, MAX_OUTAGES),
    truncated: longest.length > MAX_OUTAGES,
  };
};
