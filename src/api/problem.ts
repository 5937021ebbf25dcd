import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';

import { ApiError } from './schema.ts';

/** What any resource may answer with, beside its own. */
export type CommonStatus = 400 | 401 | 403 | 404 | 429 | 503;

/** What was wrong with a request. A value: handlers hand it up and answer with it. */
export interface Problem<S extends ContentfulStatusCode = CommonStatus> {
  readonly status: S;
  readonly what: string;
  readonly where?: string;
  readonly expected?: string;
  /** Seconds after which asking again makes sense. */
  readonly retryAfter?: number;
}

const bodyOf = (p: Problem<ContentfulStatusCode>): ApiError => ({
  error: {
    what: p.what,
    ...(p.where === undefined ? {} : { where: p.where }),
    ...(p.expected === undefined ? {} : { expected: p.expected }),
  },
});

export const answerProblem = <S extends ContentfulStatusCode>(c: Context, p: Problem<S>) => {
  if (p.retryAfter !== undefined) c.header('Retry-After', String(Math.ceil(p.retryAfter)));
  if (p.status === 401) c.header('WWW-Authenticate', 'Bearer realm="plumbline"');
  return c.json(bodyOf(p), p.status);
};

/** The first thing that a zod schema found wrong, as told to whoever asked. `part`: query, param, json. */
export const problemOfZod = (error: z.ZodError, part: string): Problem => {
  const issue = error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  return {
    status: 400,
    what: 'The request is not understood.',
    where: path === '' ? part : `${part} ${path}`,
    ...(issue === undefined ? {} : { expected: issue.message }),
  };
};

const json = { 'application/json': { schema: ApiError } };
/** Documents the answers that every resource may give beside its own. */
export const commonProblems = {
  400: { description: 'The request is not understood', content: json },
  401: { description: 'The token is missing or wrong', content: json },
  403: { description: 'Not allowed', content: json },
  404: { description: 'There is no such thing', content: json },
  429: { description: 'Too many failed attempts; see Retry-After', content: json },
  503: { description: 'The store was too slow, or too busy; see Retry-After', content: json },
};
