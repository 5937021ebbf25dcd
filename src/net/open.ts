import { familyOf } from '../domain/address.ts';
import type { Clock } from '../domain/clock.ts';
import { connectTcp } from './connect.ts';
import { askDatagram } from './datagram/datagram.ts';
import { askGroup } from './datagram/group.ts';
import { fetchOnce, type FetchParts } from './fetch/fetch.ts';
import { openLibc, type OpenLibc } from './libc/libc.ts';
import { namesBy } from './line-names.ts';
import type { Binding, EchoEngine, Net } from './net.ts';
import { createAskPath, type AskPath } from './path/ask.ts';
import { routeChanges, type RouteParts } from './route-changes.ts';
import { shakeHands } from './tls/handshake.ts';
import { openStanding } from './standing.ts';
import { createResolve, type Resolve, type ResolveOptions } from './resolve.ts';
import { readResolvers } from './resolvers.ts';

/** Why there is no echo engine, and the one command that would change it. */
export type EngineMissing = NonNullable<Net['engineMissing']>;

export interface NetParts {
  readonly clock: Clock;
  /** The engine, or why there is none. */
  readonly echo: EchoEngine | EngineMissing;
  readonly resolve?: ResolveOptions;
  /** Of plumbline, for those who are asked for pages. */
  readonly version?: string;
}

/** The network as this process can probe it. Closing the engine stays with whoever opened it. */
export const openNet = ({ clock, echo, resolve: options = {}, version }: NetParts): Net => {
  const engine = 'echoes' in echo ? echo : undefined;
  const engineMissing = 'echoes' in echo ? undefined : echo;
  const resolve = createResolve(options);
  const { servers } = options;
  const resolvers = servers === undefined ? () => readResolvers(options.root) : () => Promise.resolve(servers);
  let libc: ReturnType<OpenLibc> | undefined;
  const agent = version === undefined ? 'plumbline' : `plumbline/${version} (watches the lines of a home)`;
  const parts = { clock, openLibc: () => (libc ??= openLibc()), agent };
  const ask = createAskPath({ clock, resolve, resolvers });
  return bound({ engine, engineMissing, resolve, ask, parts }, {});
};

interface Shared {
  readonly parts: RouteParts & FetchParts;
  readonly engine: EchoEngine | undefined;
  readonly engineMissing: EngineMissing | undefined;
  readonly resolve: Resolve;
  readonly ask: AskPath;
}

const sourceFamily = ({ source }: Binding): 4 | 6 | undefined => (source === undefined ? undefined : familyOf(source));

const bound = (shared: Shared, binding: Binding): Net => {
  const { resolver } = binding;
  const datagram: Net['datagram'] = (request, signal) => askDatagram(request, binding, shared.parts, signal);
  const names = resolver === undefined ? undefined : namesBy({ datagram }, shared.parts, resolver, binding);
  return {
    via: (other) => bound(shared, other),
    engine: shared.engine,
    engineMissing: shared.engineMissing,
    echoes: (request, signal) => {
      // Whoever probes looks at `engine` first, so this is a mistake in the code, not in the network.
      if (shared.engine === undefined) throw new Error('echoes asked of a network without an echo engine');
      return shared.engine.echoes(request, binding, signal);
    },
    connect: (address, port, timeout, signal) => connectTcp({ address, port, timeout }, binding, shared.parts, signal),
    stream: (address, port, timeout, signal) => openStanding({ address, port, timeout }, binding, shared.parts, signal),
    // From an address of one family nothing is sent to the other.
    resolve: (name, family, signal) => shared.resolve(name, family ?? sourceFamily(binding), signal, names),
    datagram,
    group: (request, signal) => askGroup(request, binding, shared.parts, signal),
    fetch: (request, signal) => fetchOnce(request, binding, shared.parts, signal),
    handshake: (request, signal) => shakeHands(request, binding, shared.parts, signal),
    routeChanges: (signal) => routeChanges(shared.parts, binding, signal),
    ask: (ask, signal) => shared.ask(ask, binding, signal),
  };
};
