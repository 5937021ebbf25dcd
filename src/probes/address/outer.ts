import { canonicalAddress, familyOf, scopeOf } from '../../domain/address.ts';
import type { NetFailure } from '../../net/net.ts';
import type { AddressReport } from './report.ts';

/** What a router told of its outer address by one protocol, or why it did not. */
export type View = AddressReport['router']['views'][number];

const NOT_OUTER: ReadonlySet<string | undefined> = new Set(['loopback', 'multicast', 'link-local']);

/** What it says as its outer address. One that no host can have outside, 0.0.0.0 above all, is none. */
export const viewOf = (by: View['by'], said: string, none = 'it has no outer address'): View => {
  const address = canonicalAddress(said);
  if (said === '') return { by, why: none };
  if (address === undefined || familyOf(address) !== 4)
    return { by, why: `it says ${JSON.stringify(said.slice(0, 40))}, which is no IPv4 address` };
  const first = Number(address.split('.')[0]);
  if (address === '0.0.0.0') return { by, why: none };
  if (first === 0 || first >= 240 || NOT_OUTER.has(scopeOf(address)))
    return { by, why: `it says ${address}, which no router has outside` };
  return { by, address };
};
const WORDS: Readonly<Partial<Record<NetFailure['reason'], string>>> = {
  timeout: 'no answer',
  refused: 'it does not listen',
  cancelled: 'it took too long',
};
export const whyNot = ({ reason, detail }: NetFailure): string => WORDS[reason] ?? detail;
