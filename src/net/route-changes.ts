import { join } from 'node:path';

import type { Clock } from '../domain/clock.ts';
import { SECOND, type Millis } from '../domain/time.ts';
import { beyondSource } from './binding.ts';
import { readUpTo } from './files.ts';
import type { Libc, OpenLibc } from './libc/libc.ts';
import { RouteMonitor } from './libc/route-monitor.ts';
import type { Binding, Family, RouteChange } from './net.ts';
import { askRoute } from './path/route.ts';
import { defaultRoutes, readRoutes } from './routes.ts';

export interface RouteParts {
  readonly clock: Clock;
  readonly openLibc: OpenLibc;
  /** The folder that stands for `/`. */
  readonly root?: string;
}
type Ways = Pick<RouteChange, 'v4' | 'v6'>;

/** How often the kernel is listened to (nobody wakes us); that costs some microseconds. */
const LISTEN: Millis = 50;
/** A route is replaced in steps, a link comes up in several: what is between them is nobody's way. */
const DEBOUNCE: Millis = 50;
const MOST_DEBOUNCES = 10;
/** Of the table: its first line is always there. */
const HEAD_BYTES = 4_096;
const LOOK_AGAIN: Millis = SECOND;
/**
 * What stands for the internet at large: a.root-servers.net, for which nobody has a route of its own. The kernel is asked
 * how a packet would leave, by all its rules and tables; none is sent.
 */
const ANYWHERE: Readonly<Record<Family, string>> = { 4: '198.41.0.4', 6: '2001:503:ba3e::2:30' };

/**
 * The ways out as they are now, then each change: heard from the kernel, a tenth of a second after it. Where there is
 * no listening to it, its tables are read every second; where there are none to be read either, it ends at once.
 */
export async function* routeChanges(
  { clock, openLibc, root = '/' }: RouteParts,
  binding: Binding,
  signal: AbortSignal,
): AsyncGenerator<RouteChange> {
  const opened = await openLibc();
  const byTable = (): AsyncIterable<RouteChange> => byTables(clock, root, binding, signal);
  const heard = opened.ok ? byKernel(opened.libc, clock, binding, signal, byTable) : byTable();
  let last: Ways | undefined;
  for await (const change of heard) {
    if (last !== undefined && change.v4 === last.v4 && change.v6 === last.v6) continue;
    last = change;
    yield change;
  }
}

async function* byKernel(
  libc: Libc,
  clock: Clock,
  binding: Binding,
  signal: AbortSignal,
  otherwise: () => AsyncIterable<RouteChange>,
): AsyncGenerator<RouteChange> {
  const { namespace } = binding;
  let monitor = RouteMonitor.open(libc, namespace);
  for (; 'error' in monitor; monitor = RouteMonitor.open(libc, namespace)) {
    if (namespace === undefined) {
      yield* otherwise();
      return;
    }
    // A namespace may come later.
    await clock.sleep(LOOK_AGAIN, signal);
    if (signal.aborted) return;
  }
  try {
    for (let at = clock.now(); !signal.aborted;) {
      yield { at, ...askWays(libc, binding) };
      while (!monitor.heard() && !signal.aborted) await clock.sleep(LISTEN, signal);
      at = clock.now();
      for (let n = 0; n < MOST_DEBOUNCES; n += 1) {
        await clock.sleep(DEBOUNCE, signal);
        if (!monitor.heard()) break;
      }
    }
  } finally {
    monitor.close();
  }
}
const askWays = (libc: Libc, binding: Binding): Ways => {
  const wayOf = (family: Family): string | undefined => {
    const { route } = askRoute(libc, { kind: 'route', to: ANYWHERE[family] }, binding);
    return route?.device === undefined || route.isSelf ? undefined : wayText(route.device, route.gateway);
  };
  return ways(wayOf(4), wayOf(6));
};

async function* byTables(
  clock: Clock,
  root: string,
  binding: Binding,
  signal: AbortSignal,
): AsyncGenerator<RouteChange> {
  const isThere = (await readUpTo(join(root, 'proc/self/net/route'), HEAD_BYTES)) !== '';
  // They are this process's own, for what is bound to nothing.
  if (!isThere || binding.source !== undefined || beyondSource(binding) !== undefined) return;
  for (; !signal.aborted; await clock.sleep(LOOK_AGAIN, signal)) {
    const routes = defaultRoutes(await readRoutes(root));
    const wayOf = (family: Family): string | undefined => {
      const route = routes.find((r) => r.family === family);
      return route === undefined ? undefined : wayText(route.device, route.gateway);
    };
    yield { at: clock.now(), ...ways(wayOf(4), wayOf(6)) };
  }
}

/** The device says to which link an address of link scope belongs. */
const wayText = (device: string, gateway: string | undefined): string =>
  gateway === undefined ? device : `${gateway.replace(/%.*/, '')} ${device}`;
const ways = (v4: string | undefined, v6: string | undefined): Ways => ({
  ...(v4 === undefined ? {} : { v4 }),
  ...(v6 === undefined ? {} : { v6 }),
});
