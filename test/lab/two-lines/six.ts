import type { Topology } from '../topology.ts';
import { ANCHORS_6 } from '../topology.ts';
import type { LineName, TwoLinesMachine } from './topology.ts';

/**
 * The house's IPv6: behind the router addresses of its own (RFC 4193), which the router turns into those that each
 * provider has delegated, prefix for prefix (RFC 6296); beyond it everything is routed. The addresses lie in AS112's block
 * (RFC 7535), as the egress addresses of IPv4 do.
 */
interface LineAddresses6 {
  readonly source: string;
  /** The box of the line; with addresses of its own that are public it is the first public hop, too. */
  readonly gateway: string;
  readonly prefix: string;
  /** What the house's own prefix becomes. */
  readonly delegated: string;
  readonly resolver: string;
}
const linesAddresses = (line: 'd' | 'e'): LineAddresses6 => ({
  source: `2620:4f:8000:${line}001::1`,
  gateway: `2620:4f:8000:${line}001::fe`,
  prefix: `2620:4f:8000:${line}000::/52`,
  delegated: `2620:4f:8000:${line}077::/64`,
  resolver: `2620:4f:8000:${line}fff::53`,
});
export const LINES_6: Readonly<Record<LineName, LineAddresses6>> = {
  dsl: linesAddresses('d'),
  lte: linesAddresses('e'),
};
export const SERVICES_6 = ['2001:db8:100::10', '2001:db8:100::20'] as const;
const HOME = 'fd77::2';
const ROUTER = 'fd77::1';
const HOME_PREFIX = 'fd77::/64';

const NET = '2620:4f:8000';
const CORE = '2001:db8:198';
const { dsl, lte } = LINES_6;

/** By device: the addresses of each machine beside those of IPv4. */
const ADDRESSES: Readonly<Partial<Record<TwoLinesMachine, Readonly<Record<string, string>>>>> = {
  home: { eth0: `${HOME}/64` },
  router: { lan0: `${ROUTER}/64`, dsl0: `${dsl.source}/64`, lte0: `${lte.source}/64` },
  modem: { lan0: `${dsl.gateway}/64`, wan0: `${NET}:d002::2/64` },
  dslisp: { access0: `${NET}:d002::1/64`, core0: `${CORE}:d::1/64` },
  mobile: { lan0: `${lte.gateway}/64`, wan0: `${NET}:e002::2/64` },
  carrier: { cell0: `${NET}:e002::1/64`, wan0: `${NET}:e003::2/64` },
  lteisp: { access0: `${NET}:e003::1/64`, core0: `${CORE}:e::1/64` },
  internet: { dsl0: `${CORE}:d::2/64`, lte0: `${CORE}:e::2/64` },
};
const ROUTES: Readonly<Record<TwoLinesMachine, readonly string[]>> = {
  home: [`default via ${ROUTER} dev eth0`],
  router: [
    `default via ${dsl.gateway} dev dsl0 metric 10`,
    `default via ${dsl.gateway} dev dsl0 metric 100`,
    `default via ${lte.gateway} dev lte0 metric 200`,
  ],
  modem: [`default via ${NET}:d002::1`, `${dsl.delegated} via ${dsl.source}`],
  dslisp: [`default via ${CORE}:d::2`, `${dsl.prefix} via ${NET}:d002::2`],
  mobile: [`default via ${NET}:e002::1`, `${lte.delegated} via ${lte.source}`],
  carrier: [`default via ${NET}:e003::1`, `${lte.prefix} via ${NET}:e002::2`],
  lteisp: [`default via ${CORE}:e::2`, `${lte.prefix} via ${NET}:e003::2`],
  internet: [`${dsl.prefix} via ${CORE}:d::1`, `${lte.prefix} via ${CORE}:e::1`],
};

/** The same house with IPv6; without IPv4 it has no way out by that. */
export const withSix = (topology: Topology, isOnly: boolean): Topology => ({
  machines: topology.machines.map((machine) => {
    const name = machine.name as TwoLinesMachine;
    const kept = isOnly && (name === 'home' || name === 'router') ? [] : machine.routes;
    const own =
      name === 'internet' ? [...ANCHORS_6, ...SERVICES_6, dsl.resolver, lte.resolver].map((a) => `${a}/128`) : [];
    return { ...machine, addresses: [...machine.addresses, ...own], routes: [...kept, ...ROUTES[name]] };
  }),
  cables: topology.cables.map((cable) => {
    const [a, b] = cable.ends.map((end) => {
      const address = ADDRESSES[end.namespace as TwoLinesMachine]?.[end.device];
      return address === undefined ? end : { ...end, addresses: [...end.addresses, address] };
    });
    return a === undefined || b === undefined ? cable : { ...cable, ends: [a, b] };
  }),
  resolver: {
    ...topology.resolver,
    addresses: [...topology.resolver.addresses, ...ANCHORS_6, dsl.resolver, lte.resolver],
    listed: [...(isOnly ? [] : (topology.resolver.listed ?? [])), ...(isOnly ? [ANCHORS_6[2], ANCHORS_6[0]] : [])],
  },
});

/** The router's translation, prefix for prefix: what the house calls its own is a line's beyond it. */
export const PREFIX_TABLE = `table ip6 translate {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    oifname dsl0 ip6 saddr ${HOME_PREFIX} snat ip6 prefix to ${dsl.delegated}
    oifname lte0 ip6 saddr ${HOME_PREFIX} snat ip6 prefix to ${lte.delegated}
  }
}
`;
