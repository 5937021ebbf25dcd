import { formatDuration } from '../probes/duration.ts';
import type { GeoSource, Options as GeoOptions } from '../probes/geoip/options.ts';
import type { Options as AddressOptions } from '../probes/address/options.ts';
import type { Check } from '../probes/probe.ts';
import type { Config } from './config.ts';
import { isWebAddress } from './geoip-schema.ts';
import { ADDRESS, GEOIP, REFUSAL } from './line-checks.ts';
import { HEADERS, HSTS, TLS } from './site-targets.ts';

const checksOf = ({ targets }: Config, probe: string): readonly Check[] =>
  targets.flatMap((t) => t.checks.filter((c) => c.probe.name === probe));
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
/** `internet every 6h; mobile every 1d` */
const howOften = (checks: readonly Check[], nameOf: (check: Check) => string): string => {
  const by = new Map<number, string[]>();
  for (const check of checks) by.set(check.every, [...(by.get(check.every) ?? []), nameOf(check)]);
  return [...by].map(([every, names]) => `${names.join(', ')} every ${formatDuration(every)}`).join('; ');
};
const ofWay = ({ aim: { subject } }: Check): string => subject.target ?? '';
const ofSource = (source: GeoSource): { readonly asks?: string; readonly reads?: string } => {
  if (source.kind === 'mmdb') return { reads: source.file };
  if (source.kind === 'http') return { asks: hostOf(source.url.replaceAll('{address}', '0')) };
  return isWebAddress(source.from) ? { asks: hostOf(source.from) } : { reads: source.from };
};
const listed = (names: readonly (string | undefined)[]): string =>
  [...new Set(names.filter((n) => n !== undefined))].join(', ');

/** Whom the config makes plumbline ask about the addresses of the lines and about sites, and how often; a line each, for a person. */
export const whoIsAsked = (config: Config): readonly string[] => {
  const [addresses, places, pages] = [ADDRESS, GEOIP, REFUSAL].map((probe) => checksOf(config, probe));
  const told: string[] = [];
  const [address] = addresses ?? [];
  if (address !== undefined) {
    const { stun, registry, blocklists, router } = address.options as AddressOptions;
    const whom = listed([
      ...stun,
      ...(registry === false ? [] : [hostOf(registry), 'the registry of the address']),
      ...blocklists,
    ]);
    told.push(
      `addresses of ${howOften(addresses ?? [], ofWay)}: asks ${router ? 'the router, ' : ''}the resolver, ${whom}`,
    );
  }
  const [place] = places ?? [];
  if (place !== undefined) {
    const { sources, trace, registry } = place.options as GeoOptions;
    const each = sources.map(ofSource);
    const whom = listed([
      ...(trace === false ? [] : [hostOf(trace)]),
      ...(registry === false ? [] : [hostOf(registry), 'the registry of the address']),
      ...each.map((s) => s.asks),
    ]);
    const files = listed(each.map((s) => s.reads));
    const asks = [...(whom === '' ? [] : [`asks ${whom}`]), ...(files === '' ? [] : [`reads ${files}`])];
    told.push(`where ${howOften(places ?? [], ofWay)} is: ${asks.join('; ') || 'asks nobody'}`);
  }
  const sites = new Map<string, Check[]>();
  for (const check of pages ?? []) {
    const name = check.aim.subject.target ?? '';
    sites.set(name, [...(sites.get(name) ?? []), check]);
  }
  for (const [name, checks] of sites) {
    const host = hostOf(checks[0]?.aim.address ?? '');
    told.push(
      `whether ${name} refuses: asks ${host} over ${howOften(checks, (c) => c.aim.subject.via ?? 'the routes')}`,
    );
  }
  return [...told, ...whoIsAskedOfSites(config)];
};

/** What sites show of themselves, and who is asked what browsers have built in. */
const whoIsAskedOfSites = (config: Config): readonly string[] => {
  const told: string[] = [];
  for (const { name, checks } of config.targets) {
    const own = checks.filter((c) => [HEADERS, HSTS, TLS].includes(c.probe.name));
    const [first] = own;
    if (first === undefined) continue;
    const { address } = first.options as { readonly address?: string };
    const whom = `${hostOf(first.aim.address)}${address === undefined ? '' : ` at ${address}`}`;
    told.push(`what ${name} shows of itself: asks ${whom} for ${howOften(own, (c) => c.probe.name)}`);
  }
  const ofHsts = checksOf(config, HSTS);
  const lists = [...ofHsts, ...checksOf(config, HEADERS)].flatMap(({ options }) => {
    const { list, metered } = options as { readonly list?: unknown; readonly metered?: unknown };
    return typeof list === 'string' && !(metered === true && isWebAddress(list)) ? [list] : [];
  });
  for (const list of new Set(lists))
    told.push(
      isWebAddress(list) ? `what is preloaded: asks ${hostOf(list)} weekly` : `what is preloaded: reads ${list}`,
    );
  const portals = new Map<string, Check[]>();
  for (const check of ofHsts) {
    const { portal } = check.options as { readonly portal?: unknown };
    if (typeof portal === 'string') portals.set(portal, [...(portals.get(portal) ?? []), check]);
  }
  for (const [portal, checks] of portals)
    told.push(`how sites stand with preloading: asks ${hostOf(portal)} about ${howOften(checks, ofWay)}`);
  return told;
};
