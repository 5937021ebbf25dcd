import { familyOf, isLoopback } from '../domain/address.ts';
import { KEEP, LEAST_KEPT } from '../domain/keep.ts';
import { MINUTE, SECOND, type Millis } from '../domain/time.ts';
import { formatDuration, parseDuration } from '../probes/duration.ts';
import { isStream, type AnyProbe } from '../probes/probe.ts';
import type { Path } from './document.ts';
import { geoipConflicts } from './geoip-schema.ts';
import { influxConflicts } from './influx-schema.ts';
import { listen } from './schema.ts';
import { refusingConflicts } from './refusing-schema.ts';
import { siteConflicts } from './site-schema.ts';
import { houseConflicts, uplinkConflicts } from './uplink-schema.ts';

export interface Conflict {
  readonly path: Path;
  readonly expected: string;
}
type Mapping = Readonly<Record<string, unknown>>;
const isMapping = (x: unknown): x is Mapping => typeof x === 'object' && x !== null && !Array.isArray(x);

/** With any of these there is a target for what everybody in the house gets. */
const MAKES_HOUSE = ['uplinks', 'here', 'addresses', 'geoip', 'sites_that_refuse'] as const;
/** A check beyond this machine: ten a second; what runs once takes longer than that. */
const FASTEST: Millis = 100;
const FASTEST_ONCE: Millis = SECOND;
const LONGEST_TIMEOUT: Millis = MINUTE;

/**
 * What is right by itself and wrong together. Looks at the values as written, so that these are told beside the
 * schema's problems and not only after them; what is of the wrong type is left to the schema.
 */
export const crossCheck = (value: unknown, probes: readonly AnyProbe[]): readonly Conflict[] => {
  if (!isMapping(value)) return [];
  const { targets } = value;
  const ofTargets = isMapping(targets)
    ? Object.entries(targets).flatMap(([name, target]) => checkTarget(['targets', name], target, probes))
    : [];
  const ofInflux = isMapping(value.influx)
    ? influxConflicts(value.influx).map(([key, expected]): Conflict => ({ path: ['influx', key], expected }))
    : [];
  const names = new Set(isMapping(targets) ? Object.keys(targets) : []);
  const hasHouse = MAKES_HOUSE.some((key) => isMapping(value[key]));
  const ofLines = [
    ...(hasHouse ? houseConflicts(names) : []),
    ...(isMapping(value.uplinks) ? uplinkConflicts(value.uplinks, names) : []),
    ...geoipConflicts(value.geoip),
    ...refusingConflicts(value.sites_that_refuse, value.uplinks, names),
    ...siteConflicts(value.sites, [targets, value.uplinks, value.sites_that_refuse]),
  ].map(([path, expected]): Conflict => ({ path, expected }));
  return [
    ...checkAccess(value),
    ...checkKeep(value.keep),
    ...ofInflux,
    ...ofLines,
    ...(isMapping(value.uplinks) ? Object.entries(value.uplinks) : []).flatMap(([name, uplink]) =>
      isMapping(uplink) ? checkVia(['uplinks', name, 'via'], uplink.via) : [],
    ),
    ...ofTargets,
  ];
};

export const isLoopbackHost = (host: string): boolean =>
  isLoopback(host) || /^localhost\.?$|\.localhost\.?$/i.test(host);

const checkAccess = (config: Mapping): readonly Conflict[] => {
  const hasToken = config.token !== undefined || config.token_file !== undefined;
  const at = listen.safeParse(config.listen);
  const conflicts: Conflict[] = [];
  if (config.token !== undefined && config.token_file !== undefined) {
    conflicts.push({ path: ['token_file'], expected: 'either token or token_file' });
  }
  if (at.success && !isLoopbackHost(at.data.host) && !hasToken) {
    conflicts.push({ path: ['listen'], expected: 'a loopback address, or a token (token_file) beside it' });
  }
  if (config.protect_reading === true && !hasToken) {
    conflicts.push({ path: ['protect_reading'], expected: 'false, or a token (token_file) beside it' });
  }
  return conflicts;
};

/** Where there are samples there are minutes: whoever reads goes from the finer to the coarser. */
const checkKeep = (keep: unknown): readonly Conflict[] => {
  if (!isMapping(keep)) return [];
  const raw = keep.raw === undefined ? KEEP.raw : millis(keep.raw);
  const minutes = keep.minutes === undefined ? KEEP.minutes : millis(keep.minutes);
  if (raw === undefined || minutes === undefined || minutes >= raw) return [];
  if (raw < LEAST_KEPT || minutes < LEAST_KEPT) return []; // the schema tells
  const path = keep.minutes === undefined ? ['keep', 'raw'] : ['keep', 'minutes'];
  const expected =
    keep.minutes === undefined
      ? `${formatDuration(minutes)} or less, or minutes that are kept as long`
      : `${formatDuration(raw)} or more, as raw`;
  return [{ path, expected }];
};

/** A socket is bound to one device, and a VRF is one. */
const checkVia = (path: Path, via: unknown): readonly Conflict[] =>
  isMapping(via) && via.device !== undefined && via.vrf !== undefined
    ? [{ path: [...path, 'vrf'], expected: 'either device or vrf' }]
    : [];

const checkTarget = (path: Path, target: unknown, probes: readonly AnyProbe[]): readonly Conflict[] => {
  if (!isMapping(target)) return [];
  const address = typeof target.address === 'string' ? target.address : '';
  const family = familyOf(address);
  const source = isMapping(target.via) && typeof target.via.source === 'string' ? target.via.source : '';
  const conflicts: Conflict[] = [...checkVia([...path, 'via'], target.via)];
  const wanted = target.family === 4 || target.family === 6 ? target.family : undefined;
  if (family !== undefined && wanted !== undefined && wanted !== family) {
    conflicts.push({ path: [...path, 'family'], expected: `${family}, as the address is` });
  }
  const sendsBy = family ?? wanted;
  if (sendsBy !== undefined && familyOf(source) !== undefined && familyOf(source) !== sendsBy) {
    conflicts.push({ path: [...path, 'via', 'source'], expected: `an IPv${sendsBy} address, as the target's is` });
  }
  for (const probe of probes) {
    const entry = target[probe.name];
    if (isMapping(entry)) conflicts.push(...checkEntry([...path, probe.name], entry, probe, isLoopbackHost(address)));
  }
  return conflicts;
};

const checkEntry = (path: Path, entry: Mapping, probe: AnyProbe, loopback: boolean): readonly Conflict[] => {
  const fastest = isStream(probe) ? FASTEST : FASTEST_ONCE;
  const [every, timeout] = [millis(entry.every), millis(entry.timeout)];
  const conflicts: Conflict[] = [];
  if (!loopback && every !== undefined && every < fastest) {
    conflicts.push({ path: [...path, 'every'], expected: `${formatDuration(fastest)} or more` });
  }
  if (timeout !== undefined && timeout > LONGEST_TIMEOUT) {
    conflicts.push({ path: [...path, 'timeout'], expected: `${formatDuration(LONGEST_TIMEOUT)} or less` });
  }
  return conflicts;
};

const millis = (value: unknown): Millis | undefined => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? parseDuration(value) : undefined;
};
