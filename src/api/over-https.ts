import type { Context } from 'hono';

import { isPublic } from '../domain/address.ts';
import { addressOf, type ApiEnv } from './deps.ts';

/**
 * Whether the browser asked over HTTPS: the service itself speaks plain HTTP, so a proxy before it must say so
 * (X-Forwarded-Proto; the last word is that of the nearest). One with a public address is no proxy of ours. Whoever
 * else lies about it makes only its own answer stricter.
 */
export const overHttps = (c: Context<ApiEnv>): boolean => {
  const said = c.req.header('x-forwarded-proto')?.split(',').at(-1)?.trim().toLowerCase();
  return said === 'https' && !isPublic(addressOf(c));
};
