import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { etag } from 'hono/etag';

import { CODES, groupOf, isCode, peerOf, type Code } from '../../domain/codes.ts';
import { EVENT_TYPES } from '../../domain/entry.ts';
import { EVENT_INFO } from '../../domain/event-info.ts';
import { nearest } from '../../domain/nearest.ts';
import { foundOf } from '../codes/found.ts';
import { CodeDetail, CodeList, EventTypeList, FoundList, type CodeInfo } from '../codes/schema.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { RangeQuery } from '../params.ts';
import { answerProblem, commonProblems, type Problem } from '../problem.ts';
import { isProblem, parseRange } from '../range.ts';

/** Without a range: the last 30 days. */
const HOURS = 30 * 24;
/** It changes with the version alone. */
const CACHE = 'private, max-age=60';
const CODES_OF: readonly Code[] = Object.keys(CODES).filter(isCode);

const word = (name: string, where: 'path' | 'query', example: string) =>
  z
    .string()
    .min(1)
    .max(128)
    .openapi({ param: { name, in: where }, example });
const answers = <S extends z.ZodType>(schema: S, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...commonProblems,
});
const middleware = etag({ weak: true });
const listRoute = createRoute({
  method: 'get',
  path: '/api/codes',
  summary: 'Every code that a finding may have: what it means and what to do',
  middleware,
  responses: answers(CodeList, 'The codes'),
});
const codeRoute = createRoute({
  method: 'get',
  path: '/api/codes/{code}',
  summary: 'One code, with what can be pasted about it',
  middleware,
  request: { params: z.object({ code: word('code', 'path', 'icmp-filtered') }) },
  responses: answers(CodeDetail, 'The code'),
});
const peerRoute = createRoute({
  method: 'get',
  path: '/api/codes/{peer}/{code}',
  summary: 'One code of a peer',
  middleware,
  request: {
    params: z.object({
      peer: word('peer', 'path', 'observatory'),
      code: word('code', 'path', 'csp-not-implemented'),
    }),
  },
  responses: answers(CodeDetail, 'The code'),
});
const typesRoute = createRoute({
  method: 'get',
  path: '/api/event-types',
  summary: 'Every type of event: what it means, and what its evidence is called',
  middleware,
  responses: answers(EventTypeList, 'The types'),
});
const foundRoute = createRoute({
  method: 'get',
  path: '/api/findings',
  summary: 'When a code was found here, newest first',
  request: { query: RangeQuery.extend({ code: word('code', 'query', 'line-dark') }) },
  responses: answers(FoundList, 'Events and runs that tell of it'),
});

const known = (code: string): Code | Problem<404> => {
  if (isCode(code)) return code;
  const near = nearest(code, CODES_OF);
  return {
    status: 404,
    what: 'There is no such code.',
    where: 'code',
    expected: near === undefined ? '/api/codes lists all' : `perhaps ${near}`,
  };
};
const EVENT_TYPE_LIST: EventTypeList = { types: EVENT_TYPES.map((type) => Object.assign({ type }, EVENT_INFO[type])) };

export const codes = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void => {
  const infoOf = (code: Code): CodeInfo => {
    const peer = peerOf(code);
    const { severity, meaning, remedy } = CODES[code];
    const platforms = deps.pasted?.(code).platforms ?? [];
    return {
      code,
      severity,
      meaning,
      remedy,
      group: groupOf(code),
      ...(peer === undefined ? {} : { peer }),
      platforms,
    };
  };
  const detailOf = (code: Code): CodeDetail => ({ ...infoOf(code), recipes: deps.pasted?.(code).recipes ?? [] });

  app.openapi(listRoute, (c) => {
    c.header('Cache-Control', CACHE);
    return c.json({ codes: CODES_OF.map(infoOf) } satisfies CodeList, 200);
  });
  app.openapi(codeRoute, (c) => {
    const code = known(c.req.valid('param').code);
    if (typeof code !== 'string') return answerProblem(c, code);
    c.header('Cache-Control', CACHE);
    return c.json(detailOf(code), 200);
  });
  app.openapi(peerRoute, (c) => {
    const asked = c.req.valid('param');
    const code = known(`${asked.peer}/${asked.code}`);
    if (typeof code !== 'string') return answerProblem(c, code);
    c.header('Cache-Control', CACHE);
    return c.json(detailOf(code), 200);
  });
  app.openapi(typesRoute, (c) => {
    c.header('Cache-Control', CACHE);
    return c.json(EVENT_TYPE_LIST, 200);
  });
  app.openapi(foundRoute, async (c) => {
    const asked = c.req.valid('query');
    const code = known(asked.code);
    if (typeof code !== 'string') return answerProblem(c, code);
    const range = parseRange(asked, deps.clock.now(), HOURS);
    return isProblem(range) ? answerProblem(c, range) : c.json(await foundOf(code, range, deps.query), 200);
  });
};
