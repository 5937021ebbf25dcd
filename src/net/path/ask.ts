import { setMaxListeners } from 'node:events';

import type { Ask, Exchange, ExchangeSeen, Seen, SeenFor, Together, TogetherSeen } from '../../domain/ask.ts';
import { openLibc } from '../libc/libc.ts';
import type { Binding } from '../net.ts';
import { askExchange } from './exchange.ts';
import { kernelConnect } from './kernel-transport.ts';
import { nothingSeen } from './nothing.ts';
import { askPackets } from './packets.ts';
import type { KernelParts, PathParts } from './parts.ts';
import { plainConnect } from './plain-transport.ts';
import { askResets } from './resets.ts';
import { askResolve } from './resolve.ts';
import { askRoute } from './route.ts';
import { askServerTtl } from './server-ttl.ts';
import { askWalk } from './walk.ts';

/** Asks the network one thing of a diagnosis. An abort ends it at once, with what was seen until then. */
export type AskPath = <A extends Ask>(ask: A, binding: Binding, signal: AbortSignal) => Promise<SeenFor<A>>;
type OneAsk = Exclude<Ask, Together>;
type OneSeen = Exclude<Seen, TogetherSeen>;

export const createAskPath = (parts: PathParts): AskPath => {
  let opened: ReturnType<typeof openLibc> | undefined;
  const one = async (ask: OneAsk, binding: Binding, signal: AbortSignal): Promise<OneSeen> => {
    opened ??= openLibc();
    const opening = await opened;
    if (signal.aborted) return nothingSeen(ask, 'cancelled', 'cancelled');
    return opening.ok
      ? byKernel(ask, binding, signal, { ...parts, libc: opening.libc })
      : without(ask, binding, signal, parts, opening.why);
  };
  return async <A extends Ask>(ask: A, binding: Binding, signal: AbortSignal) => {
    setMaxListeners(0, signal); // each packet of many waits for it
    const seen: Seen =
      ask.kind === 'together'
        ? { kind: 'together', seen: await Promise.all(ask.asks.map((a) => one(a, binding, signal))) }
        : await one(ask, binding, signal);
    return seen as SeenFor<A>;
  };
};

const byKernel = async (ask: OneAsk, binding: Binding, signal: AbortSignal, parts: KernelParts): Promise<OneSeen> => {
  switch (ask.kind) {
    case 'route':
      return askRoute(parts.libc, ask, binding);
    case 'exchange':
      return exchangeByKernel(ask, binding, signal, parts);
    case 'packets':
      return askPackets(parts, ask, binding, signal);
    case 'walk':
      return askWalk(parts, ask, binding, signal);
    case 'server-ttl':
      return askServerTtl(parts, ask, binding, signal);
    case 'resolve':
    default:
      return askResolve(parts, ask, binding, signal);
  }
};

const exchangeByKernel = async (
  ask: Exchange,
  binding: Binding,
  signal: AbortSignal,
  parts: KernelParts,
): Promise<ExchangeSeen> => {
  const seen = await askExchange(kernelConnect(parts), parts.clock, ask, binding, signal);
  // Some systems let only privileged processes attach a filter.
  const needsFilter = seen.end === 'unsupported' && ask.onlyResetsOfTtl !== undefined;
  return needsFilter ? askResets(parts, ask, binding, signal) : seen;
};

/** What can be seen without the system's own sockets. */
const without = async (
  ask: OneAsk,
  binding: Binding,
  signal: AbortSignal,
  parts: PathParts,
  why: string,
): Promise<OneSeen> => {
  if (ask.kind === 'exchange') return askExchange(plainConnect(parts.clock), parts.clock, ask, binding, signal);
  if (ask.kind === 'resolve') return askResolve(parts, ask, binding, signal);
  return nothingSeen(ask, 'unsupported', why);
};
