import { Resolver } from 'node:dns/promises';

import { canonicalAddress, familyOf } from '../../domain/address.ts';
import type { Resolve, Resolved, ResolveSeen } from '../../domain/ask.ts';
import { beyondSource } from '../binding.ts';
import type { Binding, NetResult, Resolution } from '../net.ts';
import type { PathParts } from './parts.ts';

const MOST_SERVERS = 8;
const MOST_ADDRESSES = 64;
const TRIES = 2;
type Why = NonNullable<Resolved['failed']>;

/** Asks the system, and beside it each resolver that it has by itself. */
export const askResolve = async (
  { clock, resolve, resolvers }: PathParts,
  ask: Resolve,
  binding: Binding,
  signal: AbortSignal,
): Promise<ResolveSeen> => {
  // c-ares binds its sockets to an address, and to nothing else.
  const canBind = beyondSource(binding) === undefined;
  const listed = canBind ? [...(await resolvers()), ...ask.also] : [];
  const all = [...new Set(listed)].slice(0, MOST_SERVERS);
  const within = AbortSignal.any([signal, AbortSignal.timeout(ask.timeout)]);
  const [system, ...servers] = await Promise.all([
    resolve(ask.name, undefined, within).then(systemSeen),
    ...all.map(async (server) => {
      const begun = clock.elapsed();
      const seen = await askServer(server, ask, binding, within);
      return Object.assign(seen, { server, tookMs: clock.elapsed() - begun });
    }),
  ]);
  return { kind: 'resolve', system, servers };
};

const systemSeen = (result: NetResult<Resolution>): Resolved => {
  if (result.ok) return { addresses: result.addresses.slice(0, MOST_ADDRESSES) };
  const { reason, detail } = result;
  const failed: Why =
    reason === 'timeout' || reason === 'refused'
      ? reason
      : reason === 'cancelled'
        ? 'timeout'
        : reason !== 'no-address'
          ? 'failed'
          : detail.endsWith('does not exist')
            ? 'no-such-name'
            : 'no-address';
  return { addresses: [], failed, detail };
};

const askServer = async (
  server: string,
  { name, timeout }: Resolve,
  { source }: Binding,
  signal: AbortSignal,
): Promise<Resolved> => {
  const resolver = new Resolver({ timeout: Math.ceil(timeout / (TRIES + 1)), tries: TRIES });
  try {
    resolver.setServers([server.includes(':') && familyOf(server) === 6 ? `[${server}]` : server]);
    if (source !== undefined) {
      if (familyOf(source) === 4) resolver.setLocalAddress(source);
      else resolver.setLocalAddress('0.0.0.0', source);
    }
  } catch (error) {
    return { addresses: [], failed: 'failed', detail: error instanceof Error ? error.message : String(error) };
  }
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const asked = [resolver.resolve4(name), resolver.resolve6(name)].map((answer) =>
    answer.then(
      (addresses) => ({ addresses: addresses.map((a) => canonicalAddress(a) ?? a), failed: undefined }),
      (error: NodeJS.ErrnoException) => ({ addresses: [], failed: whyOf(error.code) }),
    ),
  );
  if (signal.aborted) cancel();
  const answers = await Promise.all(asked);
  signal.removeEventListener('abort', cancel);
  const addresses = answers.flatMap((a) => a.addresses).slice(0, MOST_ADDRESSES);
  if (addresses.length > 0) return { addresses };
  // One that stayed silent or broke says more than one that has no such record.
  const order: readonly Why[] = ['timeout', 'refused', 'failed', 'no-such-name', 'no-address'];
  return { addresses, failed: order.find((why) => answers.some((a) => a.failed === why)) ?? 'failed' };
};

const whyOf = (code: string | undefined): Why => {
  switch (code ?? '') {
    case 'ENOTFOUND':
      return 'no-such-name';
    case 'ENODATA':
      return 'no-address';
    case 'ETIMEOUT':
    case 'ECANCELLED':
      return 'timeout';
    case 'ECONNREFUSED':
    case 'EREFUSED':
      return 'refused';
    default:
      return 'failed';
  }
};
