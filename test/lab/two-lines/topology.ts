import { ANCHORS_4, type Cable, type Topology } from '../topology.ts';
import { withSix } from './six.ts';

/**
 * A house with two ways to the internet:
 *
 *   home ── router ─┬─ modem ──────────────── dslisp ───┬─ internet
 *                   └─ mobile ── carrier ──── lteisp ───┘
 *
 * `router` has both lines and chooses by route; what runs on it can bind to either. `home` is behind it. The modem
 * translates addresses, the mobile router too, and so does the carrier behind it (100.64.0.0/10, RFC 6598).
 */
export type TwoLinesMachine = 'home' | 'router' | 'modem' | 'dslisp' | 'mobile' | 'carrier' | 'lteisp' | 'internet';
export type LineName = 'dsl' | 'lte';
/** The cables that can be spoiled: of each line the one in the house, before its box, and the line itself behind it. */
export type SpoiltCable = 'dsl-cable' | 'dsl' | 'lte-cable' | 'lte';

const HOME = '192.168.77.2';
const ROUTER = '192.168.77.1';

interface LineAddresses {
  /** The router's device, and its address there. */
  readonly device: string;
  readonly source: string;
  /** The box of the line, as the router sees it. */
  readonly gateway: string;
  /** What the world sees; that of the DSL line can change. */
  readonly egress: string;
  readonly prefix: string;
  readonly asn: number;
  readonly firstHop: string;
  /** The provider's own resolver. */
  readonly resolver: string;
  /** An address at home whose traffic the router sends over this line, whatever its routes say. */
  readonly home: string;
  readonly mark: number;
  readonly table: number;
}
// The egress addresses have to count as public and be nobody's host: AS112's blocks (RFC 7534, RFC 7535).
export const LINES: Readonly<Record<LineName, LineAddresses>> = {
  dsl: {
    device: 'dsl0',
    source: '192.168.1.2',
    gateway: '192.168.1.1',
    egress: '192.175.48.10',
    prefix: '192.175.48.0/24',
    asn: 64_501,
    firstHop: '192.175.48.1',
    resolver: '192.175.48.100',
    home: '192.168.77.12',
    mark: 1,
    table: 101,
  },
  lte: {
    device: 'lte0',
    source: '192.168.8.2',
    gateway: '192.168.8.1',
    egress: '192.31.196.10',
    prefix: '192.31.196.0/24',
    asn: 64_502,
    firstHop: '192.31.196.1',
    resolver: '192.31.196.100',
    home: '192.168.77.13',
    mark: 2,
    table: 102,
  },
};
export const LINE_NAMES = ['dsl', 'lte'] as const satisfies readonly LineName[];
/** What the DSL provider gives out next. */
export const NEXT_DSL_EGRESS = '192.175.48.11';
/** Where the far side's own services are: STUN, and pages that tell who asks. */
export const SERVICES = ['198.51.100.10', '198.51.100.20'] as const;

const CARRIER_INSIDE = '100.64.7.1';
const MOBILE_OUTSIDE = '100.64.7.2';

/** Which addresses the house has. */
export type Families = 'four' | 'both' | 'six';

export const twoLinesTopology = (
  options: { readonly lteMtu?: number; readonly families?: Families } = {},
): Topology => {
  const { families = 'four' } = options;
  const four = twoLinesOfFour(options);
  return families === 'four' ? four : withSix(four, families === 'six');
};
const twoLinesOfFour = (options: { readonly lteMtu?: number }): Topology => {
  const { dsl, lte } = LINES;
  const spoilt = (name: SpoiltCable, mtu: number | undefined, ends: Cable['ends']): Cable => ({
    name,
    relayed: true,
    ...(mtu === undefined ? {} : { mtu }),
    ends,
  });
  const straight = (name: string, ends: Cable['ends']): Cable => ({ name, relayed: false, ends });
  const end = (namespace: TwoLinesMachine, device: string, ...addresses: readonly string[]) => ({
    namespace,
    device,
    addresses,
  });
  const passes = (name: TwoLinesMachine, ...routes: readonly string[]) => ({
    name,
    forwards: true,
    addresses: [],
    routes,
  });
  return {
    machines: [
      { name: 'home', forwards: false, addresses: [], routes: [`default via ${ROUTER} dev eth0`] },
      passes(
        'router',
        `default via ${dsl.gateway} dev ${dsl.device} metric 10`, // the one that a failover replaces
        ...LINE_NAMES.map((name, i) => {
          const { gateway, device } = LINES[name];
          return `default via ${gateway} dev ${device} metric ${(i + 1) * 100}`;
        }),
        ...LINE_NAMES.map((name) => {
          const { gateway, device, table } = LINES[name];
          return `default via ${gateway} dev ${device} table ${table}`;
        }),
      ),
      passes('modem', `default via ${dsl.firstHop}`),
      passes('dslisp', 'default via 198.51.100.2'),
      passes('mobile', `default via ${CARRIER_INSIDE}`),
      passes('carrier', `default via ${lte.firstHop}`),
      passes('lteisp', 'default via 198.51.100.6'),
      {
        name: 'internet',
        forwards: false,
        addresses: [...ANCHORS_4, ...SERVICES, dsl.resolver, lte.resolver].map((a) => `${a}/32`),
        routes: [`${dsl.prefix} via 198.51.100.1`, `${lte.prefix} via 198.51.100.5`],
      },
    ],
    cables: [
      straight('lan', [
        end('home', 'eth0', ...[HOME, dsl.home, lte.home].map((a) => `${a}/24`)),
        end('router', 'lan0', `${ROUTER}/24`),
      ]),
      spoilt('dsl-cable', undefined, [
        end('router', dsl.device, `${dsl.source}/24`),
        end('modem', 'lan0', `${dsl.gateway}/24`),
      ]),
      spoilt('dsl', 1492, [end('modem', 'wan0', `${dsl.egress}/26`), end('dslisp', 'access0', `${dsl.firstHop}/26`)]),
      straight('dsl-core', [end('dslisp', 'core0', '198.51.100.1/30'), end('internet', 'dsl0', '198.51.100.2/30')]),
      spoilt('lte-cable', undefined, [
        end('router', lte.device, `${lte.source}/24`),
        end('mobile', 'lan0', `${lte.gateway}/24`),
      ]),
      spoilt('lte', options.lteMtu, [
        end('mobile', 'wan0', `${MOBILE_OUTSIDE}/24`),
        end('carrier', 'cell0', `${CARRIER_INSIDE}/24`),
      ]),
      straight('carrier', [end('carrier', 'wan0', `${lte.egress}/26`), end('lteisp', 'access0', `${lte.firstHop}/26`)]),
      straight('lte-core', [end('lteisp', 'core0', '198.51.100.5/30'), end('internet', 'lte0', '198.51.100.6/30')]),
    ],
    resolver: {
      machine: 'internet',
      addresses: [...ANCHORS_4, dsl.resolver, lte.resolver],
      listed: [ANCHORS_4[2], ANCHORS_4[0]],
    },
  };
};
