import type { Config, Uplink } from '../../config/config.ts';
import { ADDRESS, asksOfAddresses, GEOIP, REFUSAL } from '../../config/line-checks.ts';
import { HOUSE } from '../../domain/line.ts';
import type { LinesNow } from '../../domain/line-now.ts';
import { present } from '../../domain/present.ts';
import type { Subject } from '../../domain/subject.ts';
import { DAY, SECOND, microsOf, type Millis } from '../../domain/time.ts';
import { addressReport, type AddressReport } from '../../probes/address/report.ts';
import { geoReport, type GeoReport } from '../../probes/geoip/report.ts';
import { cached } from '../cached.ts';
import { happened } from '../happened.ts';
import type { ApiDeps } from '../deps.ts';
import { labelsOf } from '../lines/teller.ts';
import { evidenceOf } from './evidence.ts';
import { lasting, standingOf } from './findings.ts';
import { heldOf } from './held.ts';
import type { AddressesGlance } from './glance-schema.ts';
import { natOf } from './nat.ts';
import { runsOf, type Runs } from './runs.ts';
import type { Addresses, AddressNow, AddressPlace } from './schema.ts';
import { siteOf } from './sites.ts';

/** What addresses are told from. */
export type AddressesDeps = Pick<ApiDeps, 'config' | 'clock' | 'query' | 'lines'> & Partial<Pick<ApiDeps, 'counters'>>;

/** As many runs are looked through for since when something is so. */
const MOST_RUNS = 20;
export const MOST_EVENTS = 2_000;
/** As many changes of address are looked through for since when the last is held. */
const MOST_CHANGES = 200;
const FAR = 400 * DAY;
/** Probes run every few hours, but at once on a new address. */
const KEPT = 5 * SECOND;

const PROBES: ReadonlySet<string> = new Set([ADDRESS, GEOIP, REFUSAL]);
/** Whether the config asks who the world thinks that one is: by its lines, or in so many words. */
export const asksForAddresses = (config: Config): boolean =>
  asksOfAddresses(config) || config.targets.some((t) => t.checks.some((c) => PROBES.has(c.probe.name)));

/** The house and the lines, in that order. */
export const placesOf = ({ uplinks, vantage }: Pick<Config, 'uplinks' | 'vantage'>) => {
  const house: { subject: Subject & { target: string }; name: string; label: string; uplink?: Uplink } = {
    subject: { target: HOUSE, vantage },
    name: HOUSE,
    label: 'The house',
  };
  const lines = uplinks.map((uplink): typeof house => ({
    subject: { target: uplink.name, via: uplink.name, vantage },
    name: uplink.name,
    label: uplink.label,
    uplink,
  }));
  return [house, ...lines] as const;
};
type Asked = ReturnType<typeof placesOf>[number];

interface Seen {
  readonly family: 4 | 6;
  readonly address: string;
  readonly at?: number | undefined;
  readonly asn?: number | undefined;
  readonly asName?: string | undefined;
}
/** An address with the last that was told of it, which may be a while ago. */
const nowOf = (
  { family, address, at, asn, asName }: Seen,
  addresses: Runs<AddressReport>,
  places: Runs<GeoReport>,
  isVpn: boolean,
): AddressNow => {
  const of = <R extends { readonly addresses: readonly { readonly address: string }[] }>({ told }: Runs<R>) =>
    told.find((run) => run.report.addresses.some((a) => a.address === address));
  const run = of(addresses);
  const known = run?.report.addresses.find((a) => a.address === address);
  const placed = of(places);
  const geo = placed?.report.addresses.find((a) => a.address === address);
  const { names, lists, local, mapping } = known ?? {};
  const registered = known?.registered ?? geo?.registered;
  return {
    family,
    address,
    ...present({
      since: at,
      asn: asn ?? known?.asn,
      asName: asName ?? known?.asName,
      askedAt: run?.at,
      names,
      registered,
      unregistered: registered === undefined ? (known?.unregistered ?? geo?.unregistered) : undefined,
      lists,
      local,
      mapping,
      geo:
        placed === undefined || geo === undefined
          ? undefined
          : {
              at: placed.at,
              answers: geo.answers,
              ...present({ vote: geo.vote, corrections: isVpn ? undefined : geo.corrections }),
            },
    }),
  };
};

/** What the watchers say of a place; where nobody watches, what the record has of it, or what was seen when it was asked. */
const seenOf = async (
  { subject, name, uplink }: Asked,
  { query, clock, config }: AddressesDeps,
  told: Partial<LinesNow>,
  last: AddressReport | undefined,
): Promise<readonly Seen[]> => {
  const watched = uplink === undefined ? told.house : told.lines?.find((l) => l.line === name);
  if (watched !== undefined && config.uplinks.length > 0) return watched.egress;
  const now = clock.now();
  const range = { from: 0, to: now + 1 };
  const changes = await query.events({ ...range, types: ['egress-changed'], target: name, limit: MOST_CHANGES });
  const own = changes.filter((e) => e.subject?.vantage === subject.vantage);
  const held = heldOf(own, name, range, changes.length === MOST_CHANGES).filter((h) => h.to === undefined);
  if (held.length === 0) return last?.addresses ?? [];
  return held.map(({ family, address, from, asName }) => ({ family, address, at: from, asName }));
};

const placeOf = async (
  asked: Asked,
  house: Asked,
  deps: AddressesDeps,
  told: Partial<LinesNow>,
  standing: ReturnType<typeof lasting>,
): Promise<AddressPlace> => {
  const { query, clock } = deps;
  const { name, label, uplink } = asked;
  const live = uplink !== undefined && told.live?.line === name;
  // What cannot be reached by itself is asked for with the house, while that goes over it.
  const isOwn = uplink?.reachable !== false;
  const { subject } = isOwn ? asked : house;
  const now = clock.now();
  const range = { from: Math.max(0, now - microsOf(FAR)), to: now + 1, limit: MOST_RUNS };
  const [addresses, places] = await Promise.all([
    runsOf(query, { ...range, subject, probe: ADDRESS, report: addressReport }),
    runsOf(query, { ...range, subject, probe: GEOIP, report: geoReport }),
  ]);
  const last = isOwn || live ? addresses.told[0]?.report : undefined;
  const seen = await seenOf(asked, deps, told, last);
  const found = isOwn || live ? [...standingOf(addresses), ...standingOf(places)] : [];
  const lasts = standing.filter((s) => s.target === name).map((s) => s.finding);
  const current = last?.addresses.some((a) => seen.some((e) => e.address === a.address)) === true ? last : undefined;
  return {
    name,
    label,
    live,
    addresses: seen.map((e) => nowOf(e, addresses, places, uplink?.kind === 'vpn')),
    missing: (last?.missing ?? []).filter((m) => !seen.some((e) => e.family === m.family)),
    findings: found.concat(lasts),
    troubles: isOwn ? [addresses.trouble, places.trouble].filter((t) => t !== undefined) : [],
    ...present({
      kind: uplink?.kind,
      nat: current === undefined ? undefined : natOf(current, found),
      router: current?.router,
    }),
  };
};

/** What changes what is known of addresses. */
export const ADDRESS_EVENTS = ['address-finding', 'egress-changed', 'live-changed'] as const;

/** All that is known of addresses, at most a few seconds old, however many ask. */
export const addressesTeller = (deps: AddressesDeps): (() => Promise<Addresses>) => {
  const { config, clock, query } = deps;
  const { vantage, here, refusing = [] } = config;
  const labelOf = labelsOf(config);
  const names = config.uplinks.map((u) => u.name);
  const tell = async (): Promise<Addresses> => {
    const now = clock.now();
    const range = { from: Math.max(0, now - microsOf(FAR)), to: now + 1 };
    const told: Partial<LinesNow> = deps.lines?.() ?? {};
    const events = await query.events({ ...range, types: ['address-finding'], limit: MOST_EVENTS });
    const standing = lasting(events, vantage);
    const asked = placesOf(config);
    const [house] = asked;
    const places = await Promise.all(asked.map((one) => placeOf(one, house, deps, told, standing)));
    const sites = await Promise.all(
      refusing.map(async (site) => {
        const limit = MOST_RUNS * (names.length + 1);
        const runs = await query.runs({ ...range, target: site.name, probe: REFUSAL, limit });
        const own = runs.filter((r) => r.subject.vantage === vantage);
        return siteOf(site, own, standing, names, labelOf);
      }),
    );
    return {
      now,
      vantage,
      places,
      evidence: evidenceOf(places),
      sites,
      ...(here === undefined ? {} : { here }),
    };
  };
  return cached(clock, KEPT, tell, happened(deps, ...ADDRESS_EVENTS));
};

/** How often it is asked where a line is (ms); one that cannot be reached by itself is asked for with the house. */
const geoEvery = ({ targets }: Pick<Config, 'targets'>, name: string): Millis => {
  const checks = targets.flatMap((t) => t.checks).filter((c) => c.probe.name === GEOIP);
  const of = (target: string) => checks.find((c) => c.aim.subject.target === target);
  return (of(name) ?? of(HOUSE))?.every ?? DAY;
};

/** What the overview says of it. */
export const addressesGlance = (
  { here, places, sites }: Addresses,
  config: Pick<Config, 'targets'>,
): AddressesGlance => {
  const live = places.find((p) => p.live && p.addresses.some((a) => a.geo !== undefined));
  const isOpen = live?.addresses.every((a) => a.geo?.vote === undefined) ?? false;
  const known = places.flatMap(({ name, label, live, addresses }) => {
    const geo = addresses.find((a) => a.geo?.vote !== undefined)?.geo;
    if (geo?.vote === undefined) return [];
    const { country, says, of } = geo.vote;
    const isHere = here === undefined ? {} : { isHere: here.country === country };
    return [{ name, label, live, country, says, of, at: geo.at, every: geoEvery(config, name), ...isHere }];
  });
  return {
    ...(here === undefined ? {} : { here: here.country }),
    places: isOpen ? [] : known,
    refusing: sites.filter((s) => s.over.some((o) => o.verdict === 'refuses')).length,
  };
};
