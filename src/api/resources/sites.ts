import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';

import { nearest } from '../../domain/nearest.ts';
import { csvFileName } from '../csv.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { NamePath } from '../params.ts';
import { answerProblem, commonProblems } from '../problem.ts';
import { sitesAsked } from '../sites/asked.ts';
import { sitesCsv } from '../sites/csv.ts';
import { SiteDetail, Sites } from '../sites/schema.ts';
import { siteDetail } from '../sites/teller.ts';

const allRoute = createRoute({
  method: 'get',
  path: '/api/sites',
  summary: 'Every site side by side: grades of its headers, HSTS and preloading, its certificate',
  responses: {
    200: {
      description: 'What was seen last, told at most a few seconds ago',
      content: { 'application/json': { schema: Sites } },
    },
    ...commonProblems,
  },
});
const csvRoute = createRoute({
  method: 'get',
  path: '/api/sites.csv',
  summary: 'The same as a file for a spreadsheet',
  responses: {
    200: {
      description: 'One line a site; times are ISO 8601, what is not known is empty',
      content: { 'text/csv': { schema: z.string() } },
    },
    ...commonProblems,
  },
});
const oneRoute = createRoute({
  method: 'get',
  path: '/api/sites/{name}',
  summary: 'One site: the newest report of each of its probes, its grades before, and what happened to it',
  request: { params: NamePath },
  responses: {
    200: { description: 'The site', content: { 'application/json': { schema: SiteDetail } } },
    ...commonProblems,
  },
});

export const sites = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps, tell: () => Promise<Sites>): void => {
  app.openapi(allRoute, async (c) => c.json(await tell(), 200));

  app.openapi(csvRoute, async (c) => {
    const { now, sites: rows } = await tell();
    c.header('Content-Type', 'text/csv; charset=utf-8; header=present');
    c.header('Content-Disposition', `attachment; filename="${csvFileName(['sites'], now)}"`);
    return c.body(sitesCsv(rows), 200);
  });

  app.openapi(oneRoute, async (c) => {
    const { name } = c.req.valid('param');
    const all = sitesAsked(deps.config);
    const site = all.find((s) => s.name === name);
    if (site !== undefined) return c.json(await siteDetail(site, deps), 200);
    const near = nearest(
      name,
      all.map((s) => s.name),
    );
    return answerProblem(c, {
      status: 404,
      what: `There is no site "${name.slice(0, 100)}".`,
      where: 'path name',
      expected: near === undefined ? 'a name from /api/sites' : `perhaps "${near}"`,
    });
  });
};
