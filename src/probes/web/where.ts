import { canonicalAddress, isPublic } from '../../domain/address.ts';

const MOST_URL = 4_096;

/** A web address as it may be asked for: http or https, no user or password, no fragment. Undefined for anything else. */
export const webAddress = (text: string, base?: string): URL | undefined => {
  if (text.length > MOST_URL || !URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  if (!/^https?:$/.test(url.protocol) || url.hostname === '' || url.username !== '' || url.password !== '')
    return undefined;
  url.hash = '';
  return url.href.length > MOST_URL ? undefined : url;
};

/** Its host as a resolver is asked for it: an address without brackets. */
export const hostOf = ({ hostname }: URL): string => {
  const bare = hostname.replaceAll(/^\[|\]$/g, '');
  return canonicalAddress(bare) ?? bare;
};

/**
 * Those of the addresses that may be asked (docs/design.md, "Who may be probed"): whoever is asked first is the owner's word;
 * what somebody at a public address leads to must be public as well.
 */
export const mayBeAsked = (addresses: readonly string[], ledBy: string | undefined): readonly string[] =>
  ledBy !== undefined && isPublic(ledBy) ? addresses.filter(isPublic) : addresses;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Where an answer leads (RFC 9110, 15.4); undefined where it leads nowhere, `bad` where nobody may go. */
export const redirectOf = (
  from: URL,
  status: number,
  headers: readonly (readonly [string, string])[],
): URL | 'bad' | undefined => {
  if (!REDIRECTS.has(status)) return undefined;
  const location = headerOf(headers, 'location');
  if (location === undefined) return undefined;
  // What came as bytes is UTF-8, where people write it.
  return webAddress(Buffer.from(location, 'latin1').toString('utf8'), from.href) ?? 'bad';
};

/** The first of that name, whatever its case. */
export const headerOf = (headers: readonly (readonly [string, string])[], name: string): string | undefined =>
  headers.find(([each]) => each.toLowerCase() === name)?.[1];
