import type { Preloaded } from '../../site/preload/preloaded.ts';
import type { SiteSeen } from '../../site/seen.ts';
import { hostsOnTheWay } from './redirection.ts';

/**
 * What the list says of the hosts on the way from http beside the site's own, which Observatory wants for its test of redirects.
 * Nothing is asked where the list is not there.
 */
export const preloadedOnTheWay = async (
  seen: SiteSeen,
  own: Preloaded,
  of: (host: string) => Promise<Preloaded>,
): Promise<ReadonlyMap<string, Preloaded>> => {
  if (!own.known) return new Map();
  const hosts = hostsOnTheWay(seen).filter((host) => host !== seen.aim.host);
  return new Map(await Promise.all(hosts.map(async (host) => [host, await of(host)] as const)));
};
