import type { MiddlewareHandler } from 'hono';

import { isLoopback } from '../domain/address.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { answerProblem } from './problem.ts';

const isLocal = (host: string): boolean => {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || isLoopback(bare);
};

/** The name in a Host header, without the port; undefined when it is none. */
export const hostName = (header: string): string | undefined =>
  /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9_-][a-z0-9._-]{0,252})(?::\d{1,5})?$/i
    .exec(header)?.[1]
    ?.toLowerCase()
    .replace(/\.$/, '');

/**
 * On loopback, answers only to the names of loopback (and those configured): a page elsewhere whose name was made to
 * resolve to 127.0.0.1 would otherwise read everything (DNS rebinding).
 */
export const knownHost = (deps: Pick<ApiDeps, 'config' | 'hostNames'>): MiddlewareHandler<ApiEnv> => {
  const names = new Set((deps.hostNames ?? []).map((n) => n.toLowerCase()));
  const onLoopback = isLocal(deps.config.listen.host);
  return async (c, next) => {
    const name = hostName(c.req.header('host') ?? new URL(c.req.url).host);
    if (name === undefined || (onLoopback && !isLocal(name) && !names.has(name)))
      return answerProblem(c, {
        status: 421,
        what: 'This service does not answer to that name.',
        where: 'header Host',
        expected: 'localhost, 127.0.0.1 or [::1]',
      });
    return next();
  };
};

/** Keeps pages of other origins from asking: browsers tell by Sec-Fetch-Site or Origin; programs send neither. */
export const sameOrigin: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
  // A link to a resource, followed by a person, is not a page that asks.
  const followed = reads && c.req.header('sec-fetch-mode') === 'navigate';
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none' && !followed;
  const foreignOrigin =
    origin !== undefined &&
    !reads &&
    origin.replace(/^https?:\/\//, '') !== (c.req.header('host') ?? new URL(c.req.url).host);
  if (foreignSite || foreignOrigin)
    return answerProblem(c, {
      status: 403,
      what: 'Pages of another origin may not ask here.',
      where: foreignSite ? 'header Sec-Fetch-Site' : 'header Origin',
      expected: 'a request from the page of this service, or from a program',
    });
  return next();
};
