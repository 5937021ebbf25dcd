import type { Surroundings } from '../config/discover.ts';
import type { Clock } from '../domain/clock.ts';
import { SECOND, type Millis } from '../domain/time.ts';
import { readResolvers } from '../net/resolvers.ts';
import { readRoutes } from '../net/routes.ts';

/** How soon a route that came or went is seen. */
const EVERY: Millis = 5 * SECOND;

export const surroundingsNow = async (): Promise<Surroundings> => ({
  routes: await readRoutes(),
  resolvers: await readResolvers(),
});

/** Looks around until aborted, and tells every time what there is. */
export const lookAround = async (
  clock: Clock,
  signal: AbortSignal,
  tell: (here: Surroundings) => void,
  look = surroundingsNow,
): Promise<void> => {
  while (!signal.aborted) {
    tell(await look());
    await clock.sleep(EVERY, signal);
  }
};
