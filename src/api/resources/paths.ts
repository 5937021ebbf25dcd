import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';

import type { ApiDeps, ApiEnv } from '../deps.ts';
import { NamePath, RangeQuery } from '../params.ts';
import { pathDetail } from '../paths/detail.ts';
import { MONTH_DAYS } from '../paths/first-look.ts';
import { PathDetail, Paths } from '../paths/schema.ts';
import { answerProblem, commonProblems } from '../problem.ts';
import { isProblem, parseRange } from '../range.ts';
import { findTarget } from '../series.ts';

const allRoute = createRoute({
  method: 'get',
  path: '/api/paths',
  summary: 'Every way that the probe mtu looks at: its verdict, its path MTU, and since when; the worst first',
  responses: {
    200: {
      description: 'What was seen last, told at most a few seconds ago',
      content: { 'application/json': { schema: Paths } },
    },
    ...commonProblems,
  },
});
const via = z.string().max(64).optional().openapi({ description: 'Over this line; by default as the target is asked' });
const oneRoute = createRoute({
  method: 'get',
  path: '/api/paths/{name}',
  summary: 'The way to one target: its runs (by default of 30 days), the newest of them whole, and what to do',
  request: { params: NamePath, query: RangeQuery.extend({ via }) },
  responses: {
    200: { description: 'The way', content: { 'application/json': { schema: PathDetail } } },
    ...commonProblems,
  },
});

export const paths = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps, tell: () => Promise<Paths>): void => {
  app.openapi(allRoute, async (c) => c.json(await tell(), 200));

  app.openapi(oneRoute, async (c) => {
    const target = findTarget(deps.config, c.req.valid('param').name);
    if (isProblem(target)) return answerProblem(c, target);
    const asked = c.req.valid('query');
    const range = parseRange(asked, deps.clock.now(), MONTH_DAYS * 24);
    if (isProblem(range)) return answerProblem(c, range);
    const ways = [...new Set(target.checks.flatMap(({ aim }) => aim.subject.via ?? []))];
    if (asked.via !== undefined && !ways.includes(asked.via))
      return answerProblem(c, {
        status: 404,
        what: `"${target.name}" is not asked over that line.`,
        where: 'query via',
        expected: ways.length === 0 ? 'it left out' : `one of ${ways.join(', ')}, or it left out`,
      });
    return c.json(await pathDetail(target, { ...range, via: asked.via }, deps), 200);
  });
};
