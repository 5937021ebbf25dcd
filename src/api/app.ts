import { OpenAPIHono } from '@hono/zod-openapi';
import { compress } from 'hono/compress';
import { HTTPException } from 'hono/http-exception';

import { StoreUnreachable } from '../store/journal.ts';
import { Access } from './access.ts';
import { addressesTeller } from './addresses/teller.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { securityHeaders } from './headers.ts';
import { linesTeller } from './lines/teller.ts';
import { limitBody } from './limited-body.ts';
import { limitQuery, QueryLimit } from './limited-query.ts';
import { knownMethods } from './methods.ts';
import { knownHost, sameOrigin } from './origin.ts';
import { answerProblem, problemOfZod } from './problem.ts';
import { addresses } from './resources/addresses.ts';
import { checks } from './resources/checks.ts';
import { codes } from './resources/codes.ts';
import { config } from './resources/config.ts';
import { health } from './resources/health.ts';
import { history } from './resources/history.ts';
import { incidents } from './resources/incidents.ts';
import { lines } from './resources/lines.ts';
import { lineReport } from './resources/line-report.ts';
import { live } from './resources/live.ts';
import { metrics } from './resources/metrics.ts';
import { overview } from './resources/overview.ts';
import { paths } from './resources/paths.ts';
import { raw } from './resources/raw.ts';
import { session } from './resources/session.ts';
import { sites } from './resources/sites.ts';
import { targets } from './resources/targets.ts';
import { view } from './resources/view.ts';
import { pathsTeller } from './paths/teller.ts';
import { sitesTeller } from './sites/teller.ts';
import { servePage } from './static.ts';

const MAX_BODY = 64 * 1024;
const MAX_URL = 4 * 1024;
/** What tells of the line: the page itself does not, and whether the service is well may be asked by anyone. */
const READING = ['/api/*', '/metrics', '/probe'];

/** The whole web side: the api under `/api`, `/metrics`, `/probe`, `/healthz`, and the built page under everything else. */
export const buildApi = (given: ApiDeps): OpenAPIHono<ApiEnv> => {
  const deps: ApiDeps = { ...given, query: limitQuery(given.query, given.clock, given.queryLimits) };
  const access = new Access(deps);
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result, c) =>
      result.success ? undefined : answerProblem(c, problemOfZod(result.error, result.target)),
  });
  app.onError((error, c) => {
    if (error instanceof QueryLimit)
      return answerProblem(c, { status: 503, what: `Not answered: ${error.message}.`, retryAfter: 10 });
    if (error instanceof StoreUnreachable)
      return answerProblem(c, { status: 503, what: `${error.message}.`, where: 'store', retryAfter: 5 });
    if (error instanceof HTTPException && error.status < 500)
      return answerProblem(c, { status: error.status as 400, what: error.message, where: 'body', expected: 'JSON' });
    deps.onBug(error);
    return answerProblem(c, { status: 500, what: 'A bug in plumbline; its log says more.' });
  });
  app.notFound((c) =>
    answerProblem(c, {
      status: 404,
      what: 'There is nothing at this path.',
      where: 'path',
      expected: '/api/openapi.json lists all',
    }),
  );

  app.use(securityHeaders);
  app.use(async (c, next) =>
    c.req.url.length > MAX_URL
      ? answerProblem(c, { status: 414, what: 'The address is too long.', expected: `${MAX_URL} characters at most` })
      : next(),
  );
  app.use(knownHost(deps));
  for (const path of READING) app.use(path, sameOrigin);
  app.use(limitBody(MAX_BODY));
  for (const path of READING) app.use(path, access.needTokenToRead);
  app.use('/api/*', compress());
  app.use(knownMethods(app));

  health(app, deps);
  const tellLines = linesTeller(deps);
  const tellAddresses = addressesTeller(deps);
  const tellSites = sitesTeller(deps);
  const tellPaths = pathsTeller(deps);
  overview(app, deps, { lines: tellLines, addresses: tellAddresses, sites: tellSites, paths: tellPaths });
  targets(app, deps);
  view(app, deps);
  raw(app, deps);
  history(app, deps);
  lines(app, deps, tellLines);
  lineReport(app, deps);
  addresses(app, deps, tellAddresses);
  sites(app, deps, tellSites);
  paths(app, deps, tellPaths);
  incidents(app, deps);
  codes(app, deps);
  live(app, deps);
  metrics(app, deps);
  session(app, deps, access);
  checks(app, deps, access);
  config(app, deps);

  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  app.get('/api/openapi.json', (c) =>
    c.json(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: { title: 'plumbline', version: deps.version, license: { name: 'MIT' } },
      }),
    ),
  );
  app.all('/api', (c) => c.notFound());
  app.all('/api/*', (c) => c.notFound());
  app.use(servePage(deps.staticRoot));
  return app;
};
