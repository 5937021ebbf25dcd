import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';

import type { ApiEnv } from './deps.ts';
import { answerProblem } from './problem.ts';

/** 405 with what a path may be asked with (RFC 9110, 15.5.6); OPTIONS is told just that. */
export const answerMethods = (c: Context, methods: readonly string[]): Response => {
  const allow = [...methods, 'OPTIONS'].join(', ');
  if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { Allow: allow } });
  c.header('Allow', allow);
  return answerProblem(c, {
    status: 405,
    what: 'This path is not asked that way.',
    where: 'method',
    expected: allow,
  });
};

/** Answers for the paths that there are when they are asked with a method that they do not have. */
export const knownMethods = (app: OpenAPIHono<ApiEnv>): MiddlewareHandler<ApiEnv> =>
  methodNotAllowed({ app, onMethodNotAllowed: answerMethods });
