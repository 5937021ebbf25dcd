import { canonicalAddress, familyOf, isLoopback } from '../domain/address.ts';
import { KEEP } from '../domain/keep.ts';
import type { Clock } from '../domain/clock.ts';
import { SECOND } from '../domain/time.ts';
import type { Family, Net } from '../net/net.ts';
import { defaultRoutes, isOnLink, waysOut, type Route } from '../net/routes.ts';
import type { AnyProbe } from '../probes/probe.ts';
import { findFirstHop } from '../probes/route/first-hop.ts';
import { ROLES, type Config, type Role, type Target } from './config.ts';
import { DEFAULT_LISTEN, DEFAULT_PROBE } from './schema.ts';

export interface Surroundings {
  readonly routes: readonly Route[];
  /** Numeric addresses. */
  readonly resolvers: readonly string[];
}

/** Public resolvers on anycast: near from everywhere, and run by three who have nothing to do with each other. */
const ANCHORS = [
  ['cloudflare', 'Cloudflare', '1.1.1.1'],
  ['google', 'Google', '8.8.8.8'],
  ['quad9', 'Quad9', '9.9.9.9'],
  ['cloudflare-v6', 'Cloudflare (IPv6)', '2606:4700:4700::1111'],
  ['google-v6', 'Google (IPv6)', '2001:4860:4860::8888'],
  ['quad9-v6', 'Quad9 (IPv6)', '2620:fe::fe'],
] as const;
const LOOPBACK = '127.0.0.1';

interface Found {
  readonly name: string;
  readonly label: string;
  readonly role: Role;
  readonly address: string;
}

/**
 * What is worth watching from here, without asking the network: gateways, resolvers in use, public anchors of the
 * families that have a way out, and loopback, which tells a busy machine from a bad line.
 */
export const discover = (
  { routes, resolvers }: Surroundings,
  { probes, vantage }: { readonly probes: readonly AnyProbe[]; readonly vantage: string },
): Config => {
  const out = waysOut(routes);
  const hasWayOut = (address: string): boolean => (familyOf(address) === 4 ? out.v4 : out.v6);
  const found: Found[] = [
    ...gateways(routes),
    ...resolvers
      .filter((address) => isLoopback(address) || isOnLink(routes, address) || hasWayOut(address))
      .map((address) => ({ name: 'resolver', label: 'Resolver', role: 'resolver' as const, address })),
    ...ANCHORS.filter(([, , address]) => hasWayOut(address)).map(([name, label, address]): Found => ({
      name,
      label,
      role: 'anchor',
      address,
    })),
    { name: 'loopback', label: 'This machine', role: 'control', address: LOOPBACK },
  ];
  const config = {
    vantage,
    listen: DEFAULT_LISTEN,
    protectReading: false,
    apiMayProbe: [],
    keep: KEEP,
    uplinks: [],
    diagnoseOnDown: true,
    waysOut: out,
  };
  return { ...config, targets: inOrder(merge(found).map((f) => targetOf(f, vantage, probes))) };
};

const gateways = (routes: readonly Route[]): readonly Found[] =>
  defaultRoutes(routes).flatMap(({ gateway, family }) => {
    if (gateway === undefined) return []; // point-to-point: nobody to ask at the other end
    const v6 = family === 6;
    return [
      {
        name: v6 ? 'gateway-v6' : 'gateway',
        label: v6 ? 'Gateway (IPv6)' : 'Gateway',
        role: 'gateway',
        address: gateway,
      },
    ];
  });

/** One target an address, named after what it is first, labelled with all that it is; names numbered where needed. */
const merge = (found: readonly Found[]): readonly Found[] => {
  const byAddress = new Map<string, readonly Found[]>();
  for (const one of found) {
    const address = canonicalAddress(one.address) ?? one.address;
    byAddress.set(address, [...(byAddress.get(address) ?? []), one]);
  }
  const names = new Set<string>();
  return [...byAddress].flatMap(([address, same]) => {
    // The control stays the control, whatever else answers on loopback.
    const chosen = same.find((f) => f.role === 'control') ?? same[0];
    if (chosen === undefined) return [];
    const name = freeName(chosen.name, names);
    names.add(name);
    const number = name.slice(chosen.name.length).replace('-', ' '); // "Resolver 2"
    const labels = new Set(same.map((f) => (f.label === chosen.label ? f.label + number : f.label)));
    return [{ name, label: [...labels].join(', '), role: chosen.role, address }];
  });
};

const freeName = (name: string, taken: ReadonlySet<string>): string => {
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!taken.has(candidate)) return candidate;
  }
};

const targetOf = ({ name, label, role, address }: Found, vantage: string, probes: readonly AnyProbe[]): Target => ({
  name,
  label,
  role,
  address,
  checks: probes
    .filter((probe) => probe.name === DEFAULT_PROBE)
    .map((probe) => {
      const aim = { subject: { target: name, vantage }, address };
      return { probe, aim, options: probe.options.parse({}), every: probe.every, binding: {} };
    }),
});

const inOrder = (targets: readonly Target[]): readonly Target[] =>
  targets.toSorted((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role));

/** The nearest public address on the way out. Takes up to five seconds, so it is not for the start to wait for. */
export const findFirstPublicHop = (
  ctx: { readonly net: Net; readonly clock: Clock; readonly signal: AbortSignal },
  family: Family = 4,
): Promise<string | undefined> => {
  const anchors = ANCHORS.map(([, , address]) => address);
  return findFirstHop(anchors, family, ctx, { hops: 30, within: 5 * SECOND });
};

/** The config with the first public hop as a target; unchanged where that address is a target already. */
export const withFirstHop = (config: Config, address: string, probes: readonly AnyProbe[]): Config => {
  if (config.targets.some((t) => canonicalAddress(t.address) === canonicalAddress(address))) return config;
  const name = freeName('first-hop', new Set(config.targets.map((t) => t.name)));
  const found: Found = { name, label: 'First public hop', role: 'first-hop', address };
  return { ...config, targets: inOrder([...config.targets, targetOf(found, config.vantage, probes)]) };
};
