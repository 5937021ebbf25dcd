import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';

import { SECOND, type Millis } from '../domain/time.ts';
import { Attempts } from './attempts.ts';
import { addressOf, type ApiDeps, type ApiEnv } from './deps.ts';
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

/** How long the answer to a wrong token is held once there were too many of them. */
const HELD: Millis = SECOND;

/** Who may read and who may start something. One for the whole api, since wrong tokens are counted together. */
export class Access {
  readonly #deps: Pick<ApiDeps, 'config' | 'clock'>;
  readonly #attempts: Attempts;

  constructor(deps: Pick<ApiDeps, 'config' | 'clock'>) {
    this.#deps = deps;
    this.#attempts = new Attempts(deps.clock);
  }

  /**
   * Compares a token as given by a person or a program. A right one passes at once, whatever others try from the same
   * address: behind a proxy all have the same, and nobody may lock the owner out. A wrong one counts, and once there
   * were too many its answer is held for a second. That bounds the guesses of a second by the places that there are for
   * connections (`Connections`: 512, 256 of one address): nothing against the 16 characters of the shortest token.
   */
  async tryToken(given: string, c: Context<ApiEnv>): Promise<Problem | undefined> {
    const { token } = this.#deps.config;
    if (token === undefined) return UNSET;
    const address = addressOf(c);
    if (sameSecret(given, token)) {
      this.#attempts.succeeded(address);
      return undefined;
    }
    const wait = this.#attempts.wait(address);
    this.#attempts.failed(address);
    if (wait === 0) return WRONG;
    // For one who has gone too: its connection keeps its place meanwhile.
    await this.#deps.clock.sleep(HELD, new AbortController().signal);
    return {
      status: 429,
      what: 'Too many wrong tokens, and this is one.',
      expected: `the right one, or no try for ${Math.ceil(wait)} s`,
      retryAfter: wait,
    };
  }

  /** Whether the request brings a cookie that stands for the token. */
  hasSession(c: Context<ApiEnv>): boolean {
    const { token } = this.#deps.config;
    const cookie = getCookie(c, SESSION_COOKIE);
    return token !== undefined && cookie !== undefined && isSession(cookie, token, this.#deps.clock.now());
  }

  /** Undefined: the request showed the token, by header or by the session cookie that stands for it. */
  async refuse(c: Context<ApiEnv>): Promise<Problem | undefined> {
    if (this.#deps.config.token === undefined) return UNSET;
    if (this.hasSession(c)) return undefined;
    const header = c.req.header('authorization');
    if (header === undefined) return MISSING;
    const given = /^bearer +(\S{1,1024})$/i.exec(header.trim())?.[1];
    return given === undefined ? WRONG : this.tryToken(given, c);
  }

  readonly needToken: MiddlewareHandler<ApiEnv> = async (c, next) => {
    const problem = await this.refuse(c);
    if (problem !== undefined) return answerProblem(c, problem);
    return next();
  };
  readonly needTokenToRead: MiddlewareHandler<ApiEnv> = async (c, next) => {
    if (this.#deps.config.protectReading && c.req.path !== '/api/session') {
      const problem = await this.refuse(c);
      if (problem !== undefined) return answerProblem(c, problem);
    }
    return next();
  };
}
