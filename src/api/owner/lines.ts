import type { Hono } from 'hono';

import { answerProblem } from '../problem.ts';
import type { OwnerDeps } from './app.ts';

/** `GET /lines`: how the lines stand now, which a running service alone knows. */
export const linesNow = (app: Hono, deps: OwnerDeps): void => {
  app.get('/lines', async (c) => {
    if (deps.lines === undefined)
      return answerProblem(c, {
        status: 503,
        what: 'No service runs on this record, and only a running one knows how the lines stand.',
        expected: '`npm start`, or --state with the folder of the one that runs',
      });
    return c.json(await deps.lines());
  });
};
