import { getDomain, getPublicSuffix } from 'tldts';

import { parseAddress } from '../../../domain/address.ts';
import type { Issue } from '../report.ts';
import { issue } from './issue.ts';

/** The list of publicsuffix.org with the part of those who let out names below their own (`github.io`). */
const AS_WRITTEN = { allowPrivateDomains: true, extractHostname: false, validateHostname: false, detectIp: false };

export const registeredNameOf = (domain: string): string | undefined => getDomain(domain, AS_WRITTEN) ?? undefined;
export const publicSuffixOf = (domain: string): string | undefined => getPublicSuffix(domain, AS_WRITTEN) ?? undefined;

/** Whether a name is one that could be entered; the first fault alone, as there. */
export const domainFormat = (domain: string): readonly Issue[] => {
  if (domain.startsWith('.')) return [issue('domain.format.begins_with_dot')];
  if (domain.endsWith('.')) return [issue('domain.format.ends_with_dot')];
  if (domain.includes('..')) return [issue('domain.format.contains_double_dot')];
  const name = domain.toLowerCase();
  if (parseAddress(name) !== undefined) return [issue('domain.format.is_ip_address')];
  if (publicSuffixOf(name) === name) return [issue('domain.format.public_suffix')];
  return /^[a-z0-9.-]*$/.test(name) ? [] : [issue('domain.format.invalid_characters')];
};

/** Only names that are registered as they are come onto the list. */
export const domainLevel = (domain: string): readonly Issue[] => {
  const registered = registeredNameOf(domain.toLowerCase());
  return registered === domain.toLowerCase()
    ? []
    : [issue('domain.is_subdomain', `registered is ${registered ?? 'none of it'}`)];
};
