import { Document, isMap, isPair, isScalar } from 'yaml';
import { z } from 'zod';

import { formatDuration } from '../probes/duration.ts';
import type { AnyProbe, Check } from '../probes/probe.ts';
import type { Config, Role, Target } from './config.ts';
import { plainSource } from './geoip-schema.ts';
import { plainSite } from './refusing-schema.ts';
import { plainUplink } from './render-uplinks.ts';
import { DEFAULT_PROBE, TARGET_ROLES } from './schema.ts';
import { plainOwnSite } from './site-schema.ts';
import { isOfSites } from './site-targets.ts';
import { isOfLines } from './uplink-targets.ts';

const HEAD = ` What plumbline watches. Check it with: plumbline config check
 A target takes: address, label, role (${TARGET_ROLES.join(', ')}),
 family (4 or 6), via (source, device, mark, namespace, vrf), and a line for each probe, such as
   ping: {every: 1s, timeout: 2s}   or   ping: off
 Without any it is pinged every second. All the keys: plumbline config schema
 What is measured goes to InfluxDB too with this, which \`plumbline check influx\` tries:
   influx: {url: "http://127.0.0.1:8086", database: plumbline}   or for 2.x: bucket, org, token_file
 Who the world takes this home for is looked at over each line with any of these:
   here: {country: GB, region: England, city: London}
   addresses: {blocklists: [zen.spamhaus.org]}
   geoip: {sources: {maxmind: {mmdb: GeoLite2-City.mmdb}, isp: {geofeed: "https://isp.example/geofeed.csv"}}}
   sites_that_refuse: {encyclopedia: {url: "https://encyclopedia.example/edit", text: "open proxy", status: 403}}
 The headers, the certificate and the HSTS of what is run here or elsewhere are looked at with:
   sites: {blog: "https://blog.example/", shop: {url: "https://shop.example/", address: 192.0.2.1}}`;

const SETTINGS: Readonly<Record<string, string>> = {
  vantage: ' Where this measures from; part of the name of every series.',
  listen:
    ' The address of the page and the api. Beyond this machine it wants a token of 16 characters or more:\n token_file: plumbline.token',
  protect_reading: ' Whether looking wants the token too.',
  keep: ' How long: every sample (raw), rollups of a minute, what checks found (runs). Hours and outages stay for ever.',
  uplinks:
    ' The lines that carry the internet here, by name. How each is reached (via: device, source, mark, namespace, vrf),\n or how the world tells it apart: asn, egress, first_hop, gateway. More: label, metered, home_name, resolver.',
  egress: ' Who is asked which address we have: stun (host:port) and, where that fails, http (web addresses).',
  here: ' Where this is: country (two letters), region, city.',
  addresses:
    ' What is asked about the addresses: blocklists (zones), registry (an address, or false), router (false: it is not asked).',
  geoip:
    ' Who is asked where they are: sources by name (mmdb, geofeed, delegated, http), trace (an address, or false).',
  sites_that_refuse:
    ' Pages asked daily over each line: url, and the status or text that means "not from here"; lines, label.',
  sites:
    ' What is run here or elsewhere: its headers, its certificate, HSTS. A url, or url with address (who is asked),\n http_port, asset, label.',
  preload:
    " Where it is known what browsers have built in: list (a file, an address, or false: Chromium's is not fetched),\n portal (false: hstspreload.org is not asked).",
  diagnose_on_down: ' Whether an incident starts a diagnosis; never over a metered line.',
  targets: ' By name: lower-case letters, digits, dots, dashes.',
  api_may_probe: ' What may be probed through the api, with the token, beside the targets.',
};
const ROLE_COMMENTS: Readonly<Record<Role, string>> = {
  line: ' The lines themselves.',
  gateway: ' Between this machine and the line: Wi-Fi, cable, router.',
  'first-hop': " Where the provider's network begins.",
  resolver: ' Whoever turns names into addresses here.',
  anchor: ' Far ends on the internet that are always there.',
  control: ' This machine itself: when this is slow, the machine is busy, not the line.',
  site: ' What is run here, or elsewhere, by whoever this belongs to.',
  target: ' What else matters.',
};

/**
 * A config as a commented `plumbline.yaml` that loads as the same config, `last` as a comment at its end. A token is
 * left out: it is a secret.
 */
export const renderConfig = (config: Config, last?: string): string => {
  const { vantage, listen, protectReading, apiMayProbe, keep, uplinks, egress, diagnoseOnDown } = config;
  const { here, addresses, geoip, refusing, sites, preload } = config;
  const targets = config.targets.filter((t) => !isOfLines(config, t) && !isOfSites(config, t));
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  const document = new Document({
    vantage,
    listen: `${host}:${listen.port}`,
    ...(protectReading ? { protect_reading: true } : {}),
    ...(apiMayProbe.length > 0 ? { api_may_probe: apiMayProbe } : {}),
    keep: { raw: formatDuration(keep.raw), minutes: formatDuration(keep.minutes), runs: formatDuration(keep.runs) },
    ...(uplinks.length > 0 ? { uplinks: Object.fromEntries(uplinks.map((u) => [u.name, plainUplink(u)])) } : {}),
    ...(egress === undefined ? {} : { egress }),
    ...(here === undefined ? {} : { here }),
    ...(addresses === undefined ? {} : { addresses }),
    ...(geoip === undefined ? {} : { geoip: plainGeoip(geoip) }),
    ...(refusing === undefined
      ? {}
      : { sites_that_refuse: Object.fromEntries(refusing.map((site) => [site.name, plainSite(site)])) }),
    ...(sites === undefined ? {} : { sites: Object.fromEntries(sites.map((s) => [s.name, plainOwnSite(s)])) }),
    ...(preload === undefined ? {} : { preload }),
    ...(diagnoseOnDown ? {} : { diagnose_on_down: false }),
    ...(targets.length > 0 ? { targets: Object.fromEntries(targets.map((t) => [t.name, plainTarget(t)])) } : {}),
  });
  document.commentBefore = HEAD;
  if (last !== undefined) document.comment = last;
  comment(document.contents, (key) => SETTINGS[key]);
  let role: Role | undefined;
  comment(isMap(document.contents) ? document.get('targets') : undefined, (name) => {
    const target = targets.find((t) => t.name === name);
    if (target === undefined || target.role === role) return undefined;
    role = target.role;
    return ROLE_COMMENTS[role];
  });
  return document.toString({ lineWidth: 0 });
};

const plainGeoip = ({ sources, trace }: NonNullable<Config['geoip']>) => ({
  sources: Object.fromEntries(sources.map((source) => [source.name, plainSource(source)])),
  ...(trace === undefined ? {} : { trace }),
});

const comment = (map: unknown, of: (key: string) => string | undefined): void => {
  if (!isMap(map)) return;
  for (const [i, pair] of map.items.entries()) {
    if (!isPair(pair) || !isScalar(pair.key)) continue;
    const text = of(String(pair.key.value));
    if (text === undefined) continue;
    pair.key.commentBefore = text;
    pair.key.spaceBefore = i > 0;
  }
};

const plainTarget = ({ name, label, role, address, family, checks }: Target) => {
  const binding = checks[0]?.binding ?? {};
  const usual = checks.length === 1 && checks.every((c) => c.probe.name === DEFAULT_PROBE && isPlain(c, family));
  const probes = Object.fromEntries(checks.map((c) => [c.probe.name, plainCheck(c, family)]));
  return {
    address,
    ...(label === name ? {} : { label }),
    ...(role === 'target' ? {} : { role }),
    ...(family === undefined ? {} : { family }),
    ...(Object.keys(binding).length === 0 ? {} : { via: binding }),
    ...(checks.length === 0 ? { [DEFAULT_PROBE]: 'off' } : {}),
    ...(usual ? {} : probes),
  };
};

const isPlain = (check: Check, family: Target['family']): boolean => plainCheck(check, family) === true;

/** What has to be written of a check: what differs from the defaults, or just `true`. */
const plainCheck = (
  { probe, options, every }: Check,
  family: Target['family'],
): true | Readonly<Record<string, unknown>> => {
  const usual: Readonly<Record<string, unknown>> = probe.options.parse({});
  const given = Object.entries(typeof options === 'object' && options !== null ? options : {}).filter(
    ([key, value]) => value !== undefined && value !== usual[key] && !(key === 'family' && value === family),
  );
  const written = {
    ...(every === probe.every ? {} : { every: formatDuration(every) }),
    ...Object.fromEntries(given.map(([key, value]) => [key, asWritten(probe, key, value)])),
  };
  return Object.keys(written).length === 0 ? true : written;
};

/** A number that the option also takes as the text of a duration is written as that. */
export const asWritten = (probe: AnyProbe, key: string, value: unknown): unknown => {
  if (typeof value !== 'number' || !(probe.options instanceof z.ZodObject)) return value;
  const text = formatDuration(value);
  const option: unknown = probe.options.shape[key];
  return option instanceof z.ZodType && option.safeParse(text).data === value ? text : value;
};
