import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { ConfigAsRead } from '../config/schema.ts';
import { configTeller } from '../config/teller.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { commonProblems } from '../problem.ts';

const route = createRoute({
  method: 'get',
  path: '/api/config',
  summary: 'The config as it was read, without secrets, and what is wrong in it and in its file as that is now',
  responses: {
    200: {
      description: 'The config, at most a second old',
      content: { 'application/json': { schema: ConfigAsRead } },
    },
    ...commonProblems,
  },
});

export const config = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void => {
  const tell = configTeller(deps);
  app.openapi(route, async (c) => c.json(await tell(), 200));
};
