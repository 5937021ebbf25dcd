import { isPublic } from '../../domain/address.ts';
import { DAY, MINUTE, SECOND } from '../../domain/time.ts';
import { countryCode, placeName } from './country.ts';
import { at, parseJsonPath } from './json-path.ts';
import { makerOfDatabase } from './makers.ts';
import type { GeoSource } from './options.ts';
import type { Asked, Asking, AskSource, Said } from './source.ts';

type HttpSource = Extract<GeoSource, { kind: 'http' }>;
/** Nobody says where one address is in more. */
const MOST_BYTES = 256 * 1_024;
const MARK = '{address}';

/**
 * A service of the owner's choice, asked about one address after the other, and of each once a day. Its headers, and whatever stands in
 * its web address, may be secrets: neither is told, also not where the service repeats them.
 */
export const httpSource =
  (source: HttpSource): AskSource =>
  async (asked, asking) => {
    const said: Said[] = [];
    for (const one of asked) said.push(await askOne(source, one, asking));
    return said;
  };

const askOne = async (source: HttpSource, { address }: Asked, asking: Asking): Promise<Said> => {
  const silent = (why: string): Said => ({ says: 'location', why });
  if (!isPublic(address)) return silent('not asked: no public address');
  const url = source.url.replaceAll(MARK, address);
  if (!URL.canParse(url)) return silent(`with ${address} in it, its web address is none`);
  const { headers } = source;
  const request = { mostBytes: MOST_BYTES, timeout: 10 * SECOND, maxAge: DAY - 10 * MINUTE };
  const got = await asking.get(url, headers === undefined ? request : { ...request, headers });
  if (!got.ok) return silent(discreet(got.detail, source, address));
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(got.body).toString('utf8'));
  } catch {
    return silent('its answer is no JSON');
  }
  const value = (path: string | undefined): unknown => at(json, parseJsonPath(path ?? '') ?? [NOWHERE]);
  const country = countryCode(value(source.country));
  if (country === undefined) return silent(`its answer has no country (ISO 3166-1 alpha-2) at ${source.country}`);
  const name = (path: string | undefined): string | undefined => {
    const told = placeName(value(path));
    return told === undefined ? undefined : discreet(told, source, address);
  };
  const [region, city] = [name(source.region), name(source.city)];
  // Two of its pages are one voice, and so are its page and its file.
  const { hostname } = new URL(url);
  return {
    says: 'location',
    maker: makerOfDatabase(hostname, '')?.maker ?? hostname,
    country,
    ...(region === undefined ? {} : { region }),
    ...(city === undefined ? {} : { city }),
  };
};
/** Nothing has this name. */
const NOWHERE = '';

/** A text without what the owner keeps to himself. */
const discreet = (detail: string, { url, headers = {} }: HttpSource, address: string): string => {
  const { search, pathname } = new URL(url.replaceAll(MARK, address));
  const secrets = [
    ...Object.values(headers),
    ...Object.values(headers).flatMap((text) => text.split(' ')),
    search,
    search.slice(1),
    ...new URLSearchParams(search).values(),
    pathname,
  ];
  return secrets
    .filter((s) => s.length > 3)
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, '…'), detail);
};
