import type { AskPath } from '../../src/net/path/ask.ts';
import { createAskPath } from '../../src/net/path/ask.ts';
import { createResolve, type ResolveOptions } from '../../src/net/resolve.ts';
import { systemClock } from '../../src/net/system-clock.ts';

/** Asks the network that this process is in. */
export const askOf = (options: ResolveOptions = {}): AskPath => {
  const resolvers = () => Promise.resolve(options.servers ?? []);
  return createAskPath({ clock: systemClock(), resolve: createResolve(options), resolvers });
};
