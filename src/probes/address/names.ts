import { parseAddress } from '../../domain/address.ts';
import { askDns } from '../../net/dns.ts';
import { isHostName } from '../../net/resolve.ts';
import { backwards } from '../../wire/dns-name.ts';
import type { Context } from '../probe.ts';

const TRIES = { at: [0, 700], within: 1_500 };
const MOST_NAMES = 4;

/** Where the names of an address are told (RFC 1035, 3.5; RFC 3596, 2.5). */
const reverseName = (text: string): string | undefined => {
  const address = parseAddress(text);
  return address && `${backwards(address)}.${address.family === 4 ? 'in-addr' : 'ip6'}.arpa`;
};

/** The names that reverse DNS has for an address, four at most, asked of the resolvers in turn; none where nobody can tell. */
export const reverseNames = async (
  address: string,
  resolvers: readonly string[],
  { net, clock, signal }: Pick<Context, 'net' | 'clock' | 'signal'>,
): Promise<readonly string[]> => {
  const name = reverseName(address);
  if (name === undefined) return [];
  for (const resolver of resolvers) {
    const seen = await askDns({ net, clock }, { address: resolver }, { name, type: 'PTR' }, signal, TRIES);
    // What is no host's name is no use, and was written by who knows whom.
    if (seen.ok) return seen.values.filter(isHostName).slice(0, MOST_NAMES);
    if (signal.aborted || seen.reason === 'no-address') return [];
  }
  return [];
};
