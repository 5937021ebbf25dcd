import type { Hono } from 'hono';

import { answerProblem } from '../problem.ts';
import type { OwnerDeps } from './app.ts';

/** `GET /lines`, `GET /addresses` and `GET /sites`: what holds now, which a running service alone knows. */
export const toldNow = (app: Hono, deps: OwnerDeps): void => {
  const tell = (path: string, what: string, ask: (() => Promise<object>) | undefined): void => {
    app.get(path, async (c) => {
      if (ask === undefined)
        return answerProblem(c, {
          status: 503,
          what: `No service runs on this record, and only a running one knows ${what}.`,
          expected: '`npm start`, or --state with the folder of the one that runs',
        });
      return c.json(await ask());
    });
  };
  tell('/lines', 'how the lines stand', deps.lines);
  tell('/addresses', 'who the world thinks you are', deps.addresses);
  tell('/sites', 'what its sites show of themselves', deps.sites);
};
