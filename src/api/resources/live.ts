import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';

import { clientKey } from '../client-key.ts';
import { addressOf, type ApiDeps, type ApiEnv } from '../deps.ts';
import { LiveHub, MAX_CLIENTS, MAX_EACH } from '../live-hub.ts';
import { answerProblem, commonProblems } from '../problem.ts';
import { Live } from '../schema.ts';

const route = createRoute({
  method: 'get',
  path: '/api/live',
  summary: 'Everything as it happens, as server-sent events',
  request: {
    headers: z.object({
      'last-event-id': z.string().max(20).optional().openapi({ description: 'Go on after this event' }),
    }),
  },
  responses: {
    200: {
      description: 'A stream without end. Every event’s data is JSON as in the schema; its name is the `kind`',
      content: { 'text/event-stream': { schema: Live } },
    },
    ...commonProblems,
  },
});

export const live = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void => {
  const hub = new LiveHub(deps);
  app.openapi(route, (c) => {
    c.header('Content-Type', 'text/event-stream; charset=utf-8');
    // Proxies that buffer would hold the events back (nginx).
    c.header('X-Accel-Buffering', 'no');
    if (c.req.raw.method === 'HEAD') return c.body(null, 200);
    const id = c.req.header('last-event-id') ?? '';
    const lastId = /^\d{1,15}$/.test(id) ? Number(id) : undefined;
    const socket = c.env?.incoming?.socket;
    const stream = hub.connect(lastId, clientKey(addressOf(c)), () => socket?.destroy());
    if (stream !== undefined) return c.body(stream, 200);
    return answerProblem(c, {
      status: 503,
      what: deps.signal.aborted ? 'The service is stopping.' : 'Too many watch live already.',
      expected: `at most ${MAX_CLIENTS} at once, and ${MAX_EACH} of one address`,
      retryAfter: 30,
    });
  });
};
