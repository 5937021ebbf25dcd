import { setMaxListeners } from 'node:events';

import { familyOf } from '../../domain/address.ts';
import { HOUSE } from '../../domain/line.ts';
import { HOUR, SECOND } from '../../domain/time.ts';
import type { Family } from '../../net/net.ts';
import { AsnLookUp } from '../egress/asn.ts';
import { Names } from '../egress/ask-who.ts';
import { ownAddresses, type OwnAddresses } from '../egress/own-addresses.ts';
import { networkFailed } from '../failed.ts';
import type { Context, Once } from '../probe.ts';
import { askRegistry, type Registration } from '../registry/rdap.ts';
import { walkOut } from '../route/first-hop.ts';
import type { Hop } from '../route/trace.ts';
import { judge, outerOf } from './judge.ts';
import { listingsOf } from './listings.ts';
import { askMapping, type Mapping } from './mapping.ts';
import { reverseNames } from './names.ts';
import { options, type Options } from './options.ts';
import { addressReport as report, type AddressReport } from './report.ts';
import { askRouter } from './router.ts';

type Told = AddressReport['addresses'][number];
type Known = OwnAddresses['known'][number];

/** A provider's network begins within so many routers. */
const REACH = { hops: 6, within: 3 * SECOND } as const;

/** The addresses that the world sees of one line, what their router says, and what others know of them. */
export const address: Once<Options, AddressReport> = {
  name: 'address',
  title: 'Addresses',
  purpose: 'what kind of address the line has: shared, listed, mapped by the router',
  ofLines: true,
  usualTarget: HOUSE,
  ownersOptions: ['stun', 'http', 'anchors', 'gateway', 'blocklists', 'registry'],
  options,
  values: {
    ipv4: { label: 'IPv4 address', unit: 'bool', better: 'higher' },
    ipv6: { label: 'IPv6 address', unit: 'bool', better: 'higher' },
    listed: { label: 'Blocklist entries', unit: 'count', better: 'lower' },
  },
  report,
  every: 6 * HOUR,

  async run(_, asked, given) {
    const ctx = { ...given, signal: AbortSignal.any([given.signal]) };
    setMaxListeners(0, ctx.signal); // as many ask at a time as there is to know
    const [own, router] = await Promise.all([ownAddresses(asked, ctx), routerOf(asked, ctx)]);
    for (const known of own.known) ctx.progress?.(`IPv${known.family}: ${known.address}`);
    const names = new Names();
    const asns = new AsnLookUp(asked.anchors);
    const [found, way] = await Promise.all([
      Promise.all(own.known.map((known) => learn(known, asked, names, asns, ctx))),
      wayOf(asked, own, router, ctx),
    ]);
    if (ctx.signal.aborted) return networkFailed({ ok: false, reason: 'cancelled', detail: 'cancelled' });
    if (found.length === 0 && own.failure !== undefined && outerOf({ router }) === undefined)
      return networkFailed(own.failure);
    const addresses = found.map(({ told }) => told);
    const told: AddressReport = { addresses, missing: [...own.missing], router };
    const mappings = found.flatMap(({ mapping }) => mapping ?? []);
    const facts = { report: told, mappings, isTunnel: asked.tunnel === true };
    return {
      status: 'measured',
      values: valuesOf(addresses),
      findings: judge({ ...facts, ...(way === undefined ? {} : { way }) }),
      report: told,
    };
  },
};

const routerOf = (asked: Options, ctx: Context): Promise<AddressReport['router']> | AddressReport['router'] => {
  if (!asked.router) return { views: [], why: 'it is not to be asked' };
  return asked.tunnel === true ? { views: [], why: 'a tunnel has no router of this house' } : askRouter(asked, ctx);
};

/** What can be found out of one address that the world sees. */
const learn = async (
  { family, address, how }: Known,
  { stun, anchors, blocklists, registry }: Options,
  servers: Names,
  asns: AsnLookUp,
  ctx: Context,
): Promise<{ readonly told: Told; readonly mapping: Mapping | undefined }> => {
  const [mapping, asn, source, names, registration, lists] = await Promise.all([
    askMapping(stun, family, servers, ctx),
    asns.find(address, ctx),
    sourceOf(anchors, family, ctx),
    reverseNames(address, anchors, ctx),
    registry === false ? undefined : askRegistry(address, registry, ctx),
    listingsOf(address, blocklists, anchors, ctx),
  ]);
  const local = mapping?.local.address ?? source;
  const told: Told = {
    family,
    address,
    how,
    names: [...names],
    ...asn,
    ...registeredOf(registration),
    lists: [...lists],
    ...(local === undefined ? {} : { local }),
    ...(mapping === undefined ? {} : { mapping: mapping.kind }),
  };
  return { told, mapping };
};
const registeredOf = (told: Registration | undefined): Pick<Told, 'registered' | 'unregistered'> => {
  if (told === undefined) return {};
  return told.ok ? { registered: told.registered } : { unregistered: told.why };
};
/** The address that packets leave this machine by; nothing is sent. */
const sourceOf = async (
  anchors: readonly string[],
  family: Family,
  { net, signal }: Context,
): Promise<string | undefined> => {
  const to = anchors.find((anchor) => familyOf(anchor) === family);
  return to === undefined ? undefined : (await net.ask({ kind: 'route', to }, signal)).route?.source;
};

/** The routers on the way, where the line's own does not tell whether there is another translation beyond it. */
const wayOf = async (
  { anchors, tunnel }: Options,
  { known }: OwnAddresses,
  router: AddressReport['router'],
  ctx: Context,
): Promise<readonly Hop[] | undefined> => {
  const kind = outerOf({ router })?.kind ?? 'private';
  const isALine = tunnel === false || (tunnel === undefined && router.gateway !== undefined);
  if (!isALine || kind !== 'private' || !known.some(({ family }) => family === 4)) return undefined;
  return walkOut(anchors, 4, ctx, REACH);
};

const valuesOf = (addresses: readonly Told[]) => ({
  ipv4: addresses.some(({ family }) => family === 4) ? 1 : 0,
  ipv6: addresses.some(({ family }) => family === 6) ? 1 : 0,
  listed: addresses.flatMap(({ lists }) => lists.filter(({ codes }) => codes.length > 0)).length,
});
