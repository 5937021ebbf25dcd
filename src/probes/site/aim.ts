import { parseAddress, unmapped } from '../../domain/address.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { Aim } from '../probe.ts';
import { hostOf, webAddress } from '../web/where.ts';
import type { SiteOptions } from './options.ts';
import type { SiteAim } from './seen.ts';

const VERSIONS = { auto: ['2', '1.1'], '1.1': ['1.1'], '2': ['2'] } as const;
const HTTPS = 443;
const HTTP = 80;

/** What people write as a site (a web address, a name, an address with or without brackets), and who is asked where that says it. */
const readSite = (text: string): { readonly url: URL; readonly address?: string } | undefined => {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) {
    const url = webAddress(text);
    return url === undefined ? undefined : { url };
  }
  const bare = unmapped(text.replaceAll(/^\[|\]$/g, ''));
  const numeric = parseAddress(bare);
  if (numeric === undefined) {
    const url = /^[^\s/?#@:\\[\]]+$/.test(text) ? webAddress(`https://${text}/`) : undefined;
    // What is only nearly an address is mistyped: it stands for another (RFC 6943, 3.1.1).
    return url === undefined || parseAddress(hostOf(url)) !== undefined ? undefined : { url };
  }
  // A zone (RFC 4007) is this machine's matter: no web address has it.
  const url = webAddress(`https://${numeric.family === 6 ? `[${bare.split('%')[0]}]` : bare}/`);
  if (url === undefined) return undefined;
  return numeric.zone === undefined ? { url } : { url, address: bare };
};

const withPort = (url: URL, scheme: 'http' | 'https', port: number): string => {
  const { hostname, pathname, search } = url;
  return new URL(`${scheme}://${hostname}:${port}${pathname}${search}`).href;
};

/**
 * Where a site is and how it is asked. `aim.address` is a name, a numeric address, or a web address with the page and its port;
 * where `aim.name` is there, that is the site, and the address who is asked. Undefined: it is none of these.
 */
export const aimOf = ({ address: text, name }: Aim, options: SiteOptions): SiteAim | undefined => {
  const site = readSite(name ?? text);
  if (site === undefined) return undefined;
  const { url } = site;
  const address = name === undefined ? (options.address ?? site.address) : text;
  const isPlain = url.protocol === 'http:';
  const said = url.port === '' ? undefined : Number(url.port);
  const port = options.port ?? (isPlain ? undefined : said) ?? HTTPS;
  const usual = isPlain ? (said ?? HTTP) : port === HTTPS && HTTP;
  const plainPort = options.http_port ?? usual;
  const { servername, family, asset } = options;
  return {
    host: hostOf(url).replace(/\.$/, ''),
    https: withPort(url, 'https', port),
    ...(plainPort === false ? {} : { http: withPort(url, 'http', plainPort) }),
    ...(address === undefined ? {} : { address }),
    ...(servername === undefined ? {} : { servername }),
    versions: VERSIONS[options.http],
    ...(family === undefined ? {} : { family }),
    ...(asset === undefined ? {} : { asset }),
  };
};

/** The outcome where `aimOf` says nothing. */
export const noSite = ({ address, name }: Aim): Outcome<never> => ({
  status: 'failed',
  reason: 'unsupported',
  detail: `${JSON.stringify((name ?? address).slice(0, 100))} is no host and no web address that can be asked for (http or https, without a user)`,
  findings: [],
});
