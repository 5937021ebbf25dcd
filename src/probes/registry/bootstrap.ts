import { z } from 'zod';

import { hasPrefix, parseAddress, type Address } from '../../domain/address.ts';
import { webAddress } from '../web/where.ts';

/** IANA's list has some 60 of them. */
const MOST_SERVICES = 1_000;
const MOST_PREFIXES = 5_000;

/** RFC 9224, 3: each service is its prefixes, and where it is. */
const list = z.object({
  services: z
    .array(z.tuple([z.array(z.string().max(100)).max(MOST_PREFIXES), z.array(z.string()).max(20)]))
    .max(MOST_SERVICES),
});

/** Where the registry of an address is asked, by a list of them (RFC 9224, 5.1 and 5.2): that of the longest prefix, by https if it can be. */
export const serverOf = (file: unknown, address: Address): URL | undefined => {
  const read = list.safeParse(file);
  if (!read.success) return undefined;
  let best: { readonly length: number; readonly urls: readonly string[] } | undefined;
  for (const [prefixes, urls] of read.data.services) {
    for (const text of prefixes) {
      const length = coveringLength(text, address);
      if (length !== undefined && (best === undefined || length > best.length)) best = { length, urls };
    }
  }
  const servers = (best?.urls ?? []).flatMap((url) => webAddress(url) ?? []);
  return servers.find(({ protocol }) => protocol === 'https:') ?? servers[0];
};

/** How long a prefix is that has the address in it; undefined where it has not, or is none. */
const coveringLength = (text: string, { family, bytes }: Address): number | undefined => {
  const [, first = '', digits = ''] = /^([^/]{1,45})\/(\d{1,3})$/.exec(text) ?? [];
  const prefix = parseAddress(first);
  const length = Number(digits);
  if (prefix?.family !== family || length > bytes.length * 8) return undefined;
  return hasPrefix(bytes, prefix.bytes, length) ? length : undefined;
};
