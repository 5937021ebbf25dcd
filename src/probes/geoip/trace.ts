import { canonicalAddress } from '../../domain/address.ts';
import { SECOND } from '../../domain/time.ts';
import { countryCode } from './country.ts';
import type { Asked, Asking, AskSource, Said } from './source.ts';

const MOST_BYTES = 16 * 1_024;
/** Cloudflare keeps a database of its own, and takes corrections for it (developers.cloudflare.com/network/ip-geolocation/). */
const CLOUDFLARE = 'Cloudflare';
const HOSTS = /(?:^|\.)(?:cloudflare\.com|one\.one\.one\.one)$/;

/** What its answers are told under. */
export const traceName = (url: string): string => {
  const { hostname } = new URL(url);
  return HOSTS.test(hostname) ? 'cloudflare' : hostname;
};

/** Lines of `name=value`, as `/cdn-cgi/trace` tells them; of the first hundred. */
const fieldsOf = (page: string): ReadonlyMap<string, string> =>
  new Map(
    page.split('\n', 100).flatMap((line) => {
      const match = /^([a-z_]{1,20})=(.{0,200}?)\s*$/.exec(line);
      return match === null ? [] : [[match[1] ?? '', match[2] ?? ''] as const];
    }),
  );

/**
 * A page that tells whoever asks where he is: asked over the line itself, by the family of each address, and taken at its word only where it
 * saw that address. It can say nothing of anybody else's.
 */
export const traceSource =
  (url: string): AskSource =>
  (asked, asking) =>
    Promise.all(asked.map((one) => askOne(url, one, asking)));

const askOne = async (url: string, { family, address }: Asked, { get }: Asking): Promise<Said> => {
  const maker = HOSTS.test(new URL(url).hostname) ? { maker: CLOUDFLARE } : {};
  const silent = (why: string): Said => ({ says: 'location', ...maker, why });
  // What another asked before may be the answer to another address.
  const got = await get(url, { mostBytes: MOST_BYTES, timeout: 10 * SECOND, family, maxAge: 0 });
  if (!got.ok) return silent(got.detail);
  const fields = fieldsOf(Buffer.from(got.body).toString('latin1'));
  const saw = canonicalAddress(fields.get('ip') ?? '');
  if (saw === undefined) return silent('its page names no address');
  if (saw !== canonicalAddress(address)) return silent(`it saw another address of this line: ${saw}`);
  const country = countryCode(fields.get('loc'));
  return country === undefined ? silent('it knows no country for it') : { says: 'location', ...maker, country };
};
