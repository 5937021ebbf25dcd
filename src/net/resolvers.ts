import { join } from 'node:path';

import { canonicalAddress } from '../domain/address.ts';
import { readUpTo } from './files.ts';

const FILE_LIMIT = 64 * 1024;
/** glibc asks the first three and no more (resolv.h, MAXNS). */
const RESOLVER_LIMIT = 3;
/** Where systemd-resolved answers on this machine, for the resolvers behind it (resolved.conf(5)). */
const STUBS = new Set(['127.0.0.53', '127.0.0.54']);

/** The `nameserver` lines of a resolv.conf(5) in their order, canonical, each once; at most three. */
export const parseResolvers = (text: string): readonly string[] => {
  const found = new Set<string>();
  for (const line of text.split('\n')) {
    const [keyword, value = ''] = line.trim().split(/\s+/, 2);
    const address = keyword === 'nameserver' ? canonicalAddress(value) : undefined;
    if (address !== undefined) found.add(address);
    if (found.size === RESOLVER_LIMIT) break;
  }
  return [...found];
};

/**
 * The addresses of the resolvers in use. Behind systemd-resolved's stub those that it asks stand in its place,
 * where it tells them.
 */
export const readResolvers = async (root = '/'): Promise<readonly string[]> => {
  const listed = parseResolvers(await readUpTo(join(root, 'etc/resolv.conf'), FILE_LIMIT));
  if (!listed.some((address) => STUBS.has(address))) return listed;
  const behind = parseResolvers(await readUpTo(join(root, 'run/systemd/resolve/resolv.conf'), FILE_LIMIT));
  if (behind.length === 0) return listed;
  return [...new Set([...behind, ...listed.filter((address) => !STUBS.has(address))])].slice(0, RESOLVER_LIMIT);
};
