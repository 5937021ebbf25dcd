import { scopeOf } from '../domain/address.ts';
import type { Clock } from '../domain/clock.ts';
import { askDns } from './dns.ts';
import type { OpenLibc } from './libc/libc.ts';
import type { Binding, Net } from './net.ts';
import { askRoute } from './path/route.ts';
import type { Names } from './resolve.ts';
import { preferredFamily } from './source.ts';

/** Asks the resolver of a way out by that way, and no other. */
export const namesBy = (
  net: Pick<Net, 'datagram'>,
  { clock, openLibc }: { readonly clock: Clock; readonly openLibc: OpenLibc },
  resolver: string,
  binding: Binding,
): Names => ({
  ask: async (name, family, signal) => {
    const question = { name, type: family === 4 ? 'A' : 'AAAA' } as const;
    const seen = await askDns({ net, clock }, { address: resolver }, question, signal);
    if (!seen.ok) return { ok: false, reason: seen.reason, detail: seen.detail };
    return { ok: true, addresses: seen.values, ...(seen.ttl === undefined ? {} : { ttl: seen.ttl }) };
  },
  /** As `preferredFamily`, by the source address that the way has. */
  prefer: async (v6) => {
    const opened = await openLibc();
    if (!opened.ok) return preferredFamily(v6);
    const { route } = askRoute(opened.libc, { kind: 'route', to: v6 }, binding);
    return route !== undefined && scopeOf(route.source) === scopeOf(v6) ? 6 : 4;
  },
});
