import { parse } from 'tldts';

import { isPublic, parseAddress } from '../../domain/address.ts';
import type { SiteSeen } from '../site/seen.ts';

/** In the list of public suffixes, and yet for the house alone (RFC 8375), or for nobody's DNS (RFC 7686). */
const NOT_OF_ALL = /(?:^|\.)(?:home\.arpa|onion)$/;

/**
 * Why a site is none of those that the whole internet has, so that nobody is asked about it and no list has it; undefined where it is
 * one. Names of the house and of test networks are nobody else's matter, nor is a name that leads to a private address here.
 */
export const whyNotPublic = ({ aim: { host }, secure, plain }: SiteSeen): string | undefined => {
  if (parseAddress(host) !== undefined) return `${host} is an address, not a name`;
  const { isIcann, isPrivate, publicSuffix } = parse(host, { allowPrivateDomains: true });
  if ((isIcann !== true && isPrivate !== true) || NOT_OF_ALL.test(host))
    return `nobody can register a name below .${publicSuffix ?? host}`;
  const asked = secure.steps[0]?.address ?? plain?.steps[0]?.address;
  if (asked === undefined) return `${host} has no address here`;
  return isPublic(asked) ? undefined : `${host} is at ${asked} here, which is not public`;
};
