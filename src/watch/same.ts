import { canonicalAddress, isPublic, scopeOf } from '../domain/address.ts';
import type { Subject } from '../domain/subject.ts';

/** What a place says of one of its targets. */
export interface Described {
  readonly subject: Subject & { readonly target: string };
  readonly role: string;
  /** As its config has it, a name or a number; empty where that is not known. */
  readonly address: string;
}

/** A machine, or a link, has its own of these. */
const isLocal = (address: string): boolean => {
  const scope = scopeOf(address);
  return scope === undefined ? /^localhost\.?$/i.test(address) : scope === 'loopback' || scope === 'link-local';
};
/** Whether another place may look at the same machine under this name: a gateway is another one everywhere. */
const isShared = ({ role, address }: Described): boolean =>
  role === 'resolver'
    ? isPublic(address)
    : (role === 'target' || role === 'site' || role === 'anchor') && !isLocal(address);
/** One text for one address; a name is a name, wherever it leads. */
const addressOf = ({ address }: Described): string => canonicalAddress(address) ?? address.toLowerCase();

/**
 * The same text for the same machine. Two places look at one only where both call it by the same name and by the same
 * address; where the address is not known to one of them, the name alone has to do.
 */
export const sameOf = (all: readonly Described[]): ((one: Described) => string) => {
  const known = new Map<string, Set<string>>();
  for (const one of all)
    if (isShared(one) && one.address !== '')
      known.set(one.subject.target, (known.get(one.subject.target) ?? new Set()).add(addressOf(one)));
  return (one) => {
    const { target, vantage } = one.subject;
    if (!isShared(one)) return JSON.stringify([target, { vantage }]);
    const addresses = [...(known.get(target) ?? [])];
    const address = one.address === '' && addresses.length === 1 ? addresses[0] : addressOf(one);
    return JSON.stringify([target, address]);
  };
};
