import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { deleteCookie, setCookie } from 'hono/cookie';

import { SESSION_COOKIE, type Access } from '../access.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { overHttps } from '../over-https.ts';
import { answerProblem, commonProblems } from '../problem.ts';
import { Session, SignIn } from '../schema.ts';
import { issueSession, SESSION_SECONDS } from '../token.ts';

const answer = {
  200: { description: 'How this client stands', content: { 'application/json': { schema: Session } } },
  ...commonProblems,
};
const getRoute = createRoute({
  method: 'get',
  path: '/api/session',
  summary: 'Whether a token is needed, and whether it was shown',
  responses: answer,
});
const postRoute = createRoute({
  method: 'post',
  path: '/api/session',
  summary: 'Shows the token once; a cookie stands for it from then on',
  request: { body: { required: true, content: { 'application/json': { schema: SignIn } } } },
  responses: answer,
});
const deleteRoute = createRoute({
  method: 'delete',
  path: '/api/session',
  summary: 'Forgets the cookie',
  responses: answer,
});
const COOKIE = { httpOnly: true, sameSite: 'Strict', path: '/' } as const;

export const session = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps, access: Access): void => {
  const { config, clock } = deps;
  const standing = (signedIn: boolean): Session => ({
    protectReading: config.protectReading,
    tokenConfigured: config.token !== undefined,
    signedIn,
  });
  app.openapi(getRoute, (c) => c.json(standing(access.hasSession(c)), 200));
  app.openapi(postRoute, async (c) => {
    const problem = await access.tryToken(c.req.valid('json').token, c);
    if (problem !== undefined) return answerProblem(c, problem);
    if (config.token !== undefined)
      setCookie(c, SESSION_COOKIE, issueSession(config.token, clock.now()), {
        ...COOKIE,
        secure: overHttps(c),
        maxAge: SESSION_SECONDS,
      });
    return c.json(standing(true), 200);
  });
  app.openapi(deleteRoute, (c) => {
    deleteCookie(c, SESSION_COOKIE, { ...COOKIE, secure: overHttps(c) });
    return c.json(standing(false), 200);
  });
};
