import { HOUSE } from '../domain/line.ts';
import { present } from '../domain/present.ts';
import { formatDuration } from '../probes/duration.ts';
import type { Check } from '../probes/probe.ts';
import type { Config, Target, Uplink } from './config.ts';
import { ADDRESS, GEOIP } from './line-checks.ts';
import { plainSource } from './geoip-schema.ts';
import { plainSite } from './refusing-schema.ts';
import { asWritten } from './render.ts';
import { plainOwnSite } from './site-schema.ts';
import { HSTS, isOfSites } from './site-targets.ts';
import { EGRESS, isOfLines } from './uplink-targets.ts';

type Mapping = Readonly<Record<string, unknown>>;
const byName = <T extends { readonly name: string }>(all: readonly T[], of: (one: T) => unknown): Mapping =>
  Object.fromEntries(all.map((one) => [one.name, of(one)]));
const durations = (of: Readonly<Record<string, number>>): Mapping =>
  Object.fromEntries(Object.entries(of).map(([key, ms]) => [key, formatDuration(ms)]));

const wholeUplink = (uplink: Uplink): Mapping => {
  const { label, kind, metered, homeName, binding, recognised, anchors, resolver, lostAfter, every } = uplink;
  return present({
    kind,
    label,
    metered,
    home_name: homeName,
    via: Object.keys(binding).length === 0 ? undefined : binding,
    asn: recognised.asn,
    egress: recognised.egress,
    first_hop: recognised.firstHop,
    gateway: recognised.gateway,
    anchors,
    resolver,
    lost_after: formatDuration(lostAfter),
    every: durations(every),
  });
};

const wholeCheck = ({ probe, options, every }: Check): Mapping => ({
  every: formatDuration(every),
  ...Object.fromEntries(
    Object.entries(typeof options === 'object' && options !== null ? options : {})
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, asWritten(probe, key, value)]),
  ),
});
const wholeTarget = ({ address, label, role, family, checks }: Target): Mapping => {
  const via = checks[0]?.binding ?? {};
  return present({
    address,
    label,
    role,
    family,
    via: Object.keys(via).length === 0 ? undefined : via,
    ...Object.fromEntries(checks.map((check) => [check.probe.name, wholeCheck(check)])),
  });
};

/** What a check of that name is run with, where there is one: some of its options. */
const ofCheck = (targets: readonly Target[], probe: string, keys: readonly string[]): Mapping | undefined => {
  const check = targets.flatMap((t) => t.checks).find((c) => c.probe.name === probe);
  if (check === undefined) return undefined;
  const options = check.options as Mapping;
  return Object.fromEntries(keys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])));
};

const influxOf = ({
  url,
  version,
  org,
  database,
  retentionPolicy,
  token,
  login,
  ...rest
}: NonNullable<Config['influx']>) =>
  present({
    url,
    version,
    ...(org === undefined ? { database } : { bucket: database, org }),
    retention_policy: retentionPolicy,
    token: token === undefined ? undefined : 'set',
    username: login?.username,
    password: login === undefined ? undefined : 'set',
    rate: rest.rate,
    flush: formatDuration(rest.flush),
    timeout: formatDuration(rest.timeout),
    telegraf: rest.telegraf,
  });

/** A config as it is run, every key of it with its value: what is left out in the file, too. Secrets are none of it. */
export const effectiveConfig = (config: Config): Mapping => {
  const { vantage, listen, protectReading, apiMayProbe, keep, influx, uplinks, here, geoip, refusing, sites } = config;
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  const house = config.targets.filter(({ name }) => name === HOUSE);
  const asked = ofCheck(house, GEOIP, ['trace']);
  const targets = config.targets.filter((t) => !isOfLines(config, t) && !isOfSites(config, t));
  const { token } = config;
  return present({
    vantage,
    listen: `${host}:${listen.port}`,
    token: token === undefined ? null : 'set',
    protect_reading: protectReading,
    api_may_probe: apiMayProbe,
    keep: durations({ raw: keep.raw, minutes: keep.minutes, runs: keep.runs }),
    influx: influx === undefined ? undefined : influxOf(influx),
    uplinks: uplinks.length === 0 ? undefined : byName(uplinks, wholeUplink),
    egress: ofCheck(house, EGRESS, ['stun', 'http']) ?? config.egress,
    here,
    addresses: ofCheck(house, ADDRESS, ['blocklists', 'registry', 'router']) ?? config.addresses,
    geoip:
      asked === undefined && geoip === undefined
        ? undefined
        : { sources: byName(geoip?.sources ?? [], plainSource), ...asked },
    sites_that_refuse: refusing === undefined ? undefined : byName(refusing, plainSite),
    sites: sites === undefined ? undefined : byName(sites, plainOwnSite),
    preload: ofCheck(config.targets, HSTS, ['list', 'portal']) ?? config.preload,
    diagnose_on_down: config.diagnoseOnDown,
    targets: targets.length === 0 ? undefined : byName(targets, wholeTarget),
  });
};
