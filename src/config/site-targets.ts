import { DAY, HOUR, SECOND, type Millis } from '../domain/time.ts';
import type { Config, PreloadSettings, Site, Target } from './config.ts';
import type { Make } from './line-checks.ts';
import { isAllMetered } from './metered.ts';

export const HEADERS = 'headers';
export const HSTS = 'hsts';
export const TLS = 'tls';
const CONNECT = 'tcp';
/** A connection that is closed again at once, often enough to see within half a minute that nobody answers. */
const CONNECT_EVERY: Millis = 10 * SECOND;

/** The host of a web address, brackets aside. */
const hostOfSite = (url: string): string => new URL(url).hostname.replaceAll(/^\[|\]$/g, '');
const portOf = (url: string): number => Number(new URL(url).port || 443);

/**
 * Each site is a target: how it is reached, and what it shows of itself. They are asked by whatever way the routes have;
 * where every line is metered once a day, without the connections, and without what is large (`metered`).
 */
export const siteTargets = (
  { sites = [], preload = {}, vantage, uplinks }: Pick<Config, 'sites' | 'preload' | 'vantage' | 'uplinks'>,
  make: Make,
): readonly Target[] => {
  const metered = isAllMetered(uplinks);
  return sites.map((site) => targetOf(site, { preload, vantage, metered }, make));
};

const targetOf = (
  { name, label, url, address, httpPort, asset }: Site,
  {
    preload,
    vantage,
    metered,
  }: { readonly preload: PreloadSettings; readonly vantage: string; readonly metered: boolean },
  make: Make,
): Target => {
  const host = hostOfSite(url);
  const port = portOf(url);
  const about = { subject: { target: name, vantage }, binding: {} };
  const fixed = address === undefined ? {} : { address };
  const daily = metered ? { every: DAY } : {};
  const ofPage = {
    ...fixed,
    ...(httpPort === undefined ? {} : { http_port: httpPort }),
    ...(asset === undefined ? {} : { asset }),
    ...preload,
    ...(metered ? { metered } : {}),
  };
  // Who starts the service again and again asks the site no more for it, nor anybody else about it.
  const rests = metered ? DAY : HOUR;
  return {
    name,
    label,
    role: 'site',
    address: host,
    checks: [
      ...(metered
        ? []
        : make(CONNECT, {
            ...about,
            address: address ?? host,
            every: CONNECT_EVERY,
            options: { port, refused: 'lost' },
          })),
      ...make(HEADERS, { ...about, ...daily, rests, address: url, options: ofPage }),
      ...make(HSTS, { ...about, ...daily, rests: DAY, address: url, options: ofPage }),
      ...make(TLS, { ...about, ...daily, rests, address: host, options: { port, ...fixed } }),
    ],
  };
};

/** Whether the config has it under `sites`, not under `targets`. */
export const isOfSites = ({ sites = [] }: Pick<Config, 'sites'>, { name }: Pick<Target, 'name'>): boolean =>
  sites.some((site) => site.name === name);
