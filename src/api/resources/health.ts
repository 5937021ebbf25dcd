import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import type { ApiDeps, ApiEnv } from '../deps.ts';
import { Health } from '../schema.ts';

const content = { 'application/json': { schema: Health } };
const route = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'Whether the service measures and keeps what it measures; needs no token',
  responses: { 200: { description: 'It does', content }, 503: { description: 'It does not: why', content } },
});

export const health = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void => {
  app.openapi(route, (c) => {
    const reasons = deps.ailments();
    const ok = reasons.length === 0;
    return c.json({ ok, version: deps.version, reasons }, ok ? 200 : 503);
  });
};
