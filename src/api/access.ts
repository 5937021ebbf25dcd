import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';

import { Attempts } from './attempts.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { answerProblem, type Problem } from './problem.ts';
import { isSession, sameSecret } from './token.ts';

export const SESSION_COOKIE = 'plumbline_session';

const WRONG: Problem = {
  status: 401,
  what: 'The token is not the one in the config.',
  where: 'header Authorization',
  expected: 'Authorization: Bearer <the token in plumbline.yaml>',
};
const MISSING: Problem = { ...WRONG, what: 'This needs the token.' };
const UNSET: Problem = {
  status: 403,
  what: 'No token is configured, so nothing can be started through the api.',
  where: 'plumbline.yaml',
  expected: 'a line `token: <a long random text>`, then a restart',
};

export const addressOf = (c: Context<ApiEnv>): string => c.env?.incoming?.socket.remoteAddress ?? 'unknown';

/** Who may read and who may start something. One for the whole api, since failures are counted together. */
export class Access {
  readonly #deps: Pick<ApiDeps, 'config' | 'clock'>;
  readonly #attempts: Attempts;

  constructor(deps: Pick<ApiDeps, 'config' | 'clock'>) {
    this.#deps = deps;
    this.#attempts = new Attempts(deps.clock);
  }

  /** Compares a token as given by a person or a program; failures are counted and slowed down. */
  tryToken(given: string, address: string): Problem | undefined {
    const { token } = this.#deps.config;
    if (token === undefined) return UNSET;
    const wait = this.#attempts.wait(address);
    if (wait > 0)
      return {
        status: 429,
        what: 'Too many wrong tokens.',
        expected: `no try for ${Math.ceil(wait)} s`,
        retryAfter: wait,
      };
    if (sameSecret(given, token)) {
      this.#attempts.succeeded(address);
      return undefined;
    }
    this.#attempts.failed(address);
    return WRONG;
  }

  /** Whether the request brings a cookie that stands for the token. */
  hasSession(c: Context<ApiEnv>): boolean {
    const { token } = this.#deps.config;
    const cookie = getCookie(c, SESSION_COOKIE);
    return token !== undefined && cookie !== undefined && isSession(cookie, token, this.#deps.clock.now());
  }

  /** Undefined: the request showed the token, by header or by the session cookie that stands for it. */
  refuse(c: Context<ApiEnv>): Problem | undefined {
    if (this.#deps.config.token === undefined) return UNSET;
    if (this.hasSession(c)) return undefined;
    const header = c.req.header('authorization');
    if (header === undefined) return MISSING;
    const given = /^bearer +(\S{1,1024})$/i.exec(header.trim())?.[1];
    return given === undefined ? WRONG : this.tryToken(given, addressOf(c));
  }

  readonly needToken: MiddlewareHandler<ApiEnv> = async (c, next) => {
    const problem = this.refuse(c);
    if (problem !== undefined) return answerProblem(c, problem);
    return next();
  };
  readonly needTokenToRead: MiddlewareHandler<ApiEnv> = async (c, next) => {
    if (this.#deps.config.protectReading && c.req.path !== '/api/session') {
      const problem = this.refuse(c);
      if (problem !== undefined) return answerProblem(c, problem);
    }
    return next();
  };
}
