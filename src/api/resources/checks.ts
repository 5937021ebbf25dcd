import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { SECOND, type Millis } from '../../domain/time.ts';
import { longestOf } from '../../probes/probe.ts';
import type { Access } from '../access.ts';
import { choicesOf } from '../check-choices.ts';
import { checkEvents } from '../check-events.ts';
import { orderOf } from '../check-order.ts';
import { CheckChoices, CheckEvent } from '../check-schema.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { answerProblem, commonProblems } from '../problem.ts';
import { isProblem } from '../range.ts';
import { CheckRequest, Run } from '../schema.ts';

const MAX_RUNNING = 4;
/** To find out where a target is. */
const MAX_TIME = 60 * SECOND;
/** A connection may be silent for so much longer than the check that it waits for. */
const TO_ANSWER = 10 * SECOND;

const choicesRoute = createRoute({
  method: 'get',
  path: '/api/check-choices',
  summary: 'Which checks may be started, and where',
  responses: {
    200: { description: 'The choices', content: { 'application/json': { schema: CheckChoices } } },
    ...commonProblems,
  },
});
const route = createRoute({
  method: 'post',
  path: '/api/checks',
  summary: 'Runs one check now; always needs the token',
  request: { body: { required: true, content: { 'application/json': { schema: CheckRequest } } } },
  responses: {
    200: {
      description: 'What it found; with `Accept: text/event-stream` also how far it is, as it goes',
      content: { 'application/json': { schema: Run }, 'text/event-stream': { schema: CheckEvent } },
    },
    ...commonProblems,
  },
});

/** Events rather than one answer: only for who asks for them by name. */
const wantsEvents = (accept: string | undefined): boolean => /\btext\/event-stream\b/i.test(accept ?? '');

export const checks = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps, access: Access): void => {
  let running = 0;
  app.openapi(choicesRoute, (c) => c.json({ ...choicesOf(deps), running, most: MAX_RUNNING }, 200));
  // Before the body is even read: without the token nothing is looked up and nothing is started.
  app.post(route.getRoutingPath(), access.needToken);
  app.openapi(route, async (c) => {
    if (deps.readOnly !== undefined)
      return answerProblem(c, {
        status: 403,
        what: 'This plumbline only reads what others measured: it starts no check.',
        expected: 'the plumbline at the place that is to measure',
      });
    if (running >= MAX_RUNNING)
      return answerProblem(c, {
        status: 503,
        what: 'Too many checks are running.',
        expected: `at most ${MAX_RUNNING} at once`,
        retryAfter: 5,
      });
    running += 1;
    let isHeld = true;
    const over = (): void => {
      if (isHeld) running -= 1;
      isHeld = false;
    };
    const within = async <T>(longest: Millis, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
      const own = new AbortController();
      const late = new DOMException(`not done after ${longest / SECOND} s`, 'TimeoutError');
      void deps.clock.sleep(longest, own.signal).then(() => own.abort(late));
      return work(AbortSignal.any([own.signal, deps.signal, c.req.raw.signal])).finally(() => own.abort());
    };
    let isStreamed = false;
    try {
      const order = await within(MAX_TIME, (signal) => orderOf(c.req.valid('json'), deps, signal));
      if (isProblem(order)) return answerProblem(c, order);
      const longest = longestOf(order.probe);
      if (wantsEvents(c.req.header('accept'))) {
        isStreamed = true;
        c.header('Content-Type', 'text/event-stream; charset=utf-8');
        // Proxies that buffer would hold the events back (nginx).
        c.header('X-Accel-Buffering', 'no');
        const events = checkEvents(
          (progress, gone) =>
            within(longest, (signal) => deps.startCheck(order, AbortSignal.any([signal, gone]), progress)),
          longest,
          deps,
          over,
        );
        return c.body(events, 200);
      }
      // Nothing moves on the connection while it runs (connections.ts); Node takes that back with the next request.
      c.env?.incoming?.socket.setTimeout?.(longest + TO_ANSWER);
      return c.json(await within(longest, (signal) => deps.startCheck(order, signal)), 200);
    } finally {
      if (!isStreamed) over();
    }
  });
};
